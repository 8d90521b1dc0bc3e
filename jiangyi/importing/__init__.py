"""From what people have (text, notes, web pages, Word files) to a handout."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
