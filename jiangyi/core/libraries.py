"""The versions of installed libraries, without the library that reads their metadata: it takes 20 ms to import."""

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress

from jiangyi.core.session import memoize

METADATA = ".dist-info"
"""The ending of the folder of an installed distribution, whose name is the distribution's and its version."""


def find_version(name: str) -> str:
    """The version of an installed distribution. Raises `importlib.metadata.PackageNotFoundError` where there is none."""
    found = _list_versions(tuple(sys.path)).get(normalize_name(name))
    if found is None:  # installed in another way
        from importlib.metadata import version

        return version(name)
    return found


def normalize_name(name: str) -> str:
    """The name of a distribution in the form in which names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@memoize(4)
def _list_versions(folders: tuple[str, ...]) -> Mapping[str, str]:
    """The version of each distribution in some folders, by its normalized name; of two the first."""
    found: dict[str, str] = {}
    for folder in folders:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208 - names only
                name, _, version = entry.removesuffix(METADATA).partition("-")
                if entry.endswith(METADATA) and version:
                    found.setdefault(normalize_name(name), version)
    return found
