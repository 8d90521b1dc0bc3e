"""A finished PDF made ready for the print shop: imposed on sheets, with marks, in grey."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
