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
    "jiangyi.build",
    "jiangyi.slim",
    "jiangyi.typeset.justify",
    "jiangyi.writers.cover",
    "jiangyi.writers.epub",
    "jiangyi.writers.finish",
    "jiangyi.writers.pdf",
)

for name in MODULES:
    with suppress(Exception):  # what is missing is told by the first book that needs it
        import_module(name)
