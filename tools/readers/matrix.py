"""Try readers with handouts: how many lines each shows right, how many phrases it finds."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.readers.comparison import Fault, Kind, find_faults
from tools.readers.epub_readers import EpubReader, list_paragraphs
from tools.readers.expected import FORMULA, Line
from tools.readers.known_limits import find_limit
from tools.readers.pdf_readers import PdfReader
from tools.readers.phrases import Phrase, choose_crossing, choose_phrases
from tools.readers.samples import ROOT, Sample

ACROSS_LINES = frozenset({"pdf.js", "pdfium"})
"""The readers whose search goes on in the next line."""
PHRASES, CROSSING = 3, 4
"""Phrases of each kind, and across line ends, of each handout."""


@dataclass
class Tally:
    """What a reader made of the handouts."""

    lines: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    known: int = 0
    """Faults that a known limit explains."""
    asked: Counter[str] = field(default_factory=Counter)
    """The phrases by kind."""
    unfound: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        missed = {f"unfound {kind}": number for kind, number in self.unfound.items()}
        found = ", ".join(f"{kind} {number}" for kind, number in sorted({**self.faults, **missed}.items()))
        return f"{self.lines} lines, {self.asked.total()} phrases: {found or 'nothing wrong'}; {self.known} known"


Say = Callable[[str], None]


def read_pages(reader: PdfReader, path: Path, sample: Sample, tally: Tally, say: Say) -> None:
    """Add what a reader makes of the pages of a PDF."""
    phrases = choose_phrases(sample.pages, PHRASES) if reader.find else []
    if reader.name in ACROSS_LINES:
        phrases += choose_crossing(sample.pages, CROSSING)
    words = [phrase.text for phrase in phrases]
    if reader.look:
        texts, times = reader.look(path, words)
    else:
        texts, times = reader.read(path), reader.find(path, words) if reader.find else []
    for number, (lines, text) in enumerate(zip(sample.pages, texts, strict=True), 1):
        _compare(reader.name, f"{sample.name} page {number}", lines, text, tally, say)
    _count(reader.name, sample.name, phrases, times, tally, say)


def read_book(reader: EpubReader, path: Path, tally: Tally, say: Say) -> None:
    """Add what a reader makes of an EPUB."""
    lines = list_paragraphs(path)
    phrases = choose_phrases([lines], PHRASES) if reader.find else []
    words = [phrase.text for phrase in phrases]
    if reader.look:
        text, times = reader.look(path, words)
    else:
        text, times = reader.read(path), reader.find(path, words) if reader.find else []
    _compare(reader.name, path.stem, lines, text, tally, say)
    _count(reader.name, path.stem, phrases, times, tally, say)


def _compare(name: str, where: str, lines: Sequence[Line], text: str, tally: Tally, say: Say) -> None:
    tally.lines += sum(bool(line.text.strip(FORMULA)) for line in lines)
    for fault in find_faults(lines, text):
        if find_limit(name, fault):
            tally.known += 1
        else:
            tally.faults[fault.kind] += 1
            say(f"{where} {name}: {fault}")


def _count(name: str, where: str, phrases: Sequence[Phrase], times: Sequence[int], tally: Tally, say: Say) -> None:
    """Add how often each phrase is found; one that a known limit keeps from being found is not asked for."""
    for phrase, found in zip(phrases, times, strict=True):
        if not found and find_limit(name, Fault(Kind.UNFOUND, phrase.shown)):
            tally.known += 1
            continue
        tally.asked[phrase.kind] += 1
        if not found:
            tally.unfound[phrase.kind] += 1
            say(f"{where} {name} does not find ({phrase.kind}) {phrase.shown}")


def tally_pdfs(readers: Sequence[PdfReader], samples: Iterable[Sample], folder: Path, say: Say) -> dict[str, Tally]:
    """What each reader makes of the PDFs."""
    tallies = {reader.name: Tally() for reader in readers}
    for sample in samples:
        path = folder / "sample.pdf"
        path.write_bytes(sample.pdf)
        for reader in readers:
            read_pages(reader, path, sample, tallies[reader.name], say)
    return tallies


def tally_books(readers: Sequence[EpubReader], books: Iterable[Path], say: Say) -> dict[str, Tally]:
    """What each reader makes of the EPUBs."""
    tallies = {reader.name: Tally() for reader in readers}
    for book in books:
        for reader in readers:
            read_book(reader, book, tallies[reader.name], say)
    return tallies


def build_books(workspace: Path, edition: str) -> Iterator[Path]:
    """The EPUBs of a workspace."""
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--to", "epub", "--edition", edition, "--workspace", str(workspace)]
    subprocess.run(command, check=True, capture_output=True)
    yield from sorted((workspace / "output").glob("*.epub"))
