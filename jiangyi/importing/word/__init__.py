"""Read Word files: their XML by its meaning, into the blocks that web pages and text give too."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
