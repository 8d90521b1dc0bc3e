"""The share: built files as a folder that is a web site and a catalogue for e-readers (OPDS), with the ledger of what was put there."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
