"""The book.yaml of a workspace for a form: its values as typed, its chapters, what is wrong with it, and changes of single values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from pydantic import BaseModel

from jiangyi.build import check_settings
from jiangyi.core import Diagnostic, Message, Report
from jiangyi.model import BookFile, find_field
from jiangyi.project import BOOK, Project, load_project
from jiangyi.studio.desk import Desk
from jiangyi.studio.forms.field_table import FieldEntry, find_part, list_fields, list_held_parts
from jiangyi.studio.forms.name_lists import NameEntry, NameLists, collect_names, list_handout_names
from jiangyi.studio.forms.yaml_edits import Naming, NotEditableError, Value, set_values
from jiangyi.studio.refusals import Refused
from jiangyi.studio.sources.source_files import Saved

SECTIONS: Sequence[tuple[str, Sequence[str]]] = (
    ("text", ("title", "subtitle", "series", "subject", "authors", "date", "version", "summary", "lang", "tags")),
    ("look", ("theme", "cover", "cover_picture", "logo", "title_page", "contents", "columns", "numbering", "colophon", "group")),
    ("answers", ("answers", "blanks", "cloze", "editions", "question_heads", "strip", "grid")),
    ("printing", ("output", "price", "currency", "links", "indexes")),
    ("ebook", ("formulas", "picture_size", "embed_fonts", "share")),
    ("more", ("checks", "strict", "plugins", "source", "notes")),
)
"""The fields of the form by their section. A field that is in none of them, as a new one, is in the last."""
CHAPTERS = "handouts"
CANNOT_READ = Message("book.yaml cannot be read: {problem}", "无法读取 book.yaml：{problem}")
MEND_FIRST = Message("Mend the line in the editor, then come back.", "请先在编辑器里改正这一行，再回到这里。")
CANNOT_CHANGE = Message(
    "This entry of book.yaml is written in a way that the form cannot change.", "book.yaml 里这一项的写法，表单改不了。"
)
USE_EDITOR = Message("Change it in the editor.", "请在编辑器里修改。")
EXISTS = Message("There is a book.yaml already.", "已经有 book.yaml 了。")


class BookProblem(msgspec.Struct):
    """Something that is wrong with book.yaml; `field` is empty where it is with none of them alone."""

    field: str
    severity: str
    message: str
    line: int


class BookForm(msgspec.Struct):
    """What the form of a book shows."""

    exists: bool
    version: str
    values: dict[str, Any]
    """The values as typed, by the field of the model."""
    chapters: list[NameEntry]
    others: list[NameEntry]
    """The handouts that are not in the book."""
    sections: list[tuple[str, list[str]]]
    nodes: dict[str, list[FieldEntry]]
    names: NameLists
    problems: list[BookProblem]


def describe_book_form(desk: Desk) -> BookForm:
    """The book of a workspace for a form. Raises Refused where its book.yaml cannot be read as YAML."""
    project = load_project(desk.workspace)
    handouts = list_handout_names(desk.workspace, desk.hub.documents.entries)
    problems = _list_problems(project)
    if project.digest and project.located is None:
        first = problems[0].message if problems else ""
        raise Refused(CANNOT_READ, MEND_FIRST, status=409, problem=first)
    values: dict[str, Any] = dict(project.located.data) if project.located else {}
    named = values.get(CHAPTERS, [])
    names = [str(name) for name in (named if isinstance(named, list) else [named])]
    titles = {one.name: one.title for one in handouts}
    return BookForm(
        bool(project.digest),
        desk.files.find_version(BOOK),
        values,
        [NameEntry(name, titles.get(name, "")) for name in names],
        [one for one in handouts if one.name not in names],
        list(_list_sections()),
        {node.__name__: list_fields(node) for node in _list_nodes()},
        collect_names(desk, BOOK),
        problems,
    )


def _list_nodes() -> list[type[BaseModel]]:
    """A book, its parts, and the parts of these."""
    parts = list_held_parts(BookFile)
    return [BookFile, *parts, *(inner for part in parts for inner in list_held_parts(part))]


def _list_sections() -> Iterator[tuple[str, list[str]]]:
    known = {name for _, names in SECTIONS for name in names} | {CHAPTERS}
    others = [name for name in BookFile.model_fields if name not in known]
    for title, names in SECTIONS:
        fields = [name for name in names if name in BookFile.model_fields]
        yield title, fields + (others if title == SECTIONS[-1][0] else [])


def _list_problems(project: Project) -> list[BookProblem]:
    """What is wrong with a book.yaml, each with its field."""
    report = Report()
    if project.digest:
        check_settings(project, report)
        project.chapter_files(report)
    return [BookProblem(_find_owner(project, one), one.severity.value, one.message, one.span.line) for one in report.diagnostics]


def _find_owner(project: Project, diagnostic: Diagnostic) -> str:
    """The field in whose lines a diagnostic is."""
    if project.located is None or not diagnostic.span.line:
        return ""
    keys = [(span.line, str(path[0])) for path, span in project.located.key_spans.items() if len(path) == 1]
    return max((one for one in keys if one[0] <= diagnostic.span.line), default=(0, ""))[1]


# Changes ----------------------------------------------------------------------------------------------------


def _find_model(path: Sequence[str]) -> type[BaseModel] | None:
    """The part of the model that the mapping at a path is."""
    return find_part(BookFile, path[0]) if path else BookFile


def _find_key(path: Sequence[str], typed: str) -> str:
    model = _find_model(path)
    return (find_field(model, typed) if model else "") or typed


def _list_order(path: Sequence[str]) -> Sequence[str]:
    model = _find_model(path)
    if model is not BookFile:
        return list(model.model_fields) if model else ()
    return ["title", "subtitle", "series", *(name for _, names in SECTIONS for name in names), CHAPTERS]


NAMING = Naming(_find_key, _list_order)


def change_book(desk: Desk, changes: Mapping[tuple[str, ...], Value]) -> Saved:
    """Change single values of book.yaml as it is now. Raises Refused."""
    source = desk.files.read(BOOK)
    try:
        text = set_values(source.text, changes, NAMING)
    except NotEditableError:
        raise Refused(CANNOT_CHANGE, USE_EDITOR, status=409) from None
    return desk.files.save(BOOK, text, source.version)


def create_book(desk: Desk) -> Saved:
    """Write a book.yaml with all handouts, named after the folder."""
    if desk.files.find_version(BOOK):
        raise Refused(EXISTS, status=409)
    handouts = list_handout_names(desk.workspace, desk.hub.documents.entries)
    values: dict[tuple[str, ...], Value] = {("title",): desk.workspace.root.name or "book", (CHAPTERS,): [one.name for one in handouts]}
    return desk.files.save(BOOK, set_values("", values, NAMING), "")
