"""jiangyi 讲义: a compiler from structured notes to printed handouts and e-books."""

import os
import time

__version__ = "0.1.0"
BEGAN = time.perf_counter()
"""When the program was started, for `--profile`."""
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # they must not see content, and looking for them takes 30 ms
