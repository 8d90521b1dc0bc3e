"""jiangyi 讲义: structured notes in, a printed handout and an EPUB out."""

import time

__version__ = "0.1.0"
BEGAN = time.perf_counter()
"""When this program was loaded, for `--profile`."""
