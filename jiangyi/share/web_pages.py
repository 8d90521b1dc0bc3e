"""The share's web pages: the list of everything, one page for each publication, topics, a sheet of QR codes; with style and scripts.

The pages load nothing from elsewhere and fetch no data, so they work from a disk and in any sub-folder of a server. Without the script
everything is there but the search.

Templates and scripts are the program's own: those of a workspace, which may come from a stranger, would run in the browsers of all
visitors. A workspace may replace the stylesheets.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jiangyi.core import compile_late
from jiangyi.notation import trace_qr_code
from jiangyi.project import Workspace, find_shipped_folder, walk_files
from jiangyi.share.catalogue import Catalogue, Publication, SharedFile
from jiangyi.share.feeds import ATOM_FEED, EPUB, INDEX, JSON_FEED, SUMS
from jiangyi.share.search_index import write_search_index, write_text_script
from jiangyi.share.site_languages import SiteLanguage, split_languages
from jiangyi.share.site_words import FORMATS, PAPERS, SCRIPT_WORDS, choose_words, label_kind
from jiangyi.store import read_file
from jiangyi.theme import create_environment, render_template

TOPICS, CODES, WORKER = "topics.html", "codes.html", "worker.js"
"""Files at the top of the folder, beside the list; a worker serves the folder that it is in and those below."""
STYLE, SCRIPT, SEARCH, TEXTS = "site/share.css", "site/site.js", "site/search.js", "site/text/"
SHEETS = ("tokens.css", "share.css")
SHOWN_NEW, FEW = 6, 8
"""How many publications are shown as new, where there are more than a few."""
INDENTS = compile_late(r"\n\s+")
UNITS = ("B", "kB", "MB", "GB")
WEB_PAGE, PDF = "text/html", "application/pdf"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as the path of an SVG picture."""

    size: int
    """Its modules on a side, with the white edge."""
    path: str


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Publications under a common word, in their order."""

    id: str
    """Its anchor."""
    name: str
    publications: tuple[Publication, ...]


def make_site(catalogue: Catalogue, workspace: Workspace, *, is_offline: bool = False) -> dict[str, bytes]:
    """Every file of the site by its path relative to the folder. `is_offline` adds a service worker, for sites on https."""
    environment = create_environment((find_shipped_folder("templates"),))
    languages = split_languages(catalogue)
    common = {**environment.globals, **_describe_site(catalogue, languages, is_offline=is_offline)}

    def render(template: str, values: Mapping[str, Any]) -> bytes:
        page = render_template(environment, f"share/{template}.j2", {**common, **values})
        return INDENTS.sub("\n", page).encode(errors="replace")

    listed = catalogue.publications
    codes = _draw_codes(catalogue)
    files = {
        STYLE: b"\n".join(_read_first(workspace.list_folders("styles"), name) for name in SHEETS),
        SCRIPT: _read_first([find_shipped_folder("templates")], "site.js"),
        SEARCH: write_search_index(listed),
    }
    for language in languages:
        files |= {name: render(template, values) for name, template, values in _list_pages(language, codes)}
    files |= {locate_text(one): write_text_script(one) for one in listed if one.text}
    if is_offline:
        files[WORKER] = _write_worker(files, languages)
    return files


def _list_pages(language: SiteLanguage, codes: Mapping[str, QrCode]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The name, template and values of each page in a language."""
    listed, lang, common = language.publications, language.tag, _describe_language(language)
    groups, topics = group_by_series(listed, lang), group_by_topics(listed, lang)
    others = [TopicGroup("languages", common["words"]["others"], language.others)] if language.others else []
    pages: dict[str, dict[str, Any]] = {
        INDEX: {"groups": [*groups, *others], "newest": find_newest(listed)},
        TOPICS: {"topics": topics},
        CODES: {"codes": {one.slug: codes[one.slug] for one in listed if one.slug in codes}},
    }
    for name, values in pages.items():
        if name != CODES or codes:
            yield language.name_page(name), name, {**common, "root": "", "page": name, **values}
    for group in groups:
        for one, before, after in _with_neighbours(group.publications):
            values = {"one": one, "before": before, "after": after, "code": codes.get(one.slug)}
            yield locate_page(one), "publication.html", {**common, "root": "../", "page": INDEX, **values}


def _write_worker(files: Mapping[str, bytes], languages: Iterable[SiteLanguage]) -> bytes:
    """The service worker, which keeps the lists and what they need; another one for each version of them."""
    kept = (*(language.name_page(name) for language in languages for name in (INDEX, TOPICS)), STYLE, SCRIPT, SEARCH)
    digest = hashlib.sha256(b"".join(files[name] for name in kept)).hexdigest()
    head = f"const version = {json.dumps(digest[:16])}, kept = {json.dumps(kept)}\n"
    return head.encode() + _read_first([find_shipped_folder("templates")], "worker.js")


def _read_first(folders: Iterable[Path], name: str) -> bytes:
    """A script or stylesheet of the site from the first folder that has it."""
    found = (path for folder in folders for own, path in walk_files(folder / "share") if own == name)
    return read_file(next(found))[0]


def _describe_site(catalogue: Catalogue, languages: Sequence[SiteLanguage], *, is_offline: bool) -> dict[str, Any]:
    """What all templates read."""
    places = {one.slug: places for language in languages for places in (_locate_tags(language),) for one in language.publications}
    return {
        "languages": languages,
        "is_offline": is_offline,
        "has_codes": bool(catalogue.address and catalogue.publications),
        "files": {"atom": ATOM_FEED, "json": JSON_FEED, "sums": SUMS, "style": STYLE, "script": SCRIPT, "search": SEARCH, "worker": WORKER},
        "page_of": locate_page,
        "tag_places": lambda one: places[one.slug],
        "format_size": format_size,
        "find_reading": find_reading,
        "find_printed": partial(_find_kind, PDF),
        "find_epub": partial(_find_kind, EPUB),
    }


def _locate_tags(language: SiteLanguage) -> dict[str, str]:
    """The address of each tag of the publications in a language."""
    groups = next((groups for kind, groups in group_by_topics(language.publications, language.tag) if kind == "tag"), [])
    return {group.name: f"{language.name_page(TOPICS)}#{group.id}" for group in groups}


def _describe_language(language: SiteLanguage) -> dict[str, Any]:
    """What the templates of the pages in a language read."""
    lang, words = language.tag, choose_words(language.tag)
    names = {"index": INDEX, "topics": TOPICS, "codes": CODES}
    return {
        "language": language,
        "catalogue": language.catalogue,
        "words": words,
        "script_words": {name: words[name] for name in SCRIPT_WORDS},
        "pages": {kind: language.name_page(name) for kind, name in names.items()},
        "say": partial(fill_words, words),
        "name_file": partial(describe_file, lang=lang),
        "by_edition": partial(group_by_edition, usual=words["usual"]),
    }


def fill_words(words: Mapping[str, str], name: str, **values: object) -> str:
    """Words with their placeholders filled."""
    text = words[name]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def locate_page(one: Publication) -> str:
    """The page of a publication."""
    return f"site/{one.slug}.html"


def locate_text(one: Publication) -> str:
    """The script with its text."""
    return f"{TEXTS}{one.slug}.js"


# Files -------------------------------------------------------------------------------------------------------


def _find_kind(media_type: str, one: Publication) -> SharedFile | None:
    return next((file for file in one.files if file.media_type == media_type), None)


find_reading = partial(_find_kind, WEB_PAGE)
"""The web page of a publication in the first edition that was asked for."""


def describe_file(file: SharedFile, lang: str) -> str:
    """What tells a file from others of its edition: PDF · A5."""
    paper = label_kind(PAPERS, file.paper, lang) if file.paper else ""
    return " · ".join(filter(None, (label_kind(FORMATS, file.format, lang), paper)))


def group_by_edition(one: Publication, usual: str) -> list[tuple[str, list[SharedFile]]]:
    """The files of each edition, with the words for it."""
    found = defaultdict[str, list[SharedFile]](list)
    for file in one.files:
        found[file.edition_label or usual].append(file)
    return [*found.items()]


def format_size(size: int) -> str:
    """A number of bytes for people, in powers of a thousand as on disks and in browsers."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 1 if unit >= UNITS.index("MB") and value < 99.95 else 0
    return f"{value:.{digits}f} {UNITS[unit]}"


# Groups ------------------------------------------------------------------------------------------------------


def group_by_series(publications: Sequence[Publication], lang: str) -> list[TopicGroup]:
    """The collected book, then the handouts of each series of several in the order in which these begin, then the others."""
    words = choose_words(lang)
    handouts = [one for one in publications if not one.is_book]
    sizes = Counter(one.series for one in handouts if one.series)
    series = defaultdict[str, list[Publication]](list)
    for one in handouts:
        series[one.series if sizes[one.series] > 1 else ""].append(one)
    books, others = [one for one in publications if one.is_book], series.pop("", [])
    found = [
        TopicGroup("book", words["book"], tuple(books)),
        *(TopicGroup(f"series-{number}", name, tuple(listed)) for number, (name, listed) in enumerate(series.items(), 1)),
        TopicGroup("others", words["other"] if series else words["home"], tuple(others)),
    ]
    return [group for group in found if group.publications]


def group_by_topics(listed: Sequence[Publication], lang: str) -> list[tuple[str, list[TopicGroup]]]:
    """Publications by series, subject, tag and date, each with the words for it; a kind that nothing has is left out."""
    words = choose_words(lang)
    found = [
        ("series", _group("topic", ((one.series, one) for one in listed))),
        ("subject", _group("subject", ((one.subject, one) for one in listed))),
        ("tag", _group("tag", ((tag, one) for one in listed for tag in dict.fromkeys(one.tags)))),
        ("date", _group_by_month(listed, words["no_date"])),
    ]
    return [(kind, groups) for kind, groups in found if groups]


def _group(kind: str, pairs: Iterable[tuple[str, Publication]]) -> list[TopicGroup]:
    """Publications by a word, the most frequent words first."""
    found = defaultdict[str, list[Publication]](list)
    for word, one in pairs:
        if word:
            found[word].append(one)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return [TopicGroup(f"{kind}-{number}", word, tuple(listed)) for number, (word, listed) in enumerate(ranked, 1)]


def _group_by_month(listed: Sequence[Publication], no_date: str) -> list[TopicGroup]:
    """Publications by month or year, the newest first, those without a date last."""
    found = defaultdict[str, list[Publication]](list)
    for one in sorted(listed, key=lambda one: one.published, reverse=True):
        found[one.published[: len("2026-11")]].append(one)
    return [TopicGroup(f"date-{month or 'none'}", month or no_date, tuple(group)) for month, group in found.items()] if any(found) else []


def find_newest(listed: Sequence[Publication]) -> list[Publication]:
    """The publications that changed last; none where all can be seen at once."""
    ranked = sorted(listed, key=lambda one: (one.updated, one.published), reverse=True)
    return ranked[:SHOWN_NEW] if len(listed) > FEW else []


def _with_neighbours(listed: Sequence[Publication]) -> Iterator[tuple[Publication, Publication | None, Publication | None]]:
    return zip(listed, (None, *listed), (*listed[1:], None), strict=False)


# QR codes ----------------------------------------------------------------------------------------------------


def _draw_codes(catalogue: Catalogue) -> dict[str, QrCode]:
    """The QR codes of the pages by slug, where the address of the folder is known; an address that is too long has none."""
    if not catalogue.address:
        return {}
    traced = ((one.slug, trace_qr_code(catalogue.resolve_address(locate_page(one)))) for one in catalogue.publications)
    return {slug: QrCode(*code) for slug, code in traced if code}
