"""Pure functions over the model: editions, the index of labels and references, listings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
