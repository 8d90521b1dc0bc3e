"""Themes: stylesheets and templates, what is wrong in them, and the font of each role."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
