"""Import what nearly every job needs, as a side effect: workers import this module before they get their first job."""

import os
import time
from contextlib import suppress
from importlib import import_module

from jiangyi.core import gc_tuning

MODULES = (
    "jiangyi.engine",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "jiangyi.build.run",
    "jiangyi.model.inline_syntax",
    "jiangyi.writers.epub.images",
    "jiangyi.engine.contexts",
    "jiangyi.writers.epub.cover",
    "jiangyi.writers.epub.packaging",
    "jiangyi.writers.pdf.conformance",
    "jiangyi.render.book",
    "jiangyi.writers.epub.epub_writer",
    "jiangyi.writers.pdf.book_layout",
)

with gc_tuning.collecting_seldom():
    for name in MODULES:
        with suppress(Exception):  # the first job that needs it reports what is missing
            import_module(name)

PROCESS, READY = os.getpid(), time.perf_counter()
"""The process that has imported them, and when it was done: workers that are forked from it inherit both."""
