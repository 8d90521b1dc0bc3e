"""Find the file that a picture of a handout names, as note-taking programs do too."""

import difflib
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from jiangyi.project.workspace import FileKind, FileRefused, Workspace

MAX_SUGGESTIONS = 20
"""Missing pictures of a handout for which the file with the most similar name is looked up, which takes long in a large folder."""


class PictureFinder:
    """Finds the pictures of one handout. Folders are listed once, however many pictures are looked for."""

    def __init__(self, workspace: Workspace, handout: str) -> None:
        self._workspace = workspace
        self._folder = (workspace.root / handout).parent
        self._vault = workspace.root / PurePosixPath(handout).parts[0]
        self._suggested = 0

    def find(self, src: str) -> Path:
        """The file that a picture names. Raises FileRefused.

        An address is relative to the handout; else to the folder of all handouts, or a name alone to any folder in it (Obsidian). What
        follows # or ? in an address is no part of its name, unless there is such a file.
        """
        bare = re.split(r"[#?]", src, maxsplit=1)[0] or src
        refusals: list[FileRefused] = []
        slashed = bare.replace("\\", "/")  # as Windows shows a path
        for folder, name in (
            (self._folder, src),
            (self._folder, bare),
            (self._folder, slashed),
            (self._vault, slashed.lstrip("/")),
            *self._find_by_name(bare),
        ):
            try:
                return self._workspace.find_file(name, FileKind.PICTURE, folder)
            except FileRefused as refused:
                refusals.append(refused)
        raise refusals[0]

    def suggest(self, src: str) -> str:
        """The file in the folder of a missing picture whose name is most similar."""
        self._suggested += 1
        if self._suggested > MAX_SUGGESTIONS:
            return ""
        path = PurePosixPath(src)
        try:
            names = [entry.name for entry in os.scandir(self._folder / path.parent) if entry.is_file()]
        except (OSError, ValueError):
            return ""
        return next(iter(difflib.get_close_matches(path.name, names, 1, 0.5)), "")

    def _find_by_name(self, name: str) -> list[tuple[Path, str]]:
        """The folder and the name of the only file below the folder of all handouts that has this name."""
        found = self._files_by_name.get(name, [])
        return [(found[0], name)] if len(found) == 1 else []

    @cached_property
    def _files_by_name(self) -> Mapping[str, list[Path]]:
        """The folders of all files below the folder of all handouts, by the files' names."""
        found: dict[str, list[Path]] = {}
        for folder, _, files in os.walk(self._vault):
            for name in files:
                found.setdefault(name, []).append(Path(folder))
        return found
