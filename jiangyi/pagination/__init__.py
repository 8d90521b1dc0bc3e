"""Folios, where each printed page begins, and the page-list of an EPUB."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
