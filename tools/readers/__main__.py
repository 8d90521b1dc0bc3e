"""Read handouts with every reader: a table of faults and of phrases that are not found; `--help` names the options.

python -m tools.readers                                     all readers over the shipped and 50 generated handouts
python -m tools.readers --reader mupdf --seeds 3 -v         one reader, one generated handout, every fault
python -m tools.readers --paper a5 --edition cloze -v FILE  a handout of a content folder
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jiangyi.core import Session
from tools.readers.comparison import Fault, find_faults
from tools.readers.pdf_readers import PDF_READERS, PdfReader
from tools.readers.phrases import Phrase, choose_crossing, choose_phrases
from tools.readers.samples import EDITIONS, Sample, list_generated, list_shipped, set_handout

GENERATED = 50
PHRASES, CROSSING = 40, 15
"""Phrases per handout."""


def main() -> None:
    """Print the table."""
    options = parse()
    readers = [reader for reader in PDF_READERS if (not options.reader or reader.name in options.reader) and reader.present()]
    faults: dict[str, Counter[str]] = {reader.name: Counter() for reader in readers}
    with Session().activate(), tempfile.TemporaryDirectory() as folder:
        for sample in list_samples(options):
            path = Path(folder) / "sample.pdf"
            path.write_bytes(sample.pdf)
            for reader in readers:
                for page, fault in read_faults(reader, path, sample):
                    faults[reader.name][fault.kind] += 1
                    if options.verbose:
                        print(f"{sample.name} {reader.name} page {page}: {fault}")
                for phrase in unfound(reader, path, sample):
                    faults[reader.name][f"unfound {phrase.kind}"] += 1
                    if options.verbose:
                        print(f"{sample.name} {reader.name} not found ({phrase.kind}): {phrase.text}")
            print(sample.name, {name: sum(found.values()) for name, found in faults.items()}, flush=True)
    for name, found in faults.items():
        print(f"{name:15}", ", ".join(f"{kind} {number}" for kind, number in sorted(found.items())) or "nothing wrong")


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--reader", action="append", choices=[reader.name for reader in PDF_READERS])
    parser.add_argument("--edition", action="append", choices=EDITIONS)
    parser.add_argument("--paper", default="a4")
    parser.add_argument("--theme", default="")
    parser.add_argument("--seeds", help="a number, or the first and last one: 0-9; only these generated handouts")
    parser.add_argument("--shipped", action="store_true", help="only the handouts of content/")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every fault")
    return parser.parse_args()


def list_samples(options: argparse.Namespace) -> Iterator[Sample]:
    """The handouts that were asked for."""
    editions = tuple(options.edition or EDITIONS)
    for path in options.files:
        yield from (set_handout(path.resolve(), edition, options.paper, options.theme) for edition in editions)
    if options.seeds:
        first, _, last = options.seeds.partition("-")
        yield from list_generated(range(int(first), int(last or first) + 1))
    elif not options.files:
        yield from list_shipped(editions, options.paper, options.theme)
        if not options.shipped:
            yield from list_generated(range(GENERATED))


def read_faults(reader: PdfReader, path: Path, sample: Sample) -> Iterator[tuple[int, Fault]]:
    """The faults of a reader's text, with the numbers of their pages."""
    for number, (lines, text) in enumerate(zip(sample.pages, reader.read(path), strict=True), 1):
        yield from ((number, fault) for fault in find_faults(lines, text, ordered=reader.ordered))


def unfound(reader: PdfReader, path: Path, sample: Sample) -> list[Phrase]:
    """The phrases that a reader does not find."""
    if reader.find is None:
        return []
    phrases = choose_phrases(sample.pages, PHRASES)
    if reader.name in ("pdf.js", "pdfium"):
        phrases += choose_crossing(sample.pages, CROSSING)
    found = reader.find(path, [phrase.text for phrase in phrases])
    return [phrase for phrase, times in zip(phrases, found, strict=True) if not times]


if __name__ == "__main__":
    main()
