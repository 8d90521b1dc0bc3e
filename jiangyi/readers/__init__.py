"""Readers, which parse Markdown and YAML into the model; validation, and the source map of the author's words."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
