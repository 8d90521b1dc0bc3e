"""From pieces to the data of a handout: section tree, head, kinds of sections, lead sentences, exercises."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
