"""Stored and memoized markup is never stale: after any change a book is rendered as in a new session without a store."""

import random
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path

import msgspec
import pytest
from lxml import etree
from PIL import Image

from jiangyi.build.plan import plan_build
from jiangyi.build.request import BuildRequest
from jiangyi.build.sources import HandoutSource
from jiangyi.build.volumes import Job, LaidOutVolume, Volume, index_for
from jiangyi.core import Session
from jiangyi.core.diagnostics import Report
from jiangyi.pagination.page_starts import PageStart, Pagination, iter_runs
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import CompanionFile, build_index
from jiangyi.project.project import load_project
from jiangyi.project.workspace import Workspace
from jiangyi.render import template_context
from jiangyi.render.book import RenderedBook, render_book
from jiangyi.store import Store
from jiangyi.store.records import encode_head
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme

BOOKS = ("", "lang: en", "indexes: [figures, people]", "authors: [甲]", "summary: 提要")
HEADS = ("numbering: {section: 1.}", "links: inline", "answers: beside")
EDITIONS = ("", "student", "teacher", "cloze")
KEYLESS = EDITIONS[:3]
"""Those of which a collected book has no key of all handouts."""


ILLUSTRATIONS = ('![图](p.png "图的说明") {#b}', "## 乙节 {#b}\n\n[王某]{.person}说：“有话说。”")
"""The figure or section that a handout refers to."""


class Desk:
    """Handouts that refer to each other, have notes, exercises, blanks and pictures, and are changed at random."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root, self.chance = root, chance
        self.titles = [f"第{number}讲" for number in range(4)]
        self.texts = [f"第{number}段，说的是一件事。" for number in range(4)]
        self.more = [0] * 4
        self.heads = [""] * 4
        self.order = [0, 1, 2, 3]
        self.book = 0
        self.picture = 40
        (root / "content").mkdir()
        (root / "styles" / "themes").mkdir(parents=True)
        self.css = 0

    def handout(self, number: int) -> str:
        """A handout as Markdown."""
        other = (number + 1) % 4
        more = "".join(f"又一段，第{n}段，也有话说。\n\n" for n in range(self.more[number]))
        return f"""---
id: h{number}
title: {self.titles[number]}
theme: {"own" if number == 2 else ""}
{self.heads[number]}
---

{more}开头。^[一条注，在第{number}讲。]

## 甲节 {{#a}}

{self.texts[number]}见 [](#b)。==记住的词==是{{{{要背的词}}}}，<https://example.org/{number}>。

::: points
1. **首句是这样的。** 后面是论述{other}。
:::

{ILLUSTRATIONS[number % 2]}

::: exercise
下列说法正确的是（　　）。

A. 这一项不长也不短
B. 那一项也是这样的
C. 第三项写得差不多
D. 最后一项也没更长

答案：B
:::
"""

    def write(self) -> None:
        """All files."""
        for number in range(4):
            (self.root / "content" / f"{number}.md").write_text(self.handout(number), "utf-8")
        names = "".join(f"- {number}.md\n" for number in self.order)
        (self.root / "content" / "book.yaml").write_text(
            f"title: 合集\n{BOOKS[self.book % len(BOOKS)]}\ntheme: own\nhandouts:\n{names}", "utf-8"
        )
        Image.new("L", (self.picture, 30), self.picture).save(self.root / "content" / "p.png")
        (self.root / "styles" / "themes" / "own.css").write_text(f":root {{ --outer: {20 + 15 * self.css}mm; }}", "utf-8")

    def changes(self) -> Iterator[str]:
        """Change one thing after the other; yields a description of each."""
        kinds = {
            "text": lambda n, value: self.texts.__setitem__(n, f"改成了第{value}段，说的是别的事。"),
            "title": lambda n, value: self.titles.__setitem__(n, f"第{value}讲"),
            "paragraph": lambda n, value: self.more.__setitem__(n, 1 + value % 3),
            "head": lambda n, value: self.heads.__setitem__(n, HEADS[value % len(HEADS)]),
            "order": lambda *_: self.chance.shuffle(self.order),
            "book": lambda *_: setattr(self, "book", self.book + 1),
            "picture": lambda _, value: setattr(self, "picture", 20 + value % 50),
            "sheet": lambda *_: setattr(self, "css", self.css + 1),
            "nothing": lambda *_: None,
        }
        order = [*kinds, "sheet", *["book"] * (len(BOOKS) - 1)]
        self.chance.shuffle(order)
        for kind in order:
            kinds[kind](self.chance.randrange(4), self.chance.randrange(1000))  # type: ignore[no-untyped-call]
            yield kind


def pages(root: Path, editions: tuple[str, ...] = EDITIONS) -> Iterator[tuple[str, list[tuple[str, str]], list[str]]]:
    """Every rendered book of every edition, with the diagnostics of the handouts."""
    report, workspace = Report(), Workspace(root)
    project = load_project(workspace)
    order = BuildRequest(editions=editions)
    for job in plan_build(project, order, report).jobs:
        for page in both(workspace, job):
            yield str(job.path), [(document.name, document.html) for document in page.documents], [str(one) for one in report]


def both(workspace: Workspace, job: Job) -> Iterator[RenderedBook]:
    """For print and for e-readers."""
    loaded = job.source.load(Report())
    assert loaded
    look = load_theme(workspace, loaded.book.head.theme)
    book = select_edition(loaded.book, job.edition, job.shown, keeps_space=True)
    printed = LaidOutVolume(Volume(job.path, lambda _: book, CompanionFile()), book, build_index(book), "", None, Report())  # type: ignore[arg-type]
    yield render_book(book, printed.index, look, Target.PRINT)
    book = select_edition(loaded.book, job.edition, job.shown)
    assert index_for(book, printed) == build_index(book, printed.index, CompanionFile())
    plain = render_book(book, index_for(book, printed), look, Target.EPUB)
    yield plain if job.edition else render_book(book, index_for(book, printed), look, Target.EPUB, paged(plain))


def paged(page: RenderedBook) -> Pagination:
    """Pages that begin at every seventh piece of text of an e-book."""
    texts = [document.html for document in page.documents if document.name.endswith(".xhtml") and document.name.startswith("h")]
    found = [run for text in texts for run in iter_runs(etree.fromstring(text.encode()))]
    return Pagination(tuple(PageStart(str(number), run.id, run.start) for number, run in enumerate(found[::7], 1)), {}, len(found))


def open_session(root: Path) -> Session:
    """A session whose store on disk is that of the desk."""
    return Session(store=Store(root / "store", lambda: ""))


@pytest.mark.slow
def test_stored_and_memoized_results_equal_those_of_a_new_session(tmp_path: Path) -> None:
    desk, session = Desk(tmp_path, random.Random(1)), open_session(tmp_path)
    for number, kind in enumerate(chain(["the first time"], desk.changes())):
        desk.write()
        editions = ("", EDITIONS[1 + number % 3])  # of each other edition, what is stored is from some changes before
        if number % 2 or kind == "sheet":  # what reads sheets once begins a new session where they change
            session = open_session(tmp_path)
        with session.activate():
            known = list(pages(tmp_path, editions))
        assert len(known) == 2 * len(editions) * 5
        with Session().activate():
            assert list(pages(tmp_path, editions)) == known, kind


def rendered_handouts(root: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The handouts of the collected book in the usual edition that are rendered, by target."""
    filled: list[str] = []
    fill = template_context.TemplateContext.fill

    def counted(self: template_context.TemplateContext, name: str, /, **values: object) -> object:
        if name in ("parts/handout.html.j2", "epub/chapter.xhtml.j2") and self.book.collected and not self.book.edition_name:
            filled.append(f"{self.target} {self.handout.id if self.handout else ''}")
        return fill(self, name, **values)

    with monkeypatch.context() as patch:
        patch.setattr(template_context.TemplateContext, "fill", counted)
        list(pages(root))
    return set(filled)


@pytest.mark.slow
def test_an_edit_renders_one_handout_of_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, random.Random(0))
    desk.write()
    with open_session(tmp_path).activate():
        assert len(rendered_handouts(tmp_path, monkeypatch)) == 2 * len(desk.texts)
        assert rendered_handouts(tmp_path, monkeypatch) == set()
        desk.texts[1] = "改过的一段，说的是另一件事。"
        desk.write()
        assert rendered_handouts(tmp_path, monkeypatch) == {"print h1", "epub h1"}
    with open_session(tmp_path).activate():
        assert rendered_handouts(tmp_path, monkeypatch) == set()


@pytest.mark.slow
def test_a_handout_that_has_not_changed_is_not_read_for_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, random.Random(0))
    desk.write()
    with open_session(tmp_path).activate():
        list(pages(tmp_path, KEYLESS))
    read, parse = set[str](), HandoutSource._parse
    monkeypatch.setattr(HandoutSource, "_parse", lambda self, *rest: read.add(self.id) or parse(self, *rest))
    with open_session(tmp_path).activate():
        list(pages(tmp_path, KEYLESS))
    assert read == set()
    desk.texts[1] = "改过的一段，说的是另一件事。"
    desk.write()
    with open_session(tmp_path).activate():
        list(pages(tmp_path, KEYLESS))
    assert read == {"h1"}


@pytest.mark.slow
def test_forged_markup_is_rendered_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, random.Random(0))
    desk.write()
    with open_session(tmp_path).activate():
        known = list(pages(tmp_path))
    store = Store(tmp_path / "store", lambda: "")
    shapes = [[], {"a": 1}, 7, "文", [["h0.xhtml", [], []]], {"h0.xhtml": {"pieces": ["a"], "marks": [3], "ids": []}}]
    entries = sorted(path for path in store.folder.rglob("*") if path.is_file())
    for path, shape in zip(entries, cycle(shapes), strict=False):
        store.write(path.name, len(head := encode_head(())).to_bytes(4) + head + msgspec.msgpack.encode(shape))
    with open_session(tmp_path).activate():
        assert list(pages(tmp_path)) == known
