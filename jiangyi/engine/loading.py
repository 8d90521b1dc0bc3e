"""Import WeasyPrint in a quarter of the time: without work that no document needs, or that can be done later.

What is replaced is replaced only while one of its modules runs, and only if the source of that module is the known one; else it is
imported as it is. So is all of WeasyPrint where an import with replacements fails.
"""

import hashlib
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

from jiangyi.engine import declarations

LIBRARY = "weasyprint"
DIGITS = 12
"""Hexadecimal digits of a digest."""


class LateModule(ModuleType):
    """A module that is imported when one of its attributes is first used."""

    def __getattr__(self, name: str) -> Any:
        """An attribute of the module."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


class LateFunction:
    """A function whose module is imported when it is first called."""

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        module, name = self._place
        return getattr(importlib.import_module(module), name)(*args, **kwargs)


@contextmanager
def _replaced(owner: Any, name: str, replacement: Any) -> Iterator[None]:
    """Set an attribute inside the `with` block."""
    before = vars(owner).get(name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        if before is None:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


@contextmanager
def _stand_in(module: str, function: str) -> Iterator[None]:
    """Let a module consist of one function, which imports it when it is called, inside the `with` block."""
    before = sys.modules.get(module)
    stand_in = sys.modules[module] = before or ModuleType(module)
    if before is None:
        vars(stand_in)[function] = LateFunction(module, function)
    try:
        yield
    finally:
        if before is None:
            del sys.modules[module]


@contextmanager
def compiled_declarations() -> Iterator[None]:
    """C functions are declared by stored tables, and their libraries found without a compiler."""
    import cffi

    with _replaced(cffi, "FFI", declarations.open_compiled):
        yield


@contextmanager
def late_font_tools() -> Iterator[None]:
    """Most of fontTools is imported for a font that HarfBuzz cannot subset, and for an instance of a variable font."""
    import fontTools

    with _replaced(fontTools, "subset", LateModule("fontTools.subset")), _stand_in("fontTools.varLib.instancer", "instantiateVariableFont"):
        yield


@contextmanager
def late_woff2() -> Iterator[None]:
    """The decoder of web fonts is imported for a stylesheet that has one."""
    import fontTools.ttLib

    with _replaced(fontTools.ttLib, "woff2", LateModule("fontTools.ttLib.woff2")):
        yield


@contextmanager
def late_colour_profiles() -> Iterator[None]:
    """The library for colour profiles is imported for a document that has one."""
    with _stand_in("PIL.ImageCms", "ImageCmsProfile"):
        yield


@contextmanager
def late_stylesheets() -> Iterator[None]:
    """The stylesheet for presentational attributes is parsed for a document whose attributes count, which none of ours do."""
    library = sys.modules[LIBRARY]
    parse: Any = vars(library)["CSS"]

    class LateStylesheet(parse):  # type: ignore[misc]
        def __init__(self, **kwargs: Any) -> None:
            self.arguments = kwargs

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            parse.__init__(self, **self.__dict__.pop("arguments"))
            return getattr(self, name)

    # a stylesheet with counters adds them to a mapping of its module when it is parsed, so it is parsed at once
    with _replaced(library, "CSS", lambda **kwargs: (parse if "counter_style" in kwargs else LateStylesheet)(**kwargs)):
        yield


@dataclass(frozen=True)
class ModulePatch:
    """One row of the table: what is replaced while a module of WeasyPrint runs."""

    module: str
    digest: str
    """The first digits of the SHA-256 of its source."""
    replacements: Callable[[], AbstractContextManager[None]]


PATCHES = (
    ModulePatch("weasyprint.text.ffi", "530e83118f78", compiled_declarations),
    ModulePatch("weasyprint.pdf.fonts", "9ad9a202a416", late_font_tools),
    ModulePatch("weasyprint.text.fonts", "59d74d0c1613", late_woff2),
    ModulePatch("weasyprint.css", "77ad7287f90d", late_colour_profiles),
    ModulePatch("weasyprint.html", "a11b72915786", late_stylesheets),
)


class PatchedLoader(SourceFileLoader):
    """Runs a module with replacements."""

    def __init__(self, spec: ModuleSpec, replacements: Callable[[], AbstractContextManager[None]]) -> None:
        """Load what the spec of the module names."""
        super().__init__(spec.name, spec.origin or "")
        self.replacements = replacements

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        with self.replacements():
            super().exec_module(module)


class PatchedFinder(MetaPathFinder):
    """Finds the modules of the table whose source is as expected."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module with our loader; None for all other modules."""
        for patch in PATCHES:
            if patch.module == fullname:
                spec = PathFinder.find_spec(fullname, path, target)
                if spec and isinstance(spec.loader, SourceFileLoader) and digest_of_source(spec.loader) == patch.digest:
                    spec.loader = PatchedLoader(spec, patch.replacements)
                    return spec
        return None


def digest_of_source(loader: SourceFileLoader) -> str:
    """The digest of the source file of a module."""
    return hashlib.sha256(loader.get_data(loader.path)).hexdigest()[:DIGITS]


def import_library() -> None:
    """Import WeasyPrint, unless it is imported, and see that its FFI has our declarations."""
    if LIBRARY not in sys.modules:
        finder = PatchedFinder()
        sys.meta_path.insert(0, finder)
        before = set(sys.modules)
        try:
            importlib.import_module(LIBRARY)
        except Exception:  # whatever a new version of a library may raise
            for name in set(sys.modules) - before:
                if name.partition(".")[0] == LIBRARY:
                    del sys.modules[name]
        finally:
            sys.meta_path.remove(finder)
    ffi = importlib.import_module(f"{LIBRARY}.text.ffi").ffi
    if not isinstance(ffi, declarations.CompiledFFI):
        ffi.cdef(declarations.ADDITIONS, override=True)
