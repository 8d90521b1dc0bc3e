"""Chinese typesetting: the gaps between characters, line breaking and justification. Pure: independent of any layout engine."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
