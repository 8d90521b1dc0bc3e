"""Results on disk, shared by all commands and processes: written atomically, found by a digest of everything that went into them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
