"""What all packages use: source files with positions, diagnostics and their catalogue, messages, sessions, registries, units, timing."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
