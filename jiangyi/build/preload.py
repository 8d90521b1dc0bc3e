"""All that making a book loads, loaded by whoever imports this: a worker does before there is work."""

from contextlib import suppress
from importlib import import_module

MODULES = (
    "weasyprint",
    "pypdfium2",
    "pypinyin",
    "fontTools.subset",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "jiangyi.build.pipeline",
    "jiangyi.writers.epub.images",
    "jiangyi.engine.line_layout",
    "jiangyi.writers.epub.cover",
    "jiangyi.writers.epub.packaging",
    "jiangyi.writers.pdf.conformance",
    "jiangyi.writers.pdf.layout",
)

for name in MODULES:
    with suppress(Exception):  # what is missing is told by the first book that needs it
        import_module(name)
