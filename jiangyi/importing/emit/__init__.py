"""From the data of a handout to a file: escape inline Markdown, write YAML or Markdown."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
