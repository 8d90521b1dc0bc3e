"""Facts about the handouts of a workspace, kept in the store: a handout that has not changed is not read, parsed or checked again.

The facts of a handout depend on the bytes of its file and of its images, and on the program, its libraries, plug-ins and the installed
fonts. What else its diagnostics depend on is applied when they are reported: the checks that book.yaml turns off, and its theme. Where
they depend on more than files that were read, as for an image that is missing or comes from the network, no facts are kept.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

import msgspec

from jiangyi.build.environment import environment_digest
from jiangyi.checks import ComparedHandout
from jiangyi.core import Span, active_store, memoize, phase
from jiangyi.project import Workspace
from jiangyi.store import DiagnosticRecord, are_valid, digest_bytes, digest_file, find_digest, read_table, save_digests, write_table

FILE_NAME = "handouts"
MAX_HANDOUTS = 20_000
"""Handouts in the table; those that were looked at longest ago are dropped first."""


class HandoutFacts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What planning, reporting and comparing need of a handout that was read and checked."""

    digest: str
    """Of the bytes of its file."""
    pictures: dict[str, str] = {}
    """The digest of each image file, by its name in the workspace."""
    figures: dict[str, str] = {}
    """The name of the image file of each figure, by block id."""
    id: str = ""
    """Its own id, or its name without suffix."""
    is_sound: bool = False
    """True if it has no error."""
    diagnostics: tuple[DiagnosticRecord, ...] = ()
    """Those that the handout itself does not suppress, without those of its theme."""
    suppressed: tuple[str, ...] = ()
    """The checks that its head turns off."""
    theme: str = ""
    theme_place: Span | None = None
    """Where it names the theme."""
    lang: str = ""
    blocks: int = 0
    """Its size."""
    editions: tuple[str, ...] = ()
    """The editions that its blocks name in `only`."""
    compared: ComparedHandout = ComparedHandout()
    """Its paragraphs in the form in which they are compared with those of other handouts."""

    def list_files(self, name: str) -> dict[str, str]:
        """The digest of every file that was read for it, by name; its own name is given."""
        return {name: self.digest, **self.pictures}


class FactsTable(msgspec.Struct, array_like=True, frozen=True):
    """The facts of all handouts of a workspace, in one environment."""

    environment: str
    handouts: dict[str, HandoutFacts]


class KnownHandouts:
    """The facts of earlier runs that still hold, and those of this one."""

    def __init__(self, workspace: Workspace) -> None:
        store = active_store()
        self._workspace, self._path, self._has_changed = workspace, store.folder / FILE_NAME if store else None, False
        self._facts: dict[str, HandoutFacts] = {}
        with phase("cache"):
            table = read_table(self._path, FactsTable) if self._path and store and not store.not_before else None
            if table and table.environment == describe_environment():
                self._facts = table.handouts

    def find(self, name: str, digest: str) -> HandoutFacts | None:
        """The facts of a handout whose file has this digest; None where it or one of its images has changed."""
        facts = self._facts.get(name)
        if facts is None or facts.digest != digest or not are_valid(facts.diagnostics):
            return None
        if not all(self._has_digest(*picture) for picture in facts.pictures.items()):
            return None
        return facts

    def add(self, name: str, facts: HandoutFacts) -> None:
        """Keep the facts of a handout for later runs."""
        self._facts.pop(name, None)
        self._facts[name] = facts
        self._has_changed = True

    def save(self) -> None:
        """Write the facts and the digests of files, where there are new ones."""
        with phase("cache"):
            if self._path and self._has_changed:
                kept = dict(list(self._facts.items())[-MAX_HANDOUTS:])
                with suppress(OSError, ValueError, OverflowError):  # without facts the next run takes longer
                    write_table(self._path, FactsTable(describe_environment(), kept))
                self._has_changed = False
            save_digests()

    def _has_digest(self, name: str, digest: str) -> bool:
        """True if an image has the digest that was recorded, and is in the workspace."""
        path = self._workspace.root / name
        return find_digest(path) == digest or (self._workspace.contains(path) and digest_file(path) == digest)


@memoize()
def describe_environment() -> str:
    """All that changes what is read and reported, apart from files of the workspace: the environment of a build, and every library."""
    return digest_bytes("\n".join((environment_digest(), *_list_distributions())).encode())


def _list_distributions() -> Iterable[str]:
    """The name and version of every installed distribution, by the names of their folders, which takes no time."""
    folders = [folder for folder in dict.fromkeys(sys.path) if folder and os.path.isdir(folder)]  # noqa: PTH112
    return sorted(name for folder in folders for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
