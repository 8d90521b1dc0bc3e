"""The volumes of a finished build: texts and answer booklets, each with its card and its files in every format.

The cards tell which book, edition and paper a file belongs to, so nothing is guessed from names.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jiangyi.build import BuildRequest, BuildResult
from jiangyi.core import READ, explain_system_errors
from jiangyi.model import EDITION_WORDS
from jiangyi.passes import ALL_EDITIONS, KEY_ID
from jiangyi.theme import DEFAULT_PAPER
from jiangyi.writers import Card, CardWriter, Writer, available_writers


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file of a volume."""

    path: Path
    writer: Writer
    size: int
    pages: int = 0
    digest: str = ""
    """The first half of its SHA-256 as the build knows it."""


@dataclass(frozen=True, slots=True)
class BuiltVolume:
    """A text or an answer booklet in one edition and on one paper."""

    stem: str
    """The name of the output files of its book, without edition, paper and suffix."""
    card: Card
    place: Path
    """Of the card."""
    files: tuple[BuiltFile, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Of all its files and its card."""
        return (self.place, *(file.path for file in self.files))


def list_volumes(request: BuildRequest, result: BuildResult) -> Iterator[BuiltVolume]:
    """The volumes of a build that made cards, in its order."""
    made = ((one, writer) for one in result.artifacts for writer in _writer_of(one.path))
    files = (BuiltFile(one.path, writer, one.size, one.pages, one.state.digest) for one, writer in made)
    yield from _group(request, files)


def find_earlier_volumes(request: BuildRequest, folder: Path, stems: Sequence[str]) -> Iterator[BuiltVolume]:
    """The volumes of some books that are requested, as an earlier build left them in its folder; their pages are not known."""
    starts = tuple(f"{stem}." for stem in stems)
    if not starts or not folder.is_dir():
        return
    editions = {EDITION_WORDS.find(name) or name for name in request.editions}
    found = sorted(path for path in folder.iterdir() if path.name.startswith(starts) and path.is_file())
    files = (BuiltFile(path, writer, path.stat().st_size) for path in found for writer in _writer_of(path))
    order = [writer.name for writer in available_writers().values()]
    asked = (file for file in files if file.writer.name in request.formats)
    for volume in _group(request, sorted(asked, key=lambda file: order.index(file.writer.name))):
        text = volume.card.edition.removesuffix(KEY_ID).rstrip(".")
        if volume.stem in stems and (ALL_EDITIONS in editions or not editions.isdisjoint((text, volume.card.edition))):
            yield volume


def _writer_of(path: Path) -> Sequence[Writer]:
    """The writer of a file, by its ending."""
    found = [writer for writer in available_writers().values() if path.name.endswith(writer.suffix)]
    return [max(found, key=lambda writer: len(writer.suffix))] if found else []


def _group(request: BuildRequest, files: Iterable[BuiltFile]) -> Iterator[BuiltVolume]:
    """Volumes with the files beside their cards."""
    groups: dict[Path, list[BuiltFile]] = {}
    for file in files:
        groups.setdefault(file.path.with_name(file.path.name.removesuffix(file.writer.suffix)), []).append(file)
    for base, members in groups.items():
        cards = [file for file in members if isinstance(file.writer, CardWriter)]
        card = _read_card(cards[0].path) if cards else None
        if card and card.paper == request.paper:
            others = tuple(file for file in members if file.writer is not cards[0].writer)
            yield BuiltVolume(base.name.removesuffix(_list_parts(request, card)), card, cards[0].path, others)


def _list_parts(request: BuildRequest, card: Card) -> str:
    """What the name of a volume has behind its stem: edition, paper and theme as in `build.plan`."""
    parts = (card.edition, card.paper * (card.paper != DEFAULT_PAPER), request.theme)
    return "".join(f".{part}" for part in parts if part)


def _read_card(path: Path) -> Card | None:
    """The card in a file; None where it is damaged."""
    with explain_system_errors(READ, path):
        data = path.read_bytes()
    try:
        return msgspec.json.decode(data, type=Card)
    except (msgspec.MsgspecError, UnicodeError):
        return None
