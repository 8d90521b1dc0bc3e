"""All code that depends on the internals of WeasyPrint: line layout, caches and other patches of its layout and drawing, page boxes."""

import lazy_loader

from jiangyi.engine.loading import import_library

import_library()
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
