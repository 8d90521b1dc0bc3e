"""Import everything that any job needs, as a side effect: the server that workers are forked from imports this module."""

from contextlib import suppress
from importlib import import_module

from jiangyi.core import gc_tuning

MODULES = ("pypdfium2", "pypinyin", "jiangyi.build.preload")
"""Beside what every job needs, what some need and takes long to import."""

with gc_tuning.collecting_seldom():
    for name in MODULES:
        with suppress(Exception):  # the first job that needs it reports what is missing
            import_module(name)
