"""A build: request, load, plan, run, manifest; the cache on disk; worker processes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
