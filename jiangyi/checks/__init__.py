"""What can be wrong in a handout that was read: one rule a function, and `fix`, which corrects punctuation in place."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
