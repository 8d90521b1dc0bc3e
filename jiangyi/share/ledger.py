"""The ledger of a share, a file beside its folder: which files are ours, which slug a handout has, and when it last changed.

A time is that of the content, never of a clock: the date that the author typed; what has none is as old as the latest of what is shared
with it for the first time. A change that leaves the date as it was counts a minute more than the version before it, so the times of
versions are in their order, and the same versions have the same times on every machine. A folder that cannot have a neighbour, as a
whole disk, holds its ledger itself.

Files are recorded before they are written, so that those of a run that was killed are known as ours.
"""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from jiangyi.core import READ, compile_late, explain_system_errors
from jiangyi.store import write_user_file

SUFFIX = ".ledger.json"
VERSION = 1
START = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of what has no date where nothing has one."""
STEP = timedelta(minutes=1)
OWN_PATH = compile_late(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
"""The paths that files of ours have: none leads out of the folder."""


class FileRow(msgspec.Struct, frozen=True):
    """A file of ours."""

    digest: str
    """SHA-256, in hexadecimal."""
    size: int = -1
    time: int = 0
    """Of its last change, in nanoseconds: where it differs, the bytes decide whether the file is still ours."""
    before: str = ""
    """The digest that it may have instead, while it is replaced."""
    pages: int = 0


class ArchiveRow(msgspec.Struct, frozen=True):
    """An archive of ours, beside the folder."""

    digest: str
    entries: str
    """A digest of what is in it."""


class PublicationRow(msgspec.Struct, frozen=True):
    """A handout or book that is or was in the folder."""

    slug: str
    digest: str = ""
    """Of what the catalogue says of it."""
    updated: str = ""


class Ledger(msgspec.Struct, frozen=True):
    """The ledger; what is no longer shared keeps its row, and gets its address back with the handout."""

    version: int = VERSION
    id: str = ""
    digest: str = ""
    """Of the catalogue."""
    updated: str = ""
    publications: dict[str, PublicationRow] = {}
    """By the name of its output files."""
    files: dict[str, FileRow] = {}
    """By path."""
    archives: dict[str, ArchiveRow] = {}
    """By name."""


def locate_ledger(folder: Path) -> Path:
    """The path of the ledger of a folder."""
    whole = folder.absolute()
    if whole.parent == whole or os.path.ismount(whole):
        return whole / f"_share{SUFFIX}"
    return whole.with_name(whole.name + SUFFIX)


def read_ledger(folder: Path) -> Ledger | None:
    """The ledger of a folder; None where there is none that this version can read. Raises SystemFailure."""
    path = locate_ledger(folder)
    try:
        with explain_system_errors(READ, path):
            data = path.read_bytes() if path.is_file() else b""
        found = msgspec.json.decode(data, type=Ledger) if data else None
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if found is None or found.version != VERSION or not all(map(OWN_PATH.fullmatch, (*found.files, *found.archives))):
        return None
    return found


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Write the ledger of a folder. Raises SystemFailure."""
    write_user_file(locate_ledger(folder), msgspec.json.format(msgspec.json.encode(ledger), indent=1) + b"\n")


def date_version(published: str, digest: str, known: PublicationRow | None, latest: str) -> str:
    """When a publication last changed, from the date of its content in ISO 8601, its digest, and what was known of it.

    `latest` is the time of what has no date and was not known.
    """
    if known and known.digest == digest:
        return known.updated
    dated = format_time(read_date(published)) if published else ""
    return max(dated, advance_time(known.updated)) if known else dated or latest


def advance_time(time: str) -> str:
    """The time of the version after one."""
    return format_time(datetime.fromisoformat(time) + STEP)


def read_date(published: str) -> datetime:
    """The beginning of a date in ISO 8601, however precise it is."""
    return datetime.fromisoformat(f"{published}-01-01"[: len("2026-11-03")]).replace(tzinfo=UTC)


def format_time(time: datetime) -> str:
    """A time as RFC 3339 has it."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def digest_text(*words: str) -> str:
    """A digest of some words."""
    return hashlib.sha256("\x1f".join(words).encode(errors="surrogatepass")).hexdigest()
