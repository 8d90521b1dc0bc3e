"""The punctuation of Chinese text: rules as edits of a string. Knows nothing of handouts or files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
