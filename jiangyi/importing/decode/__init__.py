"""From bytes to clean text: detect the encoding, remove control characters, restore folded punctuation, detect the language."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
