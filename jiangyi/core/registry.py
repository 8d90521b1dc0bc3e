"""Read-only tables of objects by unique name, such as block types, readers and containers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

Registered = TypeVar("Registered")


class RegistrationError(ValueError):
    """A block, reader or other extension that is incomplete, or has a name that is taken; the text says which and why."""


def build_registry(kind: str, entries: Iterable[tuple[str, Registered]]) -> Mapping[str, Registered]:
    """A read-only mapping of entries by name, in their order. Raises RegistrationError where two different ones have one name."""
    found: dict[str, Registered] = {}
    for name, entry in entries:
        if found.setdefault(name, entry) is not entry:
            text = f"two definitions of the {kind} {name!r}: {found[name]!r} and {entry!r}"
            raise RegistrationError(text)
    return MappingProxyType(found)
