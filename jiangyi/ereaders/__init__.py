"""What e-readers and shops require of an EPUB, as tables of rules, each with its source."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
