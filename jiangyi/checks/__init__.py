"""Checks of a handout that was read, one rule a function, and `fix`, which corrects punctuation in the file."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
