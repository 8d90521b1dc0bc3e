"""Make the catalogue of what was built, with the ledger as it will be: slugs, addresses, digests, covers, times."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import msgspec

from jiangyi.model import to_anchor
from jiangyi.share.built_volumes import BuiltFile, BuiltVolume
from jiangyi.share.catalogue import Catalogue, Publication, SharedFile
from jiangyi.share.handout_links import WEB_PAGE, PageTable, fill_links
from jiangyi.share.ledger import START, FileRow, Ledger, PublicationRow, advance_time, date_version, format_time, read_date
from jiangyi.share.slugs import make_unique_slug, transliterate_name
from jiangyi.theme import DEFAULT_PAPER
from jiangyi.writers import CoverWriter, Writer

HANDOUTS, COVERS = "handouts", "covers"
"""The folders of the files, and of the covers."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file that is to be in the folder, and what is recorded of it."""

    row: FileRow
    read: Callable[[], bytes]
    built: BuiltFile | None = None
    """The file itself, where it is one of the build."""

    @classmethod
    def of(cls, data: bytes) -> "Content":
        """Some bytes."""
        return cls(FileRow(hashlib.sha256(data).hexdigest(), len(data)), lambda: data)


@dataclass(frozen=True)
class Assembly:
    """A catalogue, the bytes of its files by path, and the ledger without them."""

    catalogue: Catalogue
    contents: Mapping[str, Content]
    ledger: Ledger


@dataclass
class _Assembler:
    """What is known while publications are put together."""

    ledger: Ledger
    latest: str
    """The time of what has no date and was not known."""
    slugs: set[str]
    """Those that are taken."""
    contents: dict[str, Content] = field(default_factory=dict)
    rows: dict[str, PublicationRow] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    chosen: dict[str, str] = field(default_factory=dict)
    """The slug of each book."""
    pages: PageTable = field(default_factory=PageTable)

    def list_pages(self, stem: str, volumes: Sequence[BuiltVolume]) -> None:
        """Choose the slug of a book, so that links may lead to its web pages."""
        self.chosen[stem] = self._choose_slug(stem, volumes[0])
        for volume in volumes:
            for file in volume.files:
                if file.writer.media_type == WEB_PAGE and not volume.card.is_book:
                    path = self._choose_path(self.chosen[stem], volume, file.writer)
                    self.pages.add(stem, volume.card, path, file.path.read_bytes)

    def make_publication(self, stem: str, volumes: Sequence[BuiltVolume]) -> Publication:
        """The publication of the volumes of one book, of which `list_pages` knows."""
        card = next((one.card for one in volumes if one.card.headings or one.card.text), volumes[0].card)
        slug = self.chosen[stem]
        files = tuple(self._share(slug, volume, file) for volume in volumes for file in volume.files if file.writer.is_offered)
        covers = (file for volume in volumes for file in volume.files if isinstance(file.writer, CoverWriter) and file.size)
        found = Publication(
            self._choose_id(card.id, slug),
            slug,
            card.title,
            card.subtitle,
            card.authors,
            card.series,
            card.issue,
            card.subject,
            card.tags,
            card.date,
            card.published,
            card.lang,
            card.summary,
            cover=next((self._share_cover(slug, file) for file in covers), None),
            files=files,
            is_book=card.is_book,
            headings=card.headings,
            text=card.text,
        )
        digest, known = _digest(found), self.ledger.publications.get(stem)
        row = PublicationRow(slug, digest, date_version(card.published, digest, known, self.latest))
        self.rows[stem] = row
        return replace(found, updated=row.updated)

    def _choose_slug(self, stem: str, volume: BuiltVolume) -> str:
        """The slug that the book had before; else one of its own id, or of its name."""
        known = self.ledger.publications.get(stem)
        own, roman = volume.card.name, volume.card.roman
        is_named = own in (stem, to_anchor(stem))
        name = stem if volume.card.is_book or is_named else own
        slug = known.slug if known else make_unique_slug(name, self.slugs, roman if is_named else "")
        self.slugs.add(slug)
        return slug

    def _choose_id(self, wanted: str, slug: str) -> str:
        """The URN of a book; two handouts may have the same id."""
        found = wanted if wanted not in self.ids else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{wanted}/{slug}')}"
        self.ids.add(found)
        return found

    def _share(self, slug: str, volume: BuiltVolume, file: BuiltFile) -> SharedFile:
        """A file of a volume in the folder."""
        path, writer, card = self._choose_path(slug, volume, file.writer), file.writer, volume.card
        row = self._add_linked(path, volume, file) if card.has_links and writer.media_type == WEB_PAGE else self._add(path, file)
        paper = card.paper if file.writer.has_pages else ""
        return SharedFile(path, writer.media_type, row.size, row.digest, writer.name, card.edition, card.edition_label, paper, row.pages)

    def _choose_path(self, slug: str, volume: BuiltVolume, writer: Writer) -> str:
        """The path of a file in the folder: only what is not usual is in its name."""
        card = volume.card
        paper = card.paper if card.paper != DEFAULT_PAPER and writer.has_pages else ""
        editions = [part if part.isascii() else transliterate_name(part) for part in card.edition.split(".")]
        names = [transliterate_name(part) for part in (*editions, paper) if part]
        path = f"{HANDOUTS}/{'.'.join((slug, *names))}{writer.suffix}"
        while path in self.contents:  # two editions may have the same pinyin
            names.append(hashlib.sha256(f"{card.edition} {len(names)}".encode()).hexdigest()[:6])
            path = f"{HANDOUTS}/{'.'.join((slug, *names))}{writer.suffix}"
        return path

    def _share_cover(self, slug: str, file: BuiltFile) -> SharedFile:
        """The cover of a book in the folder."""
        path = f"{COVERS}/{slug}{file.writer.suffix}"
        row = self._add(path, file)
        return SharedFile(path, file.writer.media_type, row.size, row.digest)

    def _add_linked(self, path: str, volume: BuiltVolume, file: BuiltFile) -> FileRow:
        """Add a web page with links to the pages of other handouts."""
        page = file.path.read_bytes()
        filled = fill_links(page, partial(self.pages.find, edition=volume.card.edition))
        if filled == page:
            return self._add(path, file)
        self.contents[path] = content = Content.of(filled)
        return content.row

    def _add(self, path: str, file: BuiltFile) -> FileRow:
        """Add a file of the build to the folder; it is read where the ledger does not know its digest."""
        row = self.ledger.files.get(path)
        if row is None or not file.digest or not row.digest.startswith(file.digest) or row.size != file.size:
            data = file.path.read_bytes()
            row = FileRow(hashlib.sha256(data).hexdigest(), len(data), pages=row.pages if row else 0)
        row = msgspec.structs.replace(row, pages=file.pages or row.pages, before="")
        self.contents[path] = Content(row, file.path.read_bytes, file)
        return row


def compose_catalogue(site: Catalogue, volumes: Iterable[BuiltVolume], order: Sequence[str], ledger: Ledger) -> Assembly:
    """The catalogue of volumes, with the title, address, language and introduction of `site`.

    The collected book goes first, then the books of `order`, by the names of their output files, then the others as they were built.
    """
    groups: dict[str, list[BuiltVolume]] = {}
    for volume in volumes:
        groups.setdefault(volume.stem, []).append(volume)
    places = {stem: place for place, stem in enumerate(order)}
    ordered = sorted(groups, key=lambda stem: (not groups[stem][0].card.is_book, places.get(stem, len(places))))
    work = _Assembler(ledger, _find_latest(groups.values(), ledger), {row.slug for row in ledger.publications.values()})
    for stem in ordered:
        work.list_pages(stem, groups[stem])
    publications = tuple(work.make_publication(stem, groups[stem]) for stem in ordered)
    whole = replace(site, publications=publications, id=ledger.id or _make_id(site))
    digest = _digest(whole)
    latest = max((one.updated for one in publications), default="")
    next_time = advance_time(ledger.updated) if ledger.updated else ""
    updated = ledger.updated if digest == ledger.digest else max(latest, next_time)
    known = {**ledger.publications, **work.rows}
    changed = msgspec.structs.replace(ledger, id=whole.id, digest=digest, updated=updated, publications=known)
    return Assembly(replace(whole, updated=updated), work.contents, changed)


def _find_latest(groups: Iterable[Sequence[BuiltVolume]], ledger: Ledger) -> str:
    """The time of the latest of some books, as far as they have dates or were shared before."""
    dated = (format_time(read_date(volumes[0].card.published)) for volumes in groups if volumes[0].card.published)
    return max((*dated, ledger.updated, format_time(START)))


def _make_id(site: Catalogue) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'jiangyi:share:{site.address}:{site.title}')}"


def _digest(what: Publication | Catalogue) -> str:
    return hashlib.sha256(msgspec.json.encode(what)).hexdigest()
