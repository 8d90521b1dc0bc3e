"""Importing this module imports everything that a job needs: workers do so before they get one."""

from contextlib import suppress
from importlib import import_module

MODULES = (
    "weasyprint",
    "pypdfium2",
    "pypinyin",
    "fontTools.subset",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "jiangyi.build.run",
    "jiangyi.writers.epub.images",
    "jiangyi.engine.contexts",
    "jiangyi.writers.epub.cover",
    "jiangyi.writers.epub.packaging",
    "jiangyi.writers.pdf.conformance",
    "jiangyi.writers.pdf.layout",
)

for name in MODULES:
    with suppress(Exception):  # the first job that needs it reports what is missing
        import_module(name)
