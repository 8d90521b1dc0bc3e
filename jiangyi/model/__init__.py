"""The document model: handouts, books, blocks and inline text; numbering, localized terms, and room for answers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
