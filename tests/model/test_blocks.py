"""Block types, their Markdown containers and readers: declared in a class, found by name, checked at start-up."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from jiangyi.core import Diagnostic, Extensions, LocatedData, RegistrationError, Report, Session, Source
from jiangyi.model import (
    BUILT_IN_BLOCKS,
    Block,
    Container,
    ContainerItems,
    Handout,
    Manuscript,
    TextField,
    available_blocks,
    available_containers,
    join_blocks,
)
from jiangyi.project import Workspace
from jiangyi.readers import BUILT_IN_READERS, available_readers, join_readers
from jiangyi.readers.blocks.containers import CONVERTERS
from jiangyi.readers.validation.manuscript import build_manuscript
from tests.support import ROOT, epub_texts, manuscript, short

TIMELINE = ROOT / "tests" / "timeline"


def read_block(text: str, name: str = "例.md") -> tuple[list[Any], list[Diagnostic]]:
    """The blocks of a text below a title, and the diagnostics."""
    head = "---\ntitle: 例\n---\n\n" if name.endswith(".md") else "title: 例\n"
    found, report = manuscript(head + text, name)
    return list(found.handout.blocks) if found else [], list(report)


@pytest.fixture
def timeline() -> Iterator[type[Block]]:
    """The block of CONTRIBUTING.md, as the extension of a session."""
    spec = importlib.util.spec_from_file_location("timeline", TIMELINE / "timeline.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Session(Extensions(blocks=(module.Timeline,))).activate():
        yield module.Timeline


def test_contributing_shows_the_timeline_block() -> None:
    """The tested files are those of CONTRIBUTING.md, word for word."""
    text = re.sub(r"^ {3}", "", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), flags=re.MULTILINE)
    assert [path.name for path in TIMELINE.iterdir() if path.is_file() and path.read_text("utf-8") not in text] == []


def test_extension_block_is_known_in_its_session_only(timeline: type[Block]) -> None:
    assert available_blocks()["timeline"] is available_containers()["timeline"] is timeline
    with Session().activate():
        assert available_blocks() is BUILT_IN_BLOCKS
        assert "timeline" not in available_containers()
        assert "block-unknown" in [one.code for one in read_block("blocks:\n- {type: timeline, moments: []}\n", "例.yaml")[1]]


@pytest.mark.usefixtures("timeline")
def test_declared_container_equals_yaml() -> None:
    found = [read_block((TIMELINE / f"timeline.{kind}").read_text("utf-8"), f"例.{kind}") for kind in ("md", "yaml")]
    assert [reported for _, reported in found] == [[], []]
    assert found[0][0] == found[1][0]
    assert [(moment.date, str(moment.text)) for moment in found[0][0][0].moments] == [
        ("2019 年", "社区食堂开张。"),
        ("2023 年 5 月", "增设助餐点，送餐上门。"),
    ]


@pytest.mark.usefixtures("timeline")
@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("::: timeline\n一段话。\n:::\n", "container-content", 5),
        ("::: timeline 标题\n- 甲：乙\n:::\n", "container-words", 5),
        ("::: timeline\n1. 甲：乙\n:::\n", "container-content", 5),
        ("::: timeline\n- 甲：乙\n- 丙\n:::\n", "key-missing", 7),
        ("::: timelin\n- 甲：乙\n:::\n", "container-unknown", 5),
        ("::: timeline\n:::\n", "container-content", 5),
        ("::: answers\n甲\n:::\n", "container-extra", 6),
    ],
)
def test_wrong_contents_of_a_declared_container_are_reported(text: str, code: str, line: int) -> None:
    reported = read_block(text)[1]
    assert (code, line) in [(one.code, one.span.line) for one in reported], [short(one) for one in reported]


@pytest.mark.slow
def test_new_block_is_built_after_following_contributing(tmp_path: Path) -> None:
    """A copy of the project with only the files of CONTRIBUTING.md added builds the block from both formats."""
    place = tmp_path / "jiangyi"
    place.mkdir()
    for name in ("jiangyi", "templates", "styles"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TIMELINE / "timeline.py", place / "jiangyi" / "model" / "blocks")
    shutil.copy(TIMELINE / "timeline.html.j2", place / "templates" / "blocks")
    shutil.copy(TIMELINE / "timeline.css", place / "styles" / "blocks")
    (place / "content").mkdir()
    (place / "content" / "甲.md").write_text(f"# 甲\n\n{(TIMELINE / 'timeline.md').read_text('utf-8')}", "utf-8")
    (place / "content" / "乙.yaml").write_text(f"title: 乙\n{(TIMELINE / 'timeline.yaml').read_text('utf-8')}", "utf-8")
    command = [sys.executable, "-m", "jiangyi", "build", "--to", "epub", "--workspace", str(place)]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(place)})
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    for stem in ("甲", "乙"):
        words = "".join(epub_texts(place / "output" / f"{stem}.epub").values())
        assert "2023 年 5 月增设助餐点，送餐上门。" in words.replace("\n", "").replace("  ", "")


class Plain(Block):
    """A block with nothing but a text."""

    type: ClassVar = "plain"
    summary: ClassVar = "A text | 文字"

    text: TextField


def variant(**values: Any) -> type[Block]:
    """A block class with other class attributes."""
    return type("Variant", (Plain,), {"__annotations__": dict.fromkeys(values, ClassVar), "__module__": __name__, **values})


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ((Plain, variant()), "two definitions of the block type 'plain'"),
        ((*BUILT_IN_BLOCKS.values(), variant(type="quote")), "block type 'quote'"),
        ((*BUILT_IN_BLOCKS.values(), variant(container=Container(("tip",), body="text"))), "container 'tip'"),
        ((variant(type=""),), "needs a type"),
        ((variant(summary="A text"),), "needs a summary"),
        ((variant(container=Container(())),), "needs names"),
        ((variant(container=Container(("a b",))),), "needs names"),
        ((variant(container=Container(("a",), words="title", items=ContainerItems("rows"))),), "unknown fields: rows, title"),
        ((Handout,), "no subclass of Block"),
        (("text",), "no subclass of Block"),
    ],
)
def test_incomplete_or_clashing_block_is_an_error_at_start_up(blocks: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(RegistrationError, match=reason):
        join_blocks(blocks)


def test_registries_are_read_only() -> None:
    assert all(isinstance(table, MappingProxyType) for table in (BUILT_IN_BLOCKS, BUILT_IN_READERS, available_containers(), CONVERTERS))


def test_every_converter_is_declared_by_a_block() -> None:
    declared = {block.container.converter for block in BUILT_IN_BLOCKS.values() if block.container}
    assert declared - {""} == set(CONVERTERS)


class LineReader:
    """A format whose first line is the title and every other line a paragraph."""

    name = "lines"
    suffixes = (".lines",)

    def read(self, source: Source, report: Report) -> Manuscript | None:
        """Read a handout from its lines."""
        title, *lines = source.lines
        located = LocatedData({"title": title, "blocks": [line for line in lines if line]}, {(): source.span(0)})
        return build_manuscript(located, source, report)


def test_extension_reader_reads_files_of_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "甲.lines").write_text("甲\n一段。\n两段。\n", "utf-8")
    with Session(Extensions(readers=(LineReader(),))).activate():
        assert [path.name for path in Workspace(tmp_path).list_handouts()] == ["甲.lines"]
        found, report = manuscript("甲\n一段。\n两段。\n", "甲.lines")
        assert found
        assert not report.has_errors, [short(one) for one in report]
        assert [str(block.text) for block in found.handout.blocks] == ["一段。", "两段。"]
    with Session().activate():
        assert available_readers() is BUILT_IN_READERS
        assert Workspace(tmp_path).list_handouts() == []


class Incomplete:
    """A reader without the given attributes."""

    def __init__(self, **parts: Any) -> None:
        vars(self).update({"name": "x", "suffixes": (".x",), "read": print} | parts)


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (Incomplete(name=""), "needs a name"),
        (Incomplete(read=None), "needs a name and a method read"),
        (Incomplete(suffixes=()), "needs suffixes"),
        (Incomplete(suffixes=".x"), "needs suffixes"),
        (Incomplete(suffixes=("x",)), "needs suffixes"),
        (Incomplete(suffixes=(".X",)), "needs suffixes"),
        (Incomplete(suffixes=(".md",)), "two definitions of the suffix '.md'"),
    ],
)
def test_incomplete_or_clashing_reader_is_an_error_at_start_up(reader: Any, reason: str) -> None:
    with pytest.raises(RegistrationError, match=reason):
        join_readers((*dict.fromkeys(BUILT_IN_READERS.values()), reader))
