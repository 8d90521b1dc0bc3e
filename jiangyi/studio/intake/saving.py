"""Write what an import has become: handouts as one change that can be undone, their pictures, and the book.yaml of a folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jiangyi.core import Message
from jiangyi.importing import ImportResult, list_stems, place_result
from jiangyi.project import BOOK, FileRefused
from jiangyi.store import write_user_file
from jiangyi.studio.intake.conversions import Contents, Converter, IntakeFile
from jiangyi.studio.intake.sessions import OpenImport
from jiangyi.studio.refusals import Refused
from jiangyi.studio.sources.source_files import SourceFiles

NOTHING = Message("There is nothing to save.", "没有要保存的讲义。")
NOT_WRITTEN = Message("There is a file of this name by now. Save again.", "刚刚有了同名的文件，请再保存一次。")
WRITTEN = ("saved", "merged")
"""The states of texts that are in their files."""
NAME_REFUSED = Message("The name is not possible: {problem}.", "文件名不能用：{problem}。")


@dataclass
class SavedImport:
    """What was written."""

    change: str = ""
    """The change of files, by which it can be undone."""
    handouts: dict[str, str] = field(default_factory=dict)
    """Names of handouts by the paths of their files."""
    book: bool = False
    refused: dict[str, Refused] = field(default_factory=dict)
    """By the paths of files."""


def save_import(session: OpenImport, contents: Contents, converter: Converter, files: SourceFiles) -> SavedImport:
    """Write every file of an import that was not left out and not saved before. Raises Refused and SystemFailure."""
    content = files.workspace.content
    taken = dict.fromkeys(list_stems(content), "")  # a handout of the same name stays, too
    saved = SavedImport()
    texts: dict[str, tuple[str, str]] = {}
    for file, result in _iter_results(session, contents, converter):
        try:
            placed = place_result(file.input, result, content, taken)
        except FileRefused as refused:
            saved.refused[file.name] = Refused(NAME_REFUSED, problem=refused.problem)
            continue
        for path, data in placed.pictures.items():  # at once: all of them may be more than the memory holds
            if not (path.is_file() and path.read_bytes() == data):
                write_user_file(path, data)
        texts[placed.name] = ("", result.text)
        saved.handouts[file.name] = placed.name
    if not texts:
        raise Refused(NOTHING)
    if book := _make_book(contents, saved.handouts, content):
        texts[BOOK] = ("", book)
        saved.book = True
    changed = files.apply(texts, "made")
    saved.change = changed.change
    lost = {one.name: Refused(NOT_WRITTEN) for one in changed.saved if one.state not in WRITTEN}
    for name, refusal in (lost | dict(changed.refused)).items():
        source = next((source for source, handout in saved.handouts.items() if handout == name), name)
        saved.handouts.pop(source, None)
        saved.refused[source] = refusal
    with session.changing():
        session.state.saved |= saved.handouts
    return saved


def _iter_results(session: OpenImport, contents: Contents, converter: Converter) -> Iterator[tuple[IntakeFile, ImportResult]]:
    chosen = [file for file in contents.files if not session.choices_of(file.name).is_left and file.name not in session.state.saved]
    for file in chosen:
        result = converter.convert(session, file).result
        if result:
            yield file, result


def _make_book(contents: Contents, handouts: Mapping[str, str], content: Path) -> str:
    """The text of a book.yaml where a folder of several handouts was imported and there is none; else empty."""
    if (content / BOOK).exists():
        return ""
    for item, plan in contents.folders:
        written = {name.removeprefix(f"{item}/"): handout for name, handout in handouts.items() if name.startswith(f"{item}/")}
        if len(written) > 1:
            return plan.make_book(item, written)
    return ""
