"""What every other package speaks: source text with places, diagnostics and their catalogue, languages, units, timing."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
