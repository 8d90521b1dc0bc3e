"""Helpers of tests: run the real command, read a text, render it, extract the text of output files."""

import contextlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from jiangyi.build.load import LoadedHandout, load_handout
from jiangyi.checks.registry import run_checks
from jiangyi.core import Session, active_session
from jiangyi.core.diagnostics import Diagnostic, Report
from jiangyi.core.source import decode_source
from jiangyi.model.books import make_single_book
from jiangyi.model.document import Book
from jiangyi.model.manuscript import Manuscript
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project import fonts
from jiangyi.project.project import Project
from jiangyi.project.workspace import Workspace
from jiangyi.readers.registry import read
from jiangyi.render.book import render_book
from jiangyi.render.rendered_book import RenderedBook
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme

ROOT = Path(__file__).parent.parent
HANDOUTS = ("创新基层治理", "讲义写法示例", "study-notes")
OUTPUTS = (*HANDOUTS, "合集")
BUILT = ("output", "build", "dist")
XHTML = "{http://www.w3.org/1999/xhtml}"


def sources() -> list[Path]:
    """The project's own files, without what was installed or built; a new machine may have no git."""
    top = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in BUILT] + [ROOT / ".ci"]
    found = (inner for path in top for inner in ([path] if path.is_file() else path.rglob("*")))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def run(*arguments: object, cwd: Path = ROOT, **options: object) -> subprocess.CompletedProcess[str]:
    """The real command, as a user types it."""
    command = [sys.executable, str(ROOT / "compile.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, **options)  # type: ignore[call-overload, no-any-return]


def invoke(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command in this process, with one job and a session of its own: quicker than `run`, for tests that are not about processes."""
    from click.testing import CliRunner

    from jiangyi.cli import app

    words = [*map(str, arguments)]
    if words[:1] == ["build"] and "--jobs" not in words:
        words += ["--jobs", "1"]
    with contextlib.chdir(cwd), session_with_fonts().activate():
        result = CliRunner().invoke(app, words, prog_name="jiangyi")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(words, result.exit_code, result.stdout, result.stderr)


def session_with_fonts() -> Session:
    """A new session with the installed fonts already listed, because listing and opening them takes longer than a small build."""
    session, active = Session(), active_session()
    assert active
    fonts.find_coverage()
    fonts.digest_fonts()
    fonts.font_configuration()
    for owner, results in active._stores.items():
        if getattr(owner, "__module__", "") == fonts.__name__:
            for key, result in results.items():
                session.record(owner, key, result, None)
    return session


def manuscript(text: str, name: str = "例.md") -> tuple[Manuscript | None, Report]:
    """A text as a handout, read and checked, with all diagnostics."""
    report = Report()
    source = decode_source(name, text.encode(), report)
    found = read(source, report) if source else None
    if found:
        run_checks(found, report)
    return found, report


def book(text: str, name: str = "例.md") -> Book:
    """A text, free of errors, as a book of one handout."""
    found, report = manuscript(text, name)
    assert found, [short(d) for d in report]
    assert not report.has_errors, [short(d) for d in report]
    return make_single_book(found.handout, {})


def page(text: str, target: str, name: str = "例.md") -> RenderedBook:
    """A text rendered for a target."""
    whole = select_edition(book(text, name), keeps_space=target == "print")
    return render_book(whole, build_index(whole), load_theme(Workspace(ROOT)), Target(target))


def pdf_of(text: str, *, paper: str = "a4", look: str = "", more: str = "") -> bytes:
    """A text as a PDF on a paper, in a theme, with additional style rules; fails if there are diagnostics."""
    from jiangyi.writers.pdf import book_layout

    whole, report = book(text), Report()
    data = book_layout.write_rendered(
        render_book(whole, build_index(whole), load_theme(Workspace(ROOT), look, paper, more), Target.PRINT), report
    ).data
    assert not report.diagnostics, [short(d) for d in report]
    return data


def short(diagnostic: Diagnostic) -> str:
    """A diagnostic in a line."""
    return f"{diagnostic.severity.value}[{diagnostic.code}] {diagnostic.span}: {diagnostic.message}"


def load(path: Path) -> LoadedHandout:
    """A handout of a workspace."""
    report = Report()
    handout = load_handout(Project(Workspace(path.parent.parent)), path, report)
    assert handout, [short(d) for d in report]
    return handout


def drop_memos() -> None:
    """Let the tests' session compute everything again, as after a change of the machine."""
    session = active_session()
    assert session
    session.clear()


def strip_spaces(text: str) -> str:
    """A text without any white space: unchanged by line and page breaks."""
    return re.sub(r"\s", "", text)


def pdf_text(path: Path) -> list[str]:
    """The text of each page, in the order it is drawn."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [sheet.get_text() for sheet in document]


PAPER = (595.28, 841.89)
"""A4 in points."""
HEAD, FOOT = 25 / 25.4 * 72, 24 / 25.4 * 72
"""The margins that hold the running heads and the folios, in points."""


def body_text(path: Path) -> list[str]:
    """The text of each page between running head and folio."""
    import pymupdf

    area = pymupdf.Rect(0, HEAD - 3, PAPER[0], PAPER[1] - FOOT + 20)
    with pymupdf.open(path) as document:
        return [sheet.get_text(clip=area) for sheet in document]


def epub_texts(path: Path) -> dict[str, str]:
    """The words of each document of an EPUB, in the order of the spine."""
    texts = {}
    with zipfile.ZipFile(path) as archive:
        for name in spine(archive):
            body = ElementTree.fromstring(archive.read(name)).find(f"{XHTML}body")
            assert body is not None
            texts[name] = "".join(body.itertext())
    return texts


def spine(archive: zipfile.ZipFile) -> list[str]:
    """The names of the documents of an EPUB, in reading order."""
    opf = "{http://www.idpf.org/2007/opf}"
    package = ElementTree.fromstring(archive.read("EPUB/content.opf"))
    items = {item.get("id"): item.get("href") for item in package.iter(f"{opf}item")}
    return [f"EPUB/{items[ref.get('idref')]}" for ref in package.iter(f"{opf}itemref")]
