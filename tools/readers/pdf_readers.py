"""The programs that extract text from a PDF and search it: Poppler, MuPDF, PDFium, pdf.js and Ghostscript."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pypdfium2

from tools import node
from tools.setup import SYSTEM_PYTHON, has_poppler_search

HERE = Path(__file__).parent
SECONDS = 300


@dataclass(frozen=True)
class PdfReader:
    """A program, and how it reads and searches a PDF."""

    name: str
    read: Callable[[Path], list[str]]
    """The text of each page."""
    find: Callable[[Path, Sequence[str]], list[int]] | None = None
    """How often each phrase is found by the program's own search; None if it has none."""
    present: Callable[[], bool] = lambda: True
    look: Callable[[Path, Sequence[str]], tuple[list[str], list[int]]] | None = None
    """Both at once, where that is quicker."""
    ordered: bool = True
    """Whether it keeps the order of the text, not that of the page from top to bottom."""


def run(*command: object) -> str:
    """What a program prints. Raises subprocess.CalledProcessError if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout


def _pages(text: str) -> list[str]:
    *pages, after = text.split("\f")
    return [*pages, after] if after.strip() else pages


def read_poppler(*options: str) -> Callable[[Path], list[str]]:
    """A function that reads a PDF by `pdftotext` with these options."""
    return lambda path: _pages(run("pdftotext", *options, path, "-"))


def find_poppler(path: Path, phrases: Sequence[str]) -> list[int]:
    """The search of Evince and other programs of GNOME."""
    done = subprocess.run(
        [SYSTEM_PYTHON, str(HERE / "find_poppler.py"), str(path)],
        input=json.dumps(phrases), capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    found: list[int] = json.loads(done.stdout)
    return found


def read_mupdf(path: Path) -> list[str]:
    """MuPDF as a library, of the newest version."""
    with pymupdf.open(path) as document:
        return [page.get_text(sort=False) for page in document]


def find_mupdf(path: Path, phrases: Sequence[str]) -> list[int]:
    """The search of MuPDF."""
    with pymupdf.open(path) as document:
        pages = list(document)
        texts = [page.get_textpage() for page in pages]
        return [sum(len(page.search_for(phrase, textpage=text)) for page, text in zip(pages, texts, strict=True)) for phrase in phrases]


def read_mutool(path: Path) -> list[str]:
    """MuPDF's own program, of Debian's version."""
    return _pages(run("mutool", "draw", "-q", "-F", "txt", path))


def read_pdfium(path: Path) -> list[str]:
    """PDFium, the reader of Chrome and Edge."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def find_pdfium(path: Path, phrases: Sequence[str]) -> list[int]:
    """The search of PDFium."""
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage() for page in document]
        return [sum(_count(text.search(phrase)) for text in texts) for phrase in phrases]


def _count(search: pypdfium2.PdfTextSearcher) -> int:
    number = 0
    while search.get_next():
        number += 1
    return number


def _call_pdfjs(path: Path, phrases: Sequence[str]) -> dict[str, list[object]]:
    done = subprocess.run(
        ["node", str(HERE / "read_pdf.mjs"), str(path)],
        input=json.dumps(phrases), cwd=node.install(), capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def look_pdfjs(path: Path, phrases: Sequence[str]) -> tuple[list[str], list[int]]:
    """The text of each page, and how often pdf.js finds each phrase."""
    seen = _call_pdfjs(path, phrases)
    return list(map(str, seen["pages"])), [int(str(number)) for number in seen["found"]]


def read_pdfjs(path: Path) -> list[str]:
    """pdf.js, the reader of Firefox: the text of its text layer, which is copied."""
    return look_pdfjs(path, ())[0]


def find_pdfjs(path: Path, phrases: Sequence[str]) -> list[int]:
    """The find bar of pdf.js."""
    return look_pdfjs(path, phrases)[1]


def read_ghostscript(path: Path) -> list[str]:
    """Ghostscript's text device."""
    with tempfile.TemporaryDirectory() as folder:
        run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=txtwrite", f"-sOutputFile={folder}/%06d.txt", path)
        return [page.read_text("utf-8") for page in sorted(Path(folder).iterdir())]


def has(*programs: str) -> Callable[[], bool]:
    """A function that is true if all the programs are installed."""
    return lambda: all(map(shutil.which, programs))


PDF_READERS = (
    PdfReader("poppler", read_poppler(), find_poppler, lambda: has("pdftotext")() and has_poppler_search()),
    PdfReader("poppler-raw", read_poppler("-raw"), None, has("pdftotext")),
    PdfReader("poppler-layout", read_poppler("-layout"), None, has("pdftotext"), ordered=False),
    PdfReader("mupdf", read_mupdf, find_mupdf),
    PdfReader("mutool", read_mutool, None, has("mutool")),
    PdfReader("pdf.js", read_pdfjs, find_pdfjs, has("node"), look_pdfjs),
    PdfReader("pdfium", read_pdfium, find_pdfium),
    PdfReader("ghostscript", read_ghostscript, None, has("gs"), ordered=False),
)
