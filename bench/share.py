"""A share of a thousand handouts: what it takes beyond the build, and the size of its search index.

`python -m bench.share [COUNT]`. The built files are copies of the shipped ones, each changed by a few bytes, with cards of their own; so
only the work of the share is measured: digests, catalogue, web pages, feeds, and the folder. The peer copies the same files.
Seconds are those of the processor, so that other programs do not count.
"""

import shutil
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from bench.check import sentences
from bench.support.table import Row, print_rows
from jiangyi.build import open_store
from jiangyi.core import Session
from jiangyi.project import Workspace
from jiangyi.share import (
    BuiltVolume,
    Catalogue,
    Content,
    Ledger,
    compose_catalogue,
    list_site_files,
    lock_folder,
    read_ledger,
    update_folder,
)
from jiangyi.share.built_volumes import BuiltFile
from jiangyi.store import digest_bytes
from jiangyi.writers import Card, available_writers, convert_to_ascii, get_pair_filter

SIZES = {"pdf": 90_000, "epub": 60_000, "html": 70_000, "jpg": 40_000}
"""Bytes of a handout of four pages in each format, and of its cover."""
CHARACTERS = 2_500
"""Of text in a handout."""
TITLES = ("创新基层治理", "社区食堂", "乡村振兴", "数字政府", "公共文化")


def main() -> None:
    """Print a row for each kind of work."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print_rows(partial(rows, count=count))


def rows(root: Path, count: int) -> Iterator[Row]:
    """The first share, one with nothing to do, and one after an edit."""
    volumes = make_volumes(root / "built", count)
    start = time.process_time()
    shutil.copytree(root / "built", root / "copy")
    copied = time.process_time() - start
    place = Workspace(root)
    with Session().activate():
        open_store(place)
        for volume in volumes:  # as the build of a card does
            get_pair_filter(volume.card.text)
    plain = publish(Workspace(root), volumes, "plain", "")
    yield Row(f"{count} handouts for the first time, beyond the build", plain, "s", copied, "copying the files", "≤ 1 s")
    first = publish(place, volumes)
    yield Row("the same with an address, and so with QR codes", first, "s", copied, "copying the files")
    yield Row("the same with nothing to do", publish(place, volumes), "s", copied, "copying the files", "≤ 1 s")
    edited = volumes[count // 2]
    edited.files[0].path.unlink()
    volumes[count // 2] = make_volume(root / "built", count // 2, text="改过了。")
    yield Row("the same after an edit", publish(place, volumes), "s", copied, "copying the files", "≤ 1 s")
    index = (root / "share" / "site" / "search.js").stat().st_size / 1e6
    yield Row("the search index", index, "MB", target="≤ 1 MB")


def publish(place: Workspace, volumes: list[BuiltVolume], name: str = "share", address: str = "https://example.org/") -> float:
    """Bring the share up to date as a new process does; the seconds that it took."""
    start, folder = time.process_time(), place.root / name
    ledger = read_ledger(folder)
    with Session().activate(), lock_folder(folder, ledger):
        open_store(place)
        known = ledger or Ledger()
        assembly = compose_catalogue(Catalogue("讲义", address), volumes, (), known)
        pages = {path: Content.of(data) for path, data in list_site_files(assembly.catalogue, place).items()}
        update_folder(folder, {**assembly.contents, **pages}, known, assembly.ledger)
    return time.process_time() - start


def make_volumes(folder: Path, count: int) -> list[BuiltVolume]:
    """The volumes of a build of handouts that differ."""
    folder.mkdir()
    return [make_volume(folder, number) for number in range(count)]


def make_volume(folder: Path, number: int, text: str = "") -> BuiltVolume:
    """The volume of a handout with its files."""
    stem, stock = f"{TITLES[number % len(TITLES)]}第{number}讲", sentences()
    words = "".join(stock[(number * 7 + step) % len(stock)] + str(number) for step in range(CHARACTERS // 40))[:CHARACTERS]
    card = Card(
        id=f"urn:uuid:{number}",
        name=stem,
        roman=convert_to_ascii(stem),
        title=stem,
        subtitle="",
        authors=("张三",),
        series="省考上岸",
        issue=f"第 {number} 期",
        subject="申论",
        tags=("热点", f"标签{number % 50}"),
        date="2026年11月",
        published="2026-11",
        lang="zh-Hans",
        summary=words[:80],
        edition="",
        edition_label="",
        paper="a4",
        is_book=False,
        has_links=False,
        headings=tuple(words[at : at + 12] for at in range(0, 120, 12)),
        text=text + words,
    )
    made = []
    for name, writer in available_writers().items():
        if name in SIZES:
            data = f"{number} {name} {text} ".encode().ljust(SIZES[name], b".")
            path = folder / f"{stem}{writer.suffix}"
            path.write_bytes(data)
            pages = 4 if writer.has_pages else 0
            made.append(BuiltFile(path, writer, len(data), pages, digest_bytes(data)))
    place = folder / f"{stem}.card"
    place.write_bytes(msgspec.json.encode(card))
    return BuiltVolume(stem, card, place, tuple(made))


if __name__ == "__main__":
    main()
