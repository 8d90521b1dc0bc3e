"""The modules of CodeMirror, which come from npm and are not in the repository: fetch them, and find those that are there.

A build of the wheel (tools/editor_files.py) and `make` fetch them into `jiangyi/editor_files/`: one file for each package, all licences
in one file, and a list. The versions and digests of the packages are in npm/pinned.json. Only the standard library is used.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).parent / "npm"
FOLDER = Path(__file__).parents[2] / "editor_files"
FILES = {"package.json": "package.json", "pinned.json": "package-lock.json"}
"""The name under which npm wants each file."""
LIST, LICENSES = "modules.json", "LICENSES.txt"
OPTIONS = ("--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")


class NoEditorFiles(Exception):
    """The modules cannot be fetched; the argument says why."""


@dataclass(frozen=True)
class EditorFiles:
    """The modules that are there."""

    modules: Mapping[str, str]
    """The file of each package, by the name that scripts import it by."""
    digest: str
    """Identifies their versions in addresses; empty where there are none."""

    def read(self, file: str) -> bytes | None:
        """A module, or None."""
        return (FOLDER / file).read_bytes() if file in self.modules.values() else None


def read_editor_files() -> EditorFiles:
    """The modules in the folder; none where they were not fetched, or for another version of this program."""
    try:
        listed = (FOLDER / LIST).read_text("utf-8")
        packages = json.loads(listed)
    except (OSError, ValueError):
        return EditorFiles({}, "")
    if {name: one["version"] for name, one in packages.items()} != list_packages():
        return EditorFiles({}, "")
    return EditorFiles({name: one["file"] for name, one in packages.items()}, hashlib.sha256(listed.encode()).hexdigest()[:16])


def list_packages() -> dict[str, str]:
    """The version of each package, by its name."""
    locked = json.loads((LOCK / "pinned.json").read_text("utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): package["version"] for path, package in locked.items() if path}


def fetch_editor_files() -> bool:
    """Fetch the modules with npm, unless they are there. True where they were fetched; raises NoEditorFiles."""
    if read_editor_files().modules:
        return False
    npm = shutil.which("npm")
    if npm is None:
        raise NoEditorFiles("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name, wanted in FILES.items():
            shutil.copyfile(LOCK / name, Path(folder, wanted))
        done = subprocess.run([npm, "ci", *OPTIONS], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - as found
        if done.returncode:
            raise NoEditorFiles(done.stderr.strip() or done.stdout.strip())
        FOLDER.mkdir(exist_ok=True)
        _copy_packages(Path(folder, "node_modules"))
    return True


def _copy_packages(source: Path) -> None:
    """Copy the module and the licence of each package; the list comes last, because with it they are complete."""
    listed, licenses = dict[str, dict[str, str]](), list[str]()
    for name, version in list_packages().items():
        facts = json.loads((source / name / "package.json").read_text("utf-8"))
        file = f"{name.removeprefix('@').replace('/', '-')}.js"
        shutil.copyfile(source / name / _find_module(facts), FOLDER / file)
        listed[name] = {"file": file, "version": version}
        licenses.append(f"{name} {version}, {facts['license']}\n\n{(source / name / 'LICENSE').read_text('utf-8').strip()}\n")
    (FOLDER / LICENSES).write_text(f"\n{'-' * 80}\n\n".join(licenses), "utf-8")
    (FOLDER / LIST).write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


def _find_module(facts: Mapping[str, object]) -> str:
    """The file that `import` loads, as package.json says."""
    exports = facts.get("exports") or {}
    return str(exports["import"] if isinstance(exports, dict) and "import" in exports else facts["module"])


if __name__ == "__main__":
    fetch_editor_files()
