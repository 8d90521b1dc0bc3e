"""The files of an import and what they become, converted again where a file or the choices for it have changed."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from jiangyi.core import Message
from jiangyi.importing import (
    PICTURE_SUFFIXES,
    FolderPlan,
    ImportChoices,
    ImportResult,
    InputFile,
    InputRefused,
    convert_input,
    decisions,
    plan_folder,
)
from jiangyi.studio.intake.sessions import FileChoices, OpenImport
from jiangyi.studio.refusals import Refused

MAX_CONVERTED, MAX_SUMMARIES = 16, 20_000
"""The conversions that are in memory with their texts and pictures, and the summaries of files."""
BUDGET = 1.5
"""The seconds that a request may convert files for; the page asks again for the others."""
LOOSE_PICTURE = Message("a picture, taken along by a handout that names it", "图片，随引用它的讲义一起导入")
FIXED_KINDS = ("block", "table", "figure", "joined", "gap")
"""What lines are taken for that cannot be anything else."""
DOUBTFUL = (decisions.Verdict.GUESSED, decisions.Verdict.LEFT)
"""The verdicts that somebody should look at."""
Value = TypeVar("Value")
NO_FILE = Message("This file is not part of the import.", "这次导入里没有这个文件。")


@dataclass(frozen=True)
class Conversion:
    """What a file has become: the result, or why there is none."""

    result: ImportResult | None
    problem: InputRefused | None = None


@dataclass(frozen=True)
class FileSummary:
    """What the list of files tells of a conversion."""

    title: str = ""
    doubts: int = 0
    """The lines that somebody should look at."""
    unresolved: int = 0
    """The problems that prevent the handout from being built."""
    problem: InputRefused | None = None


@dataclass(frozen=True)
class IntakeFile:
    """A file of an import: its path below the folder of files, and what the import reads."""

    name: str
    input: InputFile


@dataclass(frozen=True)
class Contents:
    """The files of an import in order, what is left out, and its folders."""

    files: tuple[IntakeFile, ...]
    left: tuple[tuple[str, Message], ...]
    """Names with the reason."""
    folders: tuple[tuple[str, FolderPlan], ...]

    def find(self, name: str) -> IntakeFile:
        """A file by its path. Raises Refused."""
        found = next((file for file in self.files if file.name == name), None)
        if found is None:
            raise Refused(NO_FILE, status=404)
        return found


class Converter:
    """Converts the files of imports, the last results kept in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: OrderedDict[object, Conversion] = OrderedDict()
        self._summaries: OrderedDict[object, FileSummary] = OrderedDict()
        self._plans: OrderedDict[object, Contents] = OrderedDict()

    def list_contents(self, session: OpenImport) -> Contents:
        """The files of an import."""
        key = (session.id, tuple(session.state.items), session.measure())
        with self._lock:
            known = self._plans.get(key)
        contents = known or _plan(session)
        with self._lock:
            _remember(self._plans, key, contents, 2)
        return contents

    def convert(self, session: OpenImport, file: IntakeFile) -> Conversion:
        """What a file becomes with the choices for it."""
        choices = session.choices_of(file.name)
        key = _key(session, file, choices)
        with self._lock:
            if key in self._done:
                self._done.move_to_end(key)
                return self._done[key]
        conversion = _convert(file.input, choices)
        summary = make_summary(conversion, choices)
        with self._lock:
            _remember(self._done, key, conversion, MAX_CONVERTED)
            _remember(self._summaries, key, summary, MAX_SUMMARIES)
        return conversion

    def list_summaries(self, session: OpenImport, files: tuple[IntakeFile, ...]) -> dict[str, FileSummary]:
        """What is told of files, of as many as the time allows; the next call knows them, and goes on."""
        until = time.monotonic() + BUDGET
        done: dict[str, FileSummary] = {}
        has_converted = False
        for file in files:
            key = _key(session, file, session.choices_of(file.name))
            if key not in self._summaries:
                if has_converted and time.monotonic() > until:
                    continue
                self.convert(session, file)
                has_converted = True
            done[file.name] = self._summaries[key]
        return done


def _key(session: OpenImport, file: IntakeFile, choices: FileChoices) -> object:
    """What a conversion depends on."""
    return session.id, file.name, _tell_state(file.input.path), _digest(choices)


def _remember(known: OrderedDict[object, Value], key: object, value: Value, count: int) -> None:
    """Keep a value; of too many the oldest goes."""
    known[key] = value
    while len(known) > count:
        known.popitem(last=False)


def _plan(session: OpenImport) -> Contents:
    files: list[IntakeFile] = []
    left: list[tuple[str, Message]] = []
    folders: list[tuple[str, FolderPlan]] = []
    for item in session.state.items:
        path = session.files / item
        if path.is_dir():
            plan = plan_folder(path)
            folders.append((item, plan))
            for one in plan.files:
                if isinstance(one, InputFile):
                    files.append(IntakeFile(f"{item}/{one.name}", one))
                else:
                    left.append((f"{item}/{one.name}", decisions.DECISION_KINDS[one.decision.kind].what))
        elif path.suffix.lower() in PICTURE_SUFFIXES:
            left.append((item, LOOSE_PICTURE))
        else:
            files.append(IntakeFile(item, InputFile(item, path)))
    return Contents(tuple(files), tuple(left), tuple(folders))


def _convert(file: InputFile, choices: FileChoices) -> Conversion:
    try:
        return Conversion(convert_input(file, ImportChoices(kinds=choices.kinds, title=choices.title, counts_paragraphs=True)))
    except InputRefused as refused:
        return Conversion(None, refused)


def make_summary(conversion: Conversion, choices: FileChoices) -> FileSummary:
    """What the list of files tells of a conversion."""
    result = conversion.result
    if result is None:
        return FileSummary(problem=conversion.problem)
    doubtful = {one.line for one in result.decisions if one.verdict in DOUBTFUL and result.kinds.get(one.line) in decisions.LINE_KINDS}
    unresolved = sum(one.kind in ("problem", "answers-differ") for one in result.decisions)
    return FileSummary(result.title, len(doubtful - choices.kinds.keys()), unresolved)


def is_changeable(line: int, result: ImportResult) -> bool:
    """Whether the user may say that a line is something else."""
    return result.kinds.get(line, FIXED_KINDS[0]) not in FIXED_KINDS


def _tell_state(path: Path | None) -> tuple[int, ...]:
    try:
        found = path.stat() if path else None
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else ()


def _digest(choices: FileChoices) -> bytes:
    return msgspec.json.encode((choices.title, sorted(choices.kinds.items())))
