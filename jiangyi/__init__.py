"""jiangyi 讲义: structured notes in, a printed handout and an EPUB out."""

import os
import time

__version__ = "0.1.0"
BEGAN = time.perf_counter()
"""When this program was loaded, for `--profile`."""
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is meant to see content, and looking for some takes 30 ms
