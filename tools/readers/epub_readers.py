"""The programs that show or convert an EPUB: foliate-js, epub.js and calibre's TXT, AZW3 and DOCX."""

import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tools import node
from tools.readers.expected import FORMULA, Flow, Line, clean
from tools.readers.pdf_readers import SECONDS, has, run

HERE = Path(__file__).parent
XHTML = "{http://www.w3.org/1999/xhtml}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "body"
SPACES = re.compile(r"[ \n]+")
INLINE = frozenset(
    """a abbr b bdi br cite code data dfn em i kbd mark q rb rt rp ruby s small span strong sub sup time u wbr""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class EpubReader:
    """A program, and how it reads and searches an EPUB."""

    name: str
    read: Callable[[Path], str]
    """The text of the whole book."""
    find: Callable[[Path, Sequence[str]], list[int]] | None = None
    """How often each phrase is found; None if it has no search of its own."""
    present: Callable[[], bool] = lambda: True
    look: Callable[[Path, Sequence[str]], tuple[str, list[int]]] | None = None
    """Both at once, where that takes less time."""


def list_paragraphs(book: Path) -> list[Line]:
    """The paragraphs of a book in reading order, of what is not hidden."""
    found: list[Line] = []
    with zipfile.ZipFile(book) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        items = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        for ref in package.iter("{*}itemref"):
            body = etree.fromstring(archive.read(f"EPUB/{items[ref.get('idref')]}")).find(f"{XHTML}body")
            if body is not None:
                found += [
                    Line(text, Flow.TEXT, number, element=element)
                    for number, (element, text) in enumerate(_paragraphs(body), len(found))
                    if text
                ]
    return found


def _paragraphs(body: etree._Element) -> list[tuple[str, str]]:
    """The texts of the blocks of an element, which is what stands between the tags of blocks, each with the name of its element."""
    texts, elements = [""], [BODY]

    def add(text: str | None, *, is_code: bool) -> None:
        texts[-1] += clean(text or "") if is_code else SPACES.sub(" ", clean(text or ""))

    def begin(name: str) -> None:
        texts.append("")
        elements.append(name)

    def visit(element: etree._Element, around: str, *, is_code: bool = False) -> None:
        is_instead = element.get("class") == "linear"  # of a formula, which is counted already
        if not isinstance(element.tag, str) or element.get("hidden") is not None or is_instead:
            add(element.tail, is_code=is_code)
            return
        name = element.tag.removeprefix(XHTML)
        if "}" in name or name in ("img", "math", "svg"):
            add(FORMULA, is_code=is_code)
            add(element.tail, is_code=is_code)
            return
        is_block = name not in INLINE or name == "br"
        if is_block:
            begin(name)
        add(element.text, is_code=is_code or name == "pre")
        for child in element:
            visit(child, name if is_block else around, is_code=is_code or name == "pre")
        if is_block:
            begin(around)
        add(element.tail, is_code=is_code)

    visit(body, BODY)
    return [(element, text.strip()) for element, text in zip(elements, texts, strict=True)]


def _call_browser(book: Path, reader: str, phrases: Sequence[str]) -> dict[str, list[object]]:
    command = ["node", str(HERE / "read_epub.mjs"), str(book), node.browser(), reader]
    done = subprocess.run(
        command, input=json.dumps(phrases), cwd=node.install(), capture_output=True, text=True, timeout=SECONDS, check=True
    )
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def read_in_browser(reader: str) -> Callable[[Path], str]:
    """A function that reads a book with an engine that runs in a browser."""
    return lambda book: look_in_browser(reader)(book, ())[0]


def find_in_browser(reader: str) -> Callable[[Path, Sequence[str]], list[int]]:
    """A function that searches a book with such an engine."""
    return lambda book, phrases: look_in_browser(reader)(book, phrases)[1]


def look_in_browser(reader: str) -> Callable[[Path, Sequence[str]], tuple[str, list[int]]]:
    """A function that reads and searches a book with such an engine."""

    def look(book: Path, phrases: Sequence[str]) -> tuple[str, list[int]]:
        shown = _call_browser(book, reader, phrases)
        return "\n".join(map(str, shown["texts"])), [int(str(number)) for number in shown["found"]]

    return look


def convert(*formats: str) -> Callable[[Path], str]:
    """A function that converts a book with calibre to these formats, one after the other, and reads the last one."""

    def read(book: Path) -> str:
        with tempfile.TemporaryDirectory() as folder:
            source = book
            for name in formats:
                target = Path(folder) / f"book.{name}"
                run("ebook-convert", source, target)
                source = target
            return _read_word(source) if source.suffix == ".docx" else source.read_text("utf-8")

    return read


def _read_word(path: Path) -> str:
    """The paragraphs of a Word file."""
    with zipfile.ZipFile(path) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    marks = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": "\t"}
    wanted = (f"{WORD}t", *marks)
    return "\n".join(
        "".join(marks.get(str(part.tag), part.text or "") for part in paragraph.iter(*wanted)) for paragraph in document.iter(f"{WORD}p")
    )


EPUB_READERS = (
    EpubReader("foliate-js", read_in_browser("foliate"), find_in_browser("foliate"), has("node"), look_in_browser("foliate")),
    EpubReader("epub.js", read_in_browser("epubjs"), find_in_browser("epubjs"), has("node"), look_in_browser("epubjs")),
    EpubReader("calibre-txt", convert("txt"), None, has("ebook-convert")),
    EpubReader("calibre-azw3", convert("azw3", "txt"), None, has("ebook-convert")),
    EpubReader("calibre-docx", convert("docx"), None, has("ebook-convert")),
)
