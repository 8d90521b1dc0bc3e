"""Page numbers, where each printed page begins in the text, and the page list of an EPUB. Pure: independent of any layout engine."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
