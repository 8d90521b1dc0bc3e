"""Read handouts with every reader: a table of faults and of phrases that are not found; `--help` names the options.

python -m tools.readers                                     all readers over the shipped and 50 generated handouts
python -m tools.readers --reader mupdf --seeds 3 -v         one reader, one generated handout, every fault
python -m tools.readers --paper a5 --edition cloze -v FILE  a handout of a content folder
python -m tools.readers --write                             everything, and docs/content/readers.md with the table
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jiangyi.core import Session
from tools.readers.epub_readers import EPUB_READERS
from tools.readers.matrix import build_books, tally_books, tally_pdfs
from tools.readers.page import write_pages
from tools.readers.pdf_readers import PDF_READERS
from tools.readers.samples import EDITIONS, ROOT, Sample, list_generated, list_shipped, set_handout, write_generated

GENERATED = 50
BOOKS = 5
"""One in so many generated handouts is made into an EPUB: calibre takes seconds for each."""


def main() -> None:
    """Print the table."""
    options = parse()
    say = print if options.verbose else ignore
    wanted = [reader for reader in (*PDF_READERS, *EPUB_READERS) if not options.reader or reader.name in options.reader]
    missing = [reader.name for reader in wanted if not reader.present()]
    pdf_readers = [reader for reader in PDF_READERS if reader in wanted and reader.name not in missing]
    epub_readers = [reader for reader in EPUB_READERS if reader in wanted and reader.name not in missing]
    with Session().activate(), tempfile.TemporaryDirectory() as folder:
        tallies = tally_pdfs(pdf_readers, list_samples(options), Path(folder), say) if pdf_readers else {}
        if epub_readers:
            tallies |= tally_books(epub_readers, list_books(options, Path(folder)), say)
    for name, tally in tallies.items():
        print(f"{name:15}", tally)
    if missing:
        print("not installed:", ", ".join(missing))
    if options.write:
        write_pages(tallies, options.edition or EDITIONS, 0 if options.shipped else options.generated)


def ignore(_text: str) -> None:
    """Say nothing."""


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--reader", action="append", choices=[reader.name for reader in (*PDF_READERS, *EPUB_READERS)])
    parser.add_argument("--edition", action="append", choices=EDITIONS)
    parser.add_argument("--paper", default="a4")
    parser.add_argument("--theme", default="")
    parser.add_argument("--seeds", help="a number, or the first and last one: 0-9; only these generated handouts")
    parser.add_argument("--generated", type=int, default=GENERATED, help="how many generated handouts beside those of content/")
    parser.add_argument("--shipped", action="store_true", help="only the handouts of content/")
    parser.add_argument("--write", action="store_true", help="write docs/content/readers.md")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every fault")
    return parser.parse_args()


def list_samples(options: argparse.Namespace) -> Iterator[Sample]:
    """The handouts that were asked for, as PDFs."""
    editions = tuple(options.edition or EDITIONS)
    for path in options.files:
        yield from (set_handout(path.resolve(), edition, options.paper, options.theme) for edition in editions)
    if options.seeds:
        yield from list_generated(parse_seeds(options.seeds))
    elif not options.files:
        yield from list_shipped(editions, options.paper, options.theme)
        if not options.shipped:
            yield from list_generated(range(options.generated))


def list_books(options: argparse.Namespace, folder: Path) -> Iterator[Path]:
    """The handouts that were asked for, as EPUBs."""
    workspace = folder / "books"
    if options.files:
        (workspace / "content").mkdir(parents=True)
        for path in options.files:
            shutil.copy(path, workspace / "content")
    elif options.seeds:
        write_generated(workspace, parse_seeds(options.seeds))
    else:
        shutil.copytree(ROOT / "content", workspace / "content")
        if not options.shipped:
            write_generated(workspace, range(0, options.generated, BOOKS))
    for edition in options.edition or ("teacher",):
        yield from build_books(workspace, edition)
        shutil.rmtree(workspace / "output")


def parse_seeds(text: str) -> range:
    """The numbers of generated handouts: `3` or `0-9`."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
