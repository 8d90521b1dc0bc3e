"""The catalogue for programs: OPDS 1.2 (Atom, RFC 4287), OPDS 2.0 (JSON), and the sums of all files as `sha256sum -c` reads them.

Addresses are relative, so that a copy of the folder works wherever it is; only the link to the feed itself is a whole address, where one
is known, by which an e-reader finds the feed again. An e-reader offers the first file that it can read: EPUB goes first.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from mimetypes import guess_type
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from jiangyi.core import compile_late
from jiangyi.share.catalogue import Catalogue, Publication, SharedFile
from jiangyi.writers import list_offered_writers

ATOM_FEED, JSON_FEED, SUMS, INDEX = "feed.xml", "feed.json", "SHA256SUMS", "index.html"
"""The names of the files at the top of the folder; most servers tell the type of a file by its ending."""
EPUB = "application/epub+zip"
ATOM_TYPE, JSON_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition", "application/opds+json"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
COVER, THUMBNAIL = "http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"
NOT_XML = compile_late("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can have (XML 1.0 §2.2)."""
NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/terms/",
    "xmlns:opds": "http://opds-spec.org/2010/catalog",
}


def write_atom_feed(catalogue: Catalogue) -> bytes:
    """feed.xml (OPDS 1.2): an acquisition feed of all publications."""
    links = (
        _link("self", catalogue.resolve_address(ATOM_FEED), ATOM_TYPE),
        _link("start", ATOM_FEED, ATOM_TYPE),
        _link("alternate", INDEX, "text/html"),
        _link("alternate", JSON_FEED, JSON_TYPE),
    )
    parts = (
        _text("id", catalogue.id),
        _text("title", catalogue.title),
        _text("subtitle", catalogue.intro),
        _text("updated", catalogue.updated),
        _element("author", _text("name", catalogue.title)),
        *links,
        *(_element("entry", *_describe_entry(one)) for one in catalogue.publications),
    )
    feed = _element("feed", *parts, **NAMESPACES, **{"xml:lang": catalogue.lang})
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{feed}\n'.encode()


def _describe_entry(one: Publication) -> Iterator[str]:
    """The parts of the entry of a publication."""
    yield _text("id", one.id)
    yield _text("title", one.title)
    yield _text("updated", one.updated)
    yield from (_element("author", _text("name", name)) for name in one.authors)
    yield _text("dc:language", one.lang)
    yield _text("dc:issued", one.published)
    yield from (_element("category", term=word, label=word) for word in list_subjects(one))
    yield _text("dc:isPartOf", " ".join(filter(None, (one.series, one.issue))))
    yield _text("summary", one.summary or one.subtitle)
    if one.cover:
        yield from (_link(rel, one.cover.path, one.cover.media_type) for rel in (COVER, THUMBNAIL))
    for file in list_acquired(one):
        yield _link(ACQUISITION, file.path, file.media_type, length=str(file.size), title=name_file(file))


def _link(rel: str, href: str, kind: str, **more: str) -> str:
    return _element("link", rel=rel, href=href, type=kind, **more)


def _text(name: str, text: str) -> str:
    """An element with a text; nothing where that is empty."""
    return _element(name, escape(NOT_XML.sub("", text), {"\r": "&#13;"})) if text else ""


def _element(name: str, *parts: str, **attributes: str) -> str:
    given = "".join(f" {key}={quoteattr(NOT_XML.sub('', value))}" for key, value in attributes.items())
    inner = "".join(parts)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def write_json_feed(catalogue: Catalogue) -> bytes:
    """feed.json (OPDS 2.0)."""
    feed = {
        "metadata": _without_empty(
            {
                "title": catalogue.title,
                "identifier": catalogue.id,
                "description": catalogue.intro,
                "modified": catalogue.updated,
                "numberOfItems": len(catalogue.publications),
            }
        ),
        "links": [
            {"rel": "self", "href": catalogue.resolve_address(JSON_FEED), "type": JSON_TYPE},
            {"rel": "alternate", "href": ATOM_FEED, "type": ATOM_TYPE},
            {"rel": "alternate", "href": INDEX, "type": "text/html"},
        ],
        "publications": [_describe_publication(one) for one in catalogue.publications],
    }
    return json.dumps(feed, ensure_ascii=False).encode(errors="replace")


def _describe_publication(one: Publication) -> dict[str, Any]:
    position = re.search(r"\d+", one.issue)
    series = _without_empty({"name": one.series, "position": int(position[0]) if position else None})
    metadata = _without_empty(
        {
            "@type": "http://schema.org/Book",
            "identifier": one.id,
            "title": one.title,
            "subtitle": one.subtitle,
            "author": [*one.authors],
            "language": one.lang,
            "modified": one.updated,
            "published": one.published if len(one.published) == len("2026-11-03") else "",
            "description": one.summary,
            "subject": list_subjects(one),
            "belongsTo": {"series": series} if one.series else None,
            "numberOfPages": next((file.pages for file in one.files if file.pages), 0),
        }
    )
    links = [
        {"rel": ACQUISITION, "href": file.path, "type": file.media_type, "title": name_file(file), "size": file.size}
        for file in list_acquired(one)
    ]
    images = [{"href": one.cover.path, "type": one.cover.media_type}] if one.cover else []
    return _without_empty({"metadata": metadata, "links": links, "images": images})


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def tell_media_type(path: str) -> str:
    """The media type of a file of the folder, by its name."""
    known = {ATOM_FEED: ATOM_TYPE, JSON_FEED: JSON_TYPE, SUMS: "text/plain"}
    own = (writer.media_type for writer in list_offered_writers().values() if path.endswith(writer.suffix))
    return known.get(path) or next(own, "") or guess_type(path)[0] or "application/octet-stream"


def list_subjects(one: Publication) -> list[str]:
    """The words by which a publication is found: its tags and its subject."""
    return [*dict.fromkeys(word for word in (*one.tags, one.subject) if word)]


def list_acquired(one: Publication) -> list[SharedFile]:
    """Its files in the order in which programs should try them."""
    return sorted(one.files, key=lambda file: file.media_type != EPUB)


def name_file(file: SharedFile) -> str:
    """What tells a file from the others of its publication: PDF · A5 · 教师版."""
    return " · ".join(filter(None, (file.format.upper(), file.paper.upper(), file.edition_label)))


def write_sums(digests: Mapping[str, str] | Iterable[tuple[str, str]]) -> bytes:
    """SHA256SUMS: the digest of each file by its path, sorted."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(dict(digests).items())).encode()
