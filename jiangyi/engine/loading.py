"""Import WeasyPrint in a quarter of the time: without work that no document needs, or that can be done later."""

import importlib
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import Any

from jiangyi.core import LateFunction, LateModule, Message, ModulePatch, SystemFailure, import_patched, replaced, stand_in
from jiangyi.engine import declarations

LIBRARY = "weasyprint"
LOAD = Message("load", "加载")
PANGO = "Pango"
MISSING = Message("it is not installed; `jiangyi doctor` tells how to get it", "没有安装；运行 jiangyi doctor 可以检查并装好")


@contextmanager
def compiled_declarations(_: ModuleType) -> Iterator[None]:
    """C functions are declared by stored tables, and their libraries found without a compiler."""
    import cffi

    with replaced(cffi, "FFI", declarations.open_compiled):
        yield


@contextmanager
def late_font_tools(_: ModuleType) -> Iterator[None]:
    """Most of fontTools is imported for a font that HarfBuzz cannot subset, and for an instance of a variable font."""
    import fontTools

    name, function = "fontTools.varLib.instancer", "instantiateVariableFont"
    with replaced(fontTools, "subset", LateModule("fontTools.subset")), stand_in(name, **{function: LateFunction(name, function)}):
        yield


@contextmanager
def late_woff2(_: ModuleType) -> Iterator[None]:
    """The decoder of web fonts is imported for a stylesheet that has one."""
    import fontTools.ttLib

    with replaced(fontTools.ttLib, "woff2", LateModule("fontTools.ttLib.woff2")):
        yield


@contextmanager
def late_colour_profiles(_: ModuleType) -> Iterator[None]:
    """The library for colour profiles is imported for a document that has one."""
    with stand_in("PIL.ImageCms", ImageCmsProfile=LateFunction("PIL.ImageCms", "ImageCmsProfile")):
        yield


@contextmanager
def late_html_parser(_: ModuleType) -> Iterator[None]:
    """The parser of HTML is imported for markup that is no XML, which none of ours is."""
    with stand_in("tinyhtml5", parse=LateFunction("tinyhtml5", "parse")):
        yield


@contextmanager
def late_stylesheets(_: ModuleType) -> Iterator[None]:
    """The stylesheet for presentational attributes is parsed for a document whose attributes count, which none of ours do."""
    library = importlib.import_module(LIBRARY)
    parse: Any = library.CSS

    class LateStylesheet(parse):  # type: ignore[misc]
        def __init__(self, **kwargs: Any) -> None:
            self.arguments = kwargs

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or "matcher" in self.__dict__:
                raise AttributeError(name)
            self.__dict__.update(vars(parse(**self.arguments)))
            return getattr(self, name)

    # a stylesheet with counters adds them to a mapping of its module when it is parsed, so it is parsed at once
    with replaced(library, "CSS", lambda **kwargs: (parse if "counter_style" in kwargs else LateStylesheet)(**kwargs)):
        yield


PATCHES = (
    ModulePatch("weasyprint", "7cd0f4ae8569", late_html_parser),
    ModulePatch("weasyprint.text.ffi", "530e83118f78", compiled_declarations),
    ModulePatch("weasyprint.pdf.fonts", "9ad9a202a416", late_font_tools),
    ModulePatch("weasyprint.text.fonts", "59d74d0c1613", late_woff2),
    ModulePatch("weasyprint.css", "77ad7287f90d", late_colour_profiles),
    ModulePatch("weasyprint.html", "a11b72915786", late_stylesheets),
)
"""Digests are of WeasyPrint 70.0."""


def import_library() -> None:
    """Import WeasyPrint, and see that its FFI has our declarations.

    It has Pillow accept truncated images, for the whole process: they would be errors or not depending on what ran before. Its log is
    for those who collect it, not for the terminal.
    """
    from PIL import ImageFile

    try:
        with redirect_stdout(io.StringIO()):  # it prints an address for programmers
            import_patched(LIBRARY, PATCHES)
    except OSError as error:
        raise SystemFailure(LOAD, PANGO, MISSING) from error
    vars(ImageFile)["LOAD_TRUNCATED_IMAGES"] = False
    logger = logging.getLogger(LIBRARY)
    logger.propagate = False
    ffi = importlib.import_module(f"{LIBRARY}.text.ffi").ffi
    if not isinstance(ffi, declarations.CompiledFFI):
        ffi.cdef(declarations.ADDITIONS, override=True)
