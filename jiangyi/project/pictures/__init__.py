"""The pictures of handouts: found, fetched, inspected, and written anew where they may hold more than a drawing."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
