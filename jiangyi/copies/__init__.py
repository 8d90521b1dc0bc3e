"""Personal copies of a book: one layout, and a copy with the name of each recipient on a list."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
