"""Replace functions of other libraries while a document is laid out or written, if their source is a known version.

A `Patch` is one row of a table: what is replaced, by what, why, and the parameters and digest of the source it was written against.
A `PatchGroup` holds patches that only make sense together, with the functions that they call or whose behaviour they assume.
`apply_patches` is the only thing that sets attributes on another library: it applies the groups whose rows all match the installed
libraries and restores everything afterwards. A group that doesn't match is left out, so that the library's own behaviour is the
fallback, and a warning names the features that are missing.

The rows of the engine are in `patch_table`, those of the PDF writer in `writers/pdf`.
"""

import hashlib
import inspect
import linecache
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from threading import RLock
from typing import Any

from jiangyi.core import Message, Report, Span, find_version, memoize

DIGITS = 12
"""Hexadecimal digits of a digest."""
BLOCK_END = re.compile(r"[\w@\"']")
"""What a line begins with that ends an indented block; a bracket or comment at the margin does not."""


@dataclass(frozen=True)
class Dependency:
    """A function, method, property or class of another library whose source must be the one that the patches were written for."""

    target: str
    """Its dotted name, as it is looked up where it is used: `weasyprint.layout.inline.strut`."""
    digest: str
    """The first digits of the SHA-256 of its source; empty where its library is not pinned and only the parameters count."""
    parameters: str | None = None
    """The names of its parameters, separated by spaces; of a class those of its constructor. None if it is not called from here."""

    @property
    def places(self) -> tuple[str, ...]:
        """Every dotted name that it is looked up by."""
        return (self.target,)


@dataclass(frozen=True, kw_only=True)
class Patch(Dependency):
    """One replaced function, method, property or class."""

    replacement: Any
    why: str
    """One sentence."""
    upstream: str = ""
    """The address of the issue whose solution would make the patch unnecessary."""
    also_in: tuple[str, ...] = ()
    """Dotted names of other modules that have imported the target by name."""

    @property
    def places(self) -> tuple[str, ...]:
        """Every dotted name that it is looked up by."""
        return (self.target, *self.also_in)


@dataclass(frozen=True, eq=False)
class PatchGroup:
    """Patches that are applied together or not at all."""

    feature: Message
    """The feature that is missing if the group is not applied."""
    patches: tuple[Patch, ...]
    relies_on: tuple[Dependency, ...] = ()
    """What the replacements call, subclass or assume."""
    is_supported: Callable[[], bool] = lambda: True
    """Any further condition, such as the version of a C library."""


class _AppliedPatches:
    """What the attributes of other libraries are replaced by, in this process.

    Those attributes belong to the process, so this is shared by all threads and sessions. Every use of a patch is counted, so that
    contexts may be nested and may end in any order: an attribute is restored when the last one has ended.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._values: dict[tuple[Any, str], list[Any]] = {}
        """By owner and name: the original, then the replacements in the order they were applied."""

    def apply(self, place: str, replacement: Any) -> None:
        """Replace an attribute."""
        owner, name = _locate(place)
        with self.lock:
            self._values.setdefault((owner, name), [vars(owner)[name]]).append(replacement)
            setattr(owner, name, replacement)

    def restore(self, place: str, replacement: Any) -> None:
        """Take a replacement back: the attribute is then what the most recent other context wants it to be."""
        owner, name = _locate(place)
        with self.lock:
            values = self._values[owner, name]
            position = next(number for number in range(len(values) - 1, 0, -1) if values[number] is replacement)
            del values[position]
            setattr(owner, name, values[-1])
            if len(values) == 1:
                del self._values[owner, name]

    def original(self, place: str) -> Any:
        """The attribute as its library has it; None where there is none."""
        try:
            owner, name = _locate(place)
        except (ImportError, AttributeError):
            return None
        with self.lock:
            values = self._values.get((owner, name))
            return values[0] if values else vars(owner).get(name)


_applied = _AppliedPatches()
_disabled: ContextVar[bool] = ContextVar("patches disabled", default=False)


@contextmanager
def apply_patches(*groups: PatchGroup, report: Report | None = None, span: Span | None = None) -> Iterator[frozenset[PatchGroup]]:
    """Apply groups of patches inside the `with` block; its value is the groups that were applied.

    A group whose rows don't match the installed libraries is left out; with a report and a span the diagnostic `engine-unknown` says so.
    Enter it around a whole layout or a whole file, not around a call. Contexts may be nested, and used in several threads: a patch
    is in place for the whole process until the last context ends that applies it.
    """
    matching = [group for group in groups if is_applicable(group)]
    missing = [] if _disabled.get() else [group for group in groups if group not in matching]
    if missing and report is not None and span is not None:
        report.add("engine-unknown", span, features=_features(missing), engine=_libraries(missing))
    with ExitStack() as stack:
        for patch in (patch for group in matching for patch in group.patches):
            for place in patch.places:
                _applied.apply(place, patch.replacement)
                stack.callback(_applied.restore, place, patch.replacement)
        yield frozenset(matching)


@contextmanager
def without_patches() -> Iterator[None]:
    """Let `apply_patches` apply nothing, and warn of nothing, inside the `with` block; contexts that are already open stay."""
    token = _disabled.set(True)
    try:
        yield
    finally:
        _disabled.reset(token)


def is_applicable(group: PatchGroup) -> bool:
    """True if `apply_patches` would apply a group here."""
    return not _disabled.get() and matches_libraries(group)


def matches_libraries(group: PatchGroup) -> bool:
    """True if every row of a group is as expected in the installed libraries."""
    rows = (*group.patches, *group.relies_on)
    return group.is_supported() and all(_is_as_expected(row.places, row.parameters, row.digest) for row in rows)


@memoize()
def _is_as_expected(places: tuple[str, ...], parameters: str | None, digest: str) -> bool:
    found = [_applied.original(place) for place in places]
    if found[0] is None or any(other is not found[0] for other in found):
        return False
    try:
        return parameters in (None, parameters_of(found[0])) and digest in ("", digest_of(found[0]))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):  # it has no signature or source, as what is written in C
        return False


def edit_function(function: Callable[..., Any], old: str, new: str) -> Callable[..., Any]:
    """A function of another library with one expression of its source replaced; the function itself where its source has none.

    A patch with it as its replacement is only applied to the source that it was written for.
    """
    source = source_of(function)
    if source.count(old) != 1:
        return function
    found: dict[str, Any] = {}
    module = sys.modules[function.__module__]
    code = compile(source.replace(old, new), module.__file__ or "", "exec")
    exec(code, vars(module), found)  # noqa: S102 - source that is installed, of which a digest is checked
    edited: Callable[..., Any] = found[function.__name__]
    return edited


def parameters_of(found: Any) -> str:
    """The names of the parameters of a function, property or class, separated by spaces."""
    return " ".join(inspect.signature(_getter(found)).parameters)


def _getter(found: Any) -> Any:
    """The function of a property; anything else as it is."""
    return found.fget if isinstance(found, property) else found


def digest_of(found: Any) -> str:
    """The digest of the source of a function, method, property or class; empty where there is no source."""
    return hashlib.sha256(source.encode()).hexdigest()[:DIGITS] if (source := source_of(found)) else ""


def source_of(found: Any) -> str:
    """The source of a function, method, property or class.

    The same as `inspect.getsource`, which parses a whole module to find a class in Python 3.11 and would take 100 ms of every build.
    """
    if isinstance(found, type):
        lines = linecache.getlines(sys.modules[found.__module__].__file__ or "")
        begins = re.compile(rf"\s*class {found.__name__}\b")
        first = next((number for number, line in enumerate(lines) if begins.match(line)), len(lines))
    else:
        code = inspect.unwrap(_getter(found)).__code__
        lines, first = linecache.getlines(code.co_filename), code.co_firstlineno - 1
    return "".join(_block(lines[first:]))


def _block(lines: list[str]) -> list[str]:
    """The lines of the definition that the first line begins, decorators included."""
    margin = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    body = next((number for number, line in enumerate(lines) if not line.lstrip().startswith("@")), 0)
    end = body + 1
    while end < len(lines) and not (BLOCK_END.match(lines[end].lstrip()) and len(lines[end]) - len(lines[end].lstrip()) <= margin):
        end += 1
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _locate(place: str) -> tuple[Any, str]:
    """The module or class that a dotted name is looked up in, and its last part. Raises ImportError or AttributeError."""
    package, *path, name = place.split(".")
    owner, module = import_module(package), package
    for part in path:
        module = f"{module}.{part}"
        if not hasattr(owner, part):
            import_module(module)
        owner = getattr(owner, part)
    return owner, name


def _features(groups: list[PatchGroup]) -> Message:
    return Message(", ".join(group.feature.en for group in groups), "、".join(group.feature.zh for group in groups))


def _libraries(groups: list[PatchGroup]) -> str:
    """The libraries that groups patch, with their installed versions."""
    names = sorted({patch.target.split(".")[0] for group in groups for patch in group.patches})
    return ", ".join(f"{name} {find_version(name)}" for name in names)
