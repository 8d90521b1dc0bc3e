"""Handouts that cannot be in the collected book: what is said about them, and the note in a book that is built without them."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jiangyi.core import Message, Report, Severity, escape_placeholders, show_name
from jiangyi.project import FileKind, FileRefused, Project
from jiangyi.writers import list_offered_writers

if TYPE_CHECKING:  # where every handout is sound, the model is not loaded
    from jiangyi.model import BookFile

MAX_NAMED = 20
"""Handouts that are named in one message."""


class LeftOut(NamedTuple):
    """A handout of book.yaml that cannot be in the book."""

    name: str
    """As in book.yaml."""
    errors: int
    """In its file; 0 where there is no such file, or where the error lies elsewhere."""
    is_found: bool = True


def list_left_out(project: Project, sound: Collection[Path], report: Report) -> tuple[LeftOut, ...]:
    """The handouts of book.yaml that are not among the sound ones, with the number of their reported errors."""
    names = project.settings.handouts if project.settings else ()
    if len(names) == len(sound):
        return ()
    errors = Counter(diagnostic.span.file for diagnostic in report if diagnostic.severity is Severity.ERROR)
    known = {project.workspace.name(path) for path in sound}
    found = {name: _find(project, name) for name in names}
    return tuple(LeftOut(name, errors[file], is_found) for name, (file, is_found) in found.items() if file not in known)


def _find(project: Project, name: str) -> tuple[str, bool]:
    """The name in the workspace of the file that book.yaml names, empty where it must not be read; and whether there is one."""
    try:
        return project.workspace.name(project.workspace.find_file(name, FileKind.HANDOUT)), True
    except FileRefused as refused:
        return "", not refused.is_missing


def report_left_out(project: Project, left_out: Sequence[LeftOut], formats: Sequence[str], report: Report, *, is_made: bool) -> None:
    """Report that the collected book is not made, or made without some handouts."""
    stem = project.settings.output if project.settings else ""
    files = [f"{stem}{writer.suffix}" for writer in list_offered_writers().values() if writer.name in formats]
    shown, more = [_describe(one) for one in left_out[:MAX_NAMED]], len(left_out) - MAX_NAMED
    shown += [Message(f"{more} more", f"另有 {more} 份")] if more > 0 else []
    reasons = Message("; ".join(one.en for one in shown), "；".join(one.zh for one in shown))
    names = Message(", ".join(files), "、".join(files))
    report.add("book-incomplete" if is_made else "book-not-made", project.span, files=names, reasons=reasons)


def _describe(one: LeftOut) -> Message:
    name = escape_placeholders(show_name(one.name))
    if not one.is_found:
        return Message(f"{name} is missing", f"找不到 {name}")
    if not one.errors:
        return Message(f"{name} has errors", f"{name} 有错误")
    return Message(f"{name} has {one.errors} error{'s' * (one.errors > 1)}", f"{name} 有 {one.errors} 个错误")


def add_note(settings: "BookFile", names: Sequence[str]) -> "BookFile":
    """The settings of a book with a note in its colophon about the handouts that are not in it."""
    from jiangyi.model import get_labels, inline

    words = get_labels(settings.lang)["left_out"] + ("、" if settings.lang.startswith("zh") else ", ").join(map(show_name, names))
    before = (*settings.colophon.inlines, inline.Break()) if settings.colophon else ()
    return settings.model_copy(update={"colophon": inline.Text((*before, inline.Str(words)))})
