"""Import the libraries for formulas in half the time, without work that no formula needs, or that can be done later."""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from jiangyi.core import LateModule, ModulePatch, find_version, import_patched, replaced, stand_in

ENTITY = r"&[A-Za-z0-9]+;"


class Escapes(dict[str, str]):
    """The characters of entities; an unknown entity stays as it is."""

    def __missing__(self, key: str) -> str:
        return key


def unescape_markup(data: str) -> str:
    """Text from markup, as `xml.sax.saxutils.unescape`; that module also imports what downloads documents."""
    return data.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@contextmanager
def quick_version(_: ModuleType) -> Iterator[None]:
    """The version of the library is read from the name of a folder."""
    metadata = LateModule("importlib.metadata")
    vars(metadata)["version"] = find_version
    with replaced(importlib, "metadata", metadata):
        yield


@contextmanager
def light_unescape(_: ModuleType) -> Iterator[None]:
    """Nothing is imported that opens network connections."""
    with stand_in("xml.sax.saxutils", unescape=unescape_markup):
        yield


@contextmanager
def short_pattern(module: ModuleType) -> Iterator[None]:
    """Entities are found by a short expression instead of one with 2,000 alternatives."""
    codes = importlib.import_module("ziamath.escape_codes")
    known = Escapes(codes.ESCAPES)
    with replaced(codes, "ESCAPES", {}):
        yield
    known.update(vars(module)["ESCAPES"])
    others = [key for key in known if not re.fullmatch(ENTITY, key)]
    if not any(key.startswith("&") for key in others):
        pattern = re.compile("|".join((ENTITY, *map(re.escape, others))))
    else:
        pattern = re.compile("|".join(map(re.escape, known)))
    vars(module).update(ESCAPES=known, regex=pattern)


@contextmanager
def flat_styles(module: ModuleType) -> Iterator[None]:
    """The style of an element, which nobody changes, is read and not copied."""
    yield
    vars(module)["asdict"] = vars


@contextmanager
def late_kerning(_: ModuleType) -> Iterator[None]:
    """The tables for kerning are read when two letters are set side by side as a text."""
    tables = importlib.import_module("ziafont.gpos")
    read: Any = tables.GposLookup

    class LateLookup(read):  # type: ignore[misc]
        def __init__(self, ofst: int, fontfile: Any) -> None:
            self.arguments = ofst, fontfile

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or "subtables" in self.__dict__:
                raise AttributeError(name)
            self.__dict__.update(vars(read(*self.arguments)))
            return getattr(self, name)

    with replaced(tables, "GposLookup", LateLookup):
        yield


@contextmanager
def measured_once(module: ModuleType) -> Iterator[None]:
    """The height of a row without the brackets that grow is measured once.

    Each row is built twice, the first time to be measured, with the rows in it: without this the time doubles with each level. A row
    of few levels is measured faster than looked up.
    """
    yield
    row, markup = vars(module)["Mrow"], vars(module)["ET"]
    measure = row._get_height_nostretch

    def measure_anew(self: Any, line: Any, **kwargs: Any) -> tuple[float, float]:
        if not any(len(inner) for child in line for part in child for inner in part):
            shallow: tuple[float, float] = measure(self, line, **kwargs)
            return shallow
        whole = self
        while getattr(whole, "parent", None) is not None:
            whole = whole.parent
        known = whole.__dict__.setdefault("measured", {})
        key = (*map(markup.tostring, line), repr(sorted(kwargs.items())), repr(self.style), self.glyphsize)
        if key not in known:
            known[key] = measure(self, line, **kwargs)
        found: tuple[float, float] = known[key]
        return found

    row._get_height_nostretch = measure_anew


LATEX_PATCHES = (
    ModulePatch("latex2mathml", "c40e46a96819", quick_version),
    ModulePatch("latex2mathml.converter", "d0e0ddc1684b", light_unescape),
)
"""Digests are of latex2mathml 3.81."""
DRAWING_PATCHES = (
    ModulePatch("ziamath.nodes.mrow", "3fae626549c5", measured_once),
    ModulePatch("ziamath.escapes", "b46e53a92863", short_pattern),
    ModulePatch("ziamath.styles", "b452cb4889a8", flat_styles),
    ModulePatch("ziamath.zmath", "5205802932af", late_kerning),
)
"""Digests are of ziamath 0.13."""


def import_converter() -> None:
    """Import the library that converts formulas to MathML."""
    import_patched("latex2mathml", LATEX_PATCHES, "latex2mathml.converter")


def import_drawing() -> None:
    """Import the library that draws MathML, which uses the other one."""
    import_converter()
    import_patched("ziamath", DRAWING_PATCHES)
