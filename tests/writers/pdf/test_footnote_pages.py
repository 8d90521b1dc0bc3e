"""Footnotes stand on the page of their calls; one that has no room there is told, with its place."""

import random
import re
from pathlib import Path

import pymupdf
import pytest

from jiangyi.core import Report
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book, invoke, strip_spaces

FILLER = "这是正文里的一句话，用来把版面填满。"


def handout(seed: int) -> str:
    """Paragraphs of one to six lines with notes of one to five lines at random places."""
    chance = random.Random(seed)
    paragraphs = []
    for number in range(80):
        before, after = chance.randrange(6), chance.randrange(5)
        note = f"^[N{number}。{'注文较长一些，' * chance.choice((0, 0, 3, 8, 20))}完。]"
        paragraphs.append(f"{FILLER * before}M{number}处{note}{FILLER * after}")
    return "---\ntitle: 例\n---\n\n" + "\n\n".join(paragraphs)


def find_pages(text: str, paper: str) -> tuple[dict[str, int], dict[str, int], Report]:
    """The page of each call and of each note, and the diagnostics."""
    whole, report = book(text), Report()
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT), "", paper), Target.PRINT)
    calls, notes = dict[str, int](), dict[str, int]()
    with pymupdf.open(stream=book_layout.write_rendered(rendered, report).data) as document:
        for page in document:
            words = strip_spaces(page.get_text())
            calls |= dict.fromkeys(re.findall(r"M(\d+)处", words), page.number)
            notes |= dict.fromkeys(re.findall(r"N(\d+)", words), page.number)
    return calls, notes, report


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "paper"), [(1, "a4"), (2, "a5"), (3, "b5"), (4, "letter"), (5, "a4-large-print")])
def test_notes_stand_on_the_page_of_their_calls(seed: int, paper: str) -> None:
    calls, notes, report = find_pages(handout(seed), paper)
    assert len(calls) == 80
    assert calls == notes
    assert not [one for one in report if one.code == "note-late"]


@pytest.mark.slow
def test_a_note_that_has_no_room_is_told_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    notes = "".join(f"字^[第{n}条。{'很长的注，' * 130}]" for n in range(4))
    (folder / "例.md").write_text(f"---\ntitle: 例\n---\n\n{FILLER}\n\n标记{notes}{FILLER}\n", "utf-8")
    result = invoke("build", "--to", "pdf", cwd=folder.parent)
    assert "note-late" in result.stderr
    assert "例.md:7:" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a5", "phone"])
def test_a_note_that_no_page_has_room_for_is_set_in_the_text(paper: str) -> None:
    sentences = "".join(f"N{n}。注文较长，" for n in range(400))
    calls, notes, report = find_pages(f"---\ntitle: 例\n---\n\nM0处^[{sentences}]后面还有字。\n", paper)
    assert calls == {"0": 0}
    assert len(notes) == 400
    assert len(set(notes.values())) > 2
    assert not report.diagnostics


def test_short_notes_need_no_diagnostic() -> None:
    calls, notes, report = find_pages(f"---\ntitle: 例\n---\n\nM1处^[N1]。\n\n{FILLER}\n", "a5")
    assert calls == notes == {"1": 0}
    assert not report.diagnostics
