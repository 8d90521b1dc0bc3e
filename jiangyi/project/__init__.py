"""The workspace on disk: its files, settings, images, and the fonts of the machine."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
