"""The doctor: what the program needs of the system, what of it is missing, and how to get it there."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
