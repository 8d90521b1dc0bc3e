"""Two hundred generated handouts on the papers: nothing outside the type area, no empty page, nothing torn off."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.core import Report, Severity
from jiangyi.model import is_written_on
from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import list_papers, load_theme
from jiangyi.writers.pdf import book_layout
from tests.pages.handout_source import PICTURES, draw_picture, generate_handout
from tests.pages.page_faults import find_areas, find_faults
from tests.support import ROOT, load, short

HANDOUTS = 200
PAPERS = list_papers(Workspace(ROOT))
ALL = "JIANGYI_PAGES" in os.environ
"""Whether every handout is laid out on every paper, as `make pages` does; else every fourth batch, each handout on one of them."""
EDITIONS = ("student", "teacher", "cloze")
BATCH = 10


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with the pictures."""
    folder = tmp_path_factory.mktemp("pages") / "content"
    (folder / "pictures").mkdir(parents=True)
    for name, size in PICTURES.items():
        (folder / "pictures" / name).write_text(draw_picture(*size), "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, HANDOUTS, BATCH if ALL else 4 * BATCH))
def test_pages(content: Path, first: int) -> None:
    assert [fault for seed in range(first, first + BATCH) for fault in handout_faults(content, seed)] == []


def handout_faults(content: Path, seed: int) -> Iterator[str]:
    """The faults of the handout of a seed on its papers."""
    text, source = generate_handout(seed)
    path = content / f"{seed}.md"
    path.write_text(text, "utf-8")
    loaded = load(path)
    for paper in PAPERS if ALL else (PAPERS[seed % len(PAPERS)],):
        edition = EDITIONS[seed // len(PAPERS) % len(EDITIONS)]
        theme = load_theme(Workspace(ROOT), "", paper)
        keeps_space = is_written_on(root_properties(theme.print_css))  # as a build decides it
        book = select_edition(make_single_book(loaded.manuscript.handout, loaded.pictures), edition, keeps_space=keeps_space)
        report = Report()
        layout = book_layout.lay_out(render_book(book, build_index(book), theme, Target.PRINT), report)
        areas = [find_areas(page) for page in layout.pages]
        faults = find_faults(layout.draw(), areas, source)
        yield from (
            f"{seed} {paper} {edition} {fault}" for fault in (*faults, *(short(one) for one in report if one.severity is Severity.ERROR))
        )
