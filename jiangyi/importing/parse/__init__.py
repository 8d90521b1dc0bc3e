"""From clean text to pieces or blocks: raw text, Markdown notes, web pages."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
