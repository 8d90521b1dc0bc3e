"""Prepare a finished PDF for the print shop: impose it on sheets, draw marks, convert it to grey."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
