"""Import pydantic without what it looks for plug-ins with: they are turned off, and the library for metadata takes 10 ms."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from jiangyi.core import LateFunction, ModulePatch, import_patched, stand_in

LIBRARY, METADATA = "pydantic.plugin._loader", "importlib.metadata"


@contextmanager
def late_metadata(_: ModuleType) -> Iterator[None]:
    """The library for metadata is imported when plug-ins are looked for."""
    with stand_in(METADATA, entry_points=LateFunction(METADATA, "entry_points")):
        yield


PATCHES = (ModulePatch(LIBRARY, "42eb42a853c5", late_metadata),)
"""The digest is of pydantic 2.14."""


def import_plugin_loader() -> None:
    """Import the module that looks for plug-ins, before pydantic does."""
    import_patched(LIBRARY, PATCHES)
