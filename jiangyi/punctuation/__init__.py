"""Correct the punctuation of Chinese text: rules that return edits of a string, independent of handouts and files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
