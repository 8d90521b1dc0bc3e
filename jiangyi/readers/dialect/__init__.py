"""What notes of other programs contain besides CommonMark, as the Markdown of handouts; shared by the reader and by import."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
