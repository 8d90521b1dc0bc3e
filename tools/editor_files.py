"""Fetch the modules of the studio's editor from npm: for a checkout, and as a build hook for the source archive and the wheel.

Without npm or a network a wheel is built without them; the studio then has a plain text area, and `jiangyi doctor` says so.
"""

import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

PROGRAM = "jiangyi/studio/editing/editor_files.py"


def load_program(root: Path) -> ModuleType:
    """The module that fetches them, by its path: no library of the program is there while it is built."""
    loader = SourceFileLoader("editor_files", str(root / PROGRAM))
    module = ModuleType(loader.name)
    module.__file__ = loader.path
    sys.modules[loader.name] = module  # dataclasses look it up
    loader.exec_module(module)
    return module


def fetch(root: Path) -> None:
    """Fetch them, or say why not."""
    program = load_program(root)
    try:
        if program.fetch_editor_files():
            print("fetched the modules of the editor from npm", file=sys.stderr)
    except program.NoEditorFiles as reason:
        print(f"The editor of the studio will be a plain text area: {reason}", file=sys.stderr)


def get_build_hook() -> type[Any]:
    """The class that hatchling looks for."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class EditorFilesHook(BuildHookInterface):  # type: ignore[type-arg]
        """Fetches the modules before a source archive or a wheel is made."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the library's signature
            """Fetch them into the folder that the archive takes them from; an editable install does, too."""
            fetch(Path(self.root))

    return EditorFilesHook


if __name__ == "__main__":
    fetch(Path(__file__).resolve().parent.parent)
