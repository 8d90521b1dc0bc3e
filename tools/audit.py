"""Compare the pinned libraries with the known security advisories.

pip-audit asks PyPI about each library. A mirror that holds only packages has no advisories; then they come from the package safety-db,
which is complete up to the date that is printed.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from venv import EnvBuilder

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
NOTHING_FOUND, ADVISORIES_FOUND, NOT_CHECKED = 0, 1, 3
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@dataclass(frozen=True)
class Advisory:
    """A known weakness of a pinned library."""

    library: str
    version: str
    identifier: str
    summary: str

    def __str__(self) -> str:
        return f"{self.library} {self.version}: {self.identifier} {self.summary}"


@dataclass(frozen=True)
class Audit:
    """What a database says about the libraries of a lock file."""

    source: str
    advisories: tuple[Advisory, ...]
    known: tuple[str, ...]
    """The libraries that were looked up."""
    unknown: tuple[str, ...]
    """Those that the database does not have."""


def main() -> int:
    """Print the advisories about the libraries of each lock file; returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder)
        EnvBuilder(with_pip=True).create(environment)
        statuses = [audit_lock(environment, ROOT / name) for name in LOCKS]
    return max(statuses)


def audit_lock(environment: Path, lock: Path) -> int:
    """Print what the first database that can be reached says about a lock file; returns its status."""
    audit = install(environment, "pip-audit") and ask_pypi(environment, lock)
    if not audit or not audit.known:
        print(f"{lock.name}: PyPI's advisories cannot be reached from here")
        audit = install(environment, "safety-db") and search_database(environment, lock)
    if not audit:
        print(f"{lock.name}: NOT CHECKED, since no database of advisories can be reached")
        return NOT_CHECKED
    for advisory in audit.advisories:
        print(f"{lock.name}: {advisory}")
    if audit.unknown:
        print(f"{lock.name}: not looked up: {', '.join(audit.unknown)}")
    print(f"{lock.name}: {len(audit.advisories)} advisories about {len(audit.known)} libraries in {audit.source}")
    return ADVISORIES_FOUND if audit.advisories else NOTHING_FOUND


def read_pins(lock: str) -> dict[str, str]:
    """The version of each library that a lock file pins."""
    lines = (line.split("--hash")[0].rstrip(" \\") for line in lock.splitlines() if line[:1].isalnum())
    pins = map(Requirement, lines)
    return {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins}


def search_database(environment: Path, lock: Path) -> Audit | None:
    """What safety-db says about a lock file. It is not imported, because its import looks for files in the working directory."""
    file = next(environment.rglob("safety_db/insecure_full.json"), None)
    if file is None:
        return None
    database = json.loads(file.read_text("utf-8"))
    date = datetime.fromtimestamp(database["$meta"]["timestamp"], UTC).date()
    pins = read_pins(lock.read_text("utf-8"))
    return Audit(f"safety-db, which knows nothing newer than {date}", tuple(find_advisories(pins, database)), tuple(pins), ())


def find_advisories(pins: Mapping[str, str], database: Mapping[str, Any]) -> Iterator[Advisory]:
    """The entries of safety-db that a pinned version is in."""
    by_name: dict[str, Any] = {canonicalize_name(name): entries for name, entries in database.items() if not name.startswith("$")}
    for name, version in pins.items():
        for entry in by_name.get(name, ()):
            if any(version in SpecifierSet(spec) for spec in entry["specs"]):
                yield Advisory(name, version, entry.get("cve") or entry["id"], entry["advisory"].split("\n")[0])


def ask_pypi(environment: Path, lock: Path) -> Audit | None:
    """What pip-audit finds about a lock file; None where it fails. It requires every library to have a hash."""
    options = ("--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off")
    done = subprocess.run([str(environment / SCRIPTS / "pip-audit"), *options], capture_output=True, text=True, check=False)
    try:
        return parse_audit(json.loads(done.stdout))
    except (ValueError, KeyError):
        print(done.stderr.strip()[-500:], file=sys.stderr)
        return None


def parse_audit(data: Mapping[str, Any]) -> Audit:
    """The report of pip-audit."""
    libraries: Sequence[Mapping[str, Any]] = data["dependencies"]
    found = (
        Advisory(library["name"], library["version"], weakness["id"], weakness.get("description", "").split("\n")[0])
        for library in libraries
        for weakness in library.get("vulns", ())
    )
    known, unknown = (tuple(each["name"] for each in libraries if ("skip_reason" in each) is skipped) for skipped in (False, True))
    return Audit("the advisories of PyPI", tuple(found), known, unknown)


def install(environment: Path, package: str) -> bool:
    """Install a package into the environment; False where it cannot be had."""
    command = [str(environment / SCRIPTS / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", package]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
