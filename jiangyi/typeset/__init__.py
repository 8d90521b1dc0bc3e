"""Setting Chinese lines: spacing, line breaking, paragraphs. Pure: it knows no print engine."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
