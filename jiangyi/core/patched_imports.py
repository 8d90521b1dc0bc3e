"""Import another library with replacements that hold while one of its modules runs, if the source of that module is the known one.

It is for work that a library does when it is imported and that no document needs, or that can be done later. A module whose source
is another one is imported as it is. So is the whole library where an import with replacements fails.
"""

import hashlib
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

DIGITS = 12
"""Hexadecimal digits of a digest."""


@dataclass(frozen=True)
class ModulePatch:
    """What is replaced while a module runs."""

    module: str
    digest: str
    """The first digits of the SHA-256 of its source."""
    replacements: Callable[[ModuleType], AbstractContextManager[None]]
    """Called with the module: it runs inside the `with` block."""


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
def replaced(owner: Any, name: str, replacement: Any) -> Iterator[None]:
    """Set an attribute of a module inside the `with` block."""
    missing = object()
    before = vars(owner).get(name, missing)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        if before is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


@contextmanager
def stand_in(module: str, **functions: Callable[..., Any]) -> Iterator[None]:
    """Let a module that is not imported yet consist of some functions inside the `with` block."""
    if module in sys.modules:
        yield
        return
    made = sys.modules[module] = ModuleType(module)
    vars(made).update(functions)
    try:
        yield
    finally:
        del sys.modules[module]


class PatchedLoader(SourceFileLoader):
    """Runs a module with replacements."""

    def __init__(self, spec: ModuleSpec, patch: ModulePatch) -> None:
        """Load what the spec of the module names."""
        super().__init__(spec.name, spec.origin or "")
        self.patch = patch

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        with self.patch.replacements(module):
            super().exec_module(module)


class PatchedFinder:
    """Finds the modules of a table whose source is as expected."""

    def __init__(self, patches: Sequence[ModulePatch]) -> None:
        self.patches = {patch.module: patch for patch in patches}

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module with our loader; None for all other modules."""
        patch = self.patches.get(fullname)
        spec = PathFinder.find_spec(fullname, path, target) if patch else None
        if not patch or not spec or not isinstance(spec.loader, SourceFileLoader):
            return None
        if digest_source(spec.loader.get_data(spec.loader.path)) != patch.digest:
            return None
        spec.loader = PatchedLoader(spec, patch)
        return spec


def digest_source(data: bytes) -> str:
    """The digest of the source of a module."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def import_patched(library: str, patches: Sequence[ModulePatch], module: str = "") -> None:
    """Import a library, or a module of it, with replacements, unless the library is imported already."""
    if library in sys.modules:
        return
    finder: Any = PatchedFinder(patches)
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module(module or library)
    except Exception:  # whatever a new version of a library may raise
        for name in [name for name in sys.modules if name.partition(".")[0] == library]:
            del sys.modules[name]
    finally:
        sys.meta_path.remove(finder)
    importlib.import_module(library)
