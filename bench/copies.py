"""Measure personal copies of the collected book of this project, on one core and with the disk; compare with pikepdf.

`python -m bench.copies [COPIES] [FOLDER]` prints seconds and ratios; below 1 is faster. The peer opens the finished PDF, adds a content
stream to every page, and saves it, which is the usual way. The copies are written to a folder, by default a temporary one.
"""

import io
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pikepdf

from jiangyi.copies.mark import CopyMark
from jiangyi.copies.pdf_base import PdfBase
from jiangyi.copies.pdf_slots import add_slots
from jiangyi.core import Session
from jiangyi.project.workspace import PACKAGE, Workspace
from jiangyi.theme.themes import load_theme
from tests.support import run

COPIES = 10_000
PEER_COPIES = 20
PER_FOLDER = 1000
NAMES = (7, 400), (11, 1500), (13, 1500)
"""The step and the number of characters at each place of a name."""


def main() -> None:
    """Print what is made, then the seconds and the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    with tempfile.TemporaryDirectory() as made:
        root, target = Path(made), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made) / "copies"
        shutil.copytree(PACKAGE.parent / "content", root / "content")
        run("build", "--to", "pdf", "--workspace", root)
        book = max((root / "output").glob("*.pdf"), key=lambda path: path.stat().st_size)
        data = book.read_bytes()
        with Session().activate():
            ours, busy, prepared = measure_copies(data, count, target)
        peer = measure_peer(data, target)
    each = ours / count
    print(f"{book.name}: {len(data) / 1000:.0f} kB; slots {prepared * 1000:.0f} ms")
    print(f"{count} copies with disk: {ours:.1f} s ({busy:.1f} s of the processor), {each * 1000:.2f} ms each")
    print(f"pikepdf: {peer * 1000:.2f} ms each, ratio {each / peer:.3f}")


def measure_copies(data: bytes, count: int, folder: Path) -> tuple[float, float, float]:
    """The seconds of as many copies, those of the processor among them, and those of the base that is made once."""
    css = load_theme(Workspace(PACKAGE.parent)).print_css
    start = time.perf_counter()
    base = PdfBase(add_slots(data, css))
    prepared = time.perf_counter() - start
    folder.mkdir(parents=True, exist_ok=True)
    start, busy = time.perf_counter(), time.process_time()
    for number in range(count):
        place = folder / str(number // PER_FOLDER)
        place.mkdir(exist_ok=True)
        name = "".join(chr(0x4E00 + number * step % kinds) for step, kinds in NAMES)
        (place / f"{number:05}.pdf").write_bytes(base.shared + base.complete(CopyMark(name, f"{number:05}", "周三班")))
    return time.perf_counter() - start, time.process_time() - busy, prepared


def measure_peer(data: bytes, folder: Path) -> float:
    """The seconds of a copy by pikepdf."""
    start = time.perf_counter()
    for number in range(PEER_COPIES):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                page.contents_add(b"q 1 0 0 1 20 20 cm 0 0 9 9 re f Q")
            pdf.save(folder / f"peer-{number}.pdf")
    return (time.perf_counter() - start) / PEER_COPIES


if __name__ == "__main__":
    main()
