"""The registry of writers: required declarations, and no reference to a format outside the writers and the theme."""

import ast
from typing import ClassVar

import pytest

from jiangyi.build import GivenBook
from jiangyi.build.request import BuildRequest
from jiangyi.build.volumes import Job, produce_job
from jiangyi.core import Extensions, Message, Report, Session
from jiangyi.core.timing import measure
from jiangyi.project.workspace import Workspace
from jiangyi.writers.api import LayoutWriter, WriteContext, Writer, Written, no_cache
from jiangyi.writers.registry import available_writers, default_formats, layout_writer
from tests.support import ROOT, book

PACKAGE = ROOT / "jiangyi"
NAMES = ("pdf", "epub", "print")
KNOWS_NAMES = ("writers", "theme")
"""Packages that may name formats and targets."""
OTHER_MEANING = ("importing",)
"""Here `pdf` is the source that a text was pasted from."""


def literals(tree: ast.AST) -> list[tuple[int, str]]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [(node.lineno, node.value) for node in found if node.value.lstrip(".") in NAMES]


def test_no_other_package_names_a_format() -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in KNOWS_NAMES + OTHER_MEANING]
    assert [(str(path), *found) for path in paths for found in literals(ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("name", [*available_writers()])
def test_each_writer_declares_everything(name: str) -> None:
    writer = available_writers()[name]
    assert writer.name == name
    assert writer.suffix == f".{name}"
    assert writer.label.en
    assert writer.label.zh
    assert all(version.partition("=")[2] for version in writer.versions())


def test_one_writer_lays_out_pages() -> None:
    assert next(writer for writer in available_writers().values() if isinstance(writer, LayoutWriter)).name == layout_writer().name
    assert set(default_formats()) == {"pdf", "epub"}


class CountingWriter(Writer):
    """A format of a plug-in."""

    name = "count"
    label = Message("counting", "计数")
    needs_pagination = True
    contexts: ClassVar[list[WriteContext]] = []

    def write(self, context: WriteContext, report: Report) -> Written:
        self.contexts.append(context)
        return Written(str(len(context.book.handouts)).encode())


def test_a_writer_of_a_plug_in_gets_the_whole_context(workspace: object) -> None:
    place = Workspace(workspace)  # type: ignore[arg-type]
    job = Job(GivenBook(book("# 题\n\n正文。\n")), place.root / "output" / "题", {})
    with Session(Extensions(writers=(CountingWriter(),))).activate(), measure() as clock:
        made = produce_job(place, BuildRequest(formats=("count",)), job)
    assert [artifact.path.name for artifact in made.artifacts] == ["题.count"]
    assert made.artifacts[0].path.read_bytes() == b"1"
    assert clock.sum_seconds()["count"] > 0
    context = CountingWriter.contexts.pop()
    assert context.rendered is None
    assert context.pagination is not None
    assert context.pagination.pages == 1
    assert context.cache is not no_cache
    assert context.options.paper == "a4"


def test_a_writer_of_a_plug_in_takes_no_built_in_name() -> None:
    class Impostor(CountingWriter):
        name = "pdf"

    with Session(Extensions(writers=(Impostor(),))).activate():
        assert isinstance(available_writers()["pdf"], LayoutWriter)
