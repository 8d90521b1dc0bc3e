"""The document model: handouts, books, blocks and inline text, numbering, the fixed words of each language."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
