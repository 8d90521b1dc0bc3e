"""The studio: the application in a browser that shows the documents of a workspace, edits their sources, and makes files of them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
