"""The handouts that the readers are tried with: those of content/ and generated ones, laid out on papers in editions."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jiangyi.build.load import load_handout
from jiangyi.core import Report
from jiangyi.model import is_written_on
from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.project import Project
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import list_papers, load_theme
from jiangyi.writers.pdf import book_layout
from tests.pages.handout_source import PICTURES, draw_picture, generate_handout
from tools.readers.expected import Line, list_lines

ROOT = Path(__file__).resolve().parents[2]
EDITIONS = ("student", "teacher", "cloze")


@dataclass(frozen=True)
class Sample:
    """A PDF, and the lines that were set on its pages."""

    name: str
    pdf: bytes
    pages: list[list[Line]]


def set_handout(path: Path, edition: str, paper: str = "a4", look: str = "") -> Sample:
    """A handout of a workspace, laid out."""
    report = Report()
    workspace = Workspace(path.parent.parent)
    loaded = load_handout(Project(workspace), path, report)
    if loaded is None:
        raise ValueError([one.message for one in report])
    theme = load_theme(Workspace(ROOT), look, paper)
    keeps_space = is_written_on(root_properties(theme.print_css))  # as a build decides it
    book = select_edition(make_single_book(loaded.manuscript.handout, loaded.pictures), edition, keeps_space=keeps_space)
    layout = book_layout.lay_out(render_book(book, build_index(book), theme, Target.PRINT), report)
    pages = [list_lines(page) for page in layout.pages]
    return Sample(" ".join(filter(None, (path.stem, edition, paper, look))), layout.write(report), pages)


def list_shipped(editions: tuple[str, ...] = EDITIONS, paper: str = "a4", look: str = "") -> Iterator[Sample]:
    """The handouts of content/."""
    for path in sorted((ROOT / "content").glob("*.*")):
        if path.suffix in (".md", ".yaml") and path.stem != "book":
            for edition in editions:
                yield set_handout(path, edition, paper, look)


def list_generated(seeds: range) -> Iterator[Sample]:
    """Generated handouts, each on one of the papers in one of the editions, as tests/pages sets them."""
    papers = list_papers(Workspace(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        for seed, path in zip(seeds, write_generated(Path(folder), seeds), strict=True):
            yield set_handout(path, EDITIONS[seed // len(papers) % len(EDITIONS)], papers[seed % len(papers)])


def write_generated(workspace: Path, seeds: range) -> list[Path]:
    """Generated handouts as files of a workspace."""
    content = workspace / "content"
    (content / "pictures").mkdir(parents=True, exist_ok=True)
    for name, size in PICTURES.items():
        (content / "pictures" / name).write_text(draw_picture(*size), "utf-8")
    paths = [content / f"{seed}.md" for seed in seeds]
    for seed, path in zip(seeds, paths, strict=True):
        path.write_text(generate_handout(seed)[0], "utf-8")
    return paths
