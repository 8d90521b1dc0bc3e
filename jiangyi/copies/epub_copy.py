"""Copies of an EPUB: a page at the end that names the recipient, added as one entry to a prepared container.

The identifier stays the same: it is the same book, so that highlights and places of reading are kept (EPUB 3.3 §5.5.3.1).
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from jiangyi.copies.mark import CopyMark
from jiangyi.model import get_labels
from jiangyi.store import describe_entry

CONTAINER = "META-INF/container.xml"
OPF, ROOT_FILE = "{http://www.idpf.org/2007/opf}", "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang={lang} xml:lang={lang}>
<head>
  <meta charset="utf-8"/>
  <title>{title}</title>
  <link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
<section class="colophon" id="copy" epub:type="colophon" role="doc-colophon" aria-label={label}>
  <p class="colophon-title">{title}</p>
  <p class="colophon-words">{statement}</p>
</section>
</body>
</html>
"""


@dataclass(frozen=True)
class EpubBase:
    """An EPUB whose copies have a page of their own at the end."""

    data: bytes

    def list_missing(self, mark: CopyMark) -> tuple[str, ...]:
        """An e-reader has fonts of its own: nothing is known to be missing."""
        del mark
        return ()

    @property
    def shared(self) -> bytes:
        """Nothing, because a container ends with the places of all entries."""
        return b""

    def complete(self, mark: CopyMark) -> bytes:
        """The EPUB of a recipient."""
        prepared, name, lang = self._prepared
        label = get_labels(lang)["colophon"]
        statement = escape(mark.state(chinese=lang.startswith("zh")))
        page = PAGE.format(lang=quoteattr(lang), title=escape(mark.line), label=quoteattr(label), statement=statement)
        container = io.BytesIO(prepared)
        with zipfile.ZipFile(container, "a") as archive:
            archive.writestr(describe_entry(name, zipfile.ZIP_DEFLATED), page)
        return container.getvalue()

    @cached_property
    def _prepared(self) -> tuple[bytes, str, str]:
        """The container with a page in its manifest and spine that it does not have yet, the name of the page, and the language."""
        container = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.data)) as source, zipfile.ZipFile(container, "w") as target:
            package = _find_package(source)
            folder, names = package.rpartition("/")[0], set(source.namelist())
            page = next(name for name in _list_names() if f"{folder}/{name}".lstrip("/") not in names)
            changed, lang = _add_page(source.read(package), page)
            for entry in source.infolist():  # `mimetype` stays the first one (EPUB OCF 3.3 §4.3.3)
                data = changed if entry.filename == package else source.read(entry)
                target.writestr(describe_entry(entry.filename, entry.compress_type), data)
        return container.getvalue(), f"{folder}/{page}".lstrip("/"), lang


def _list_names() -> Iterator[str]:
    yield "copy.xhtml"
    yield from (f"copy-{number}.xhtml" for number in count(2))


def _find_package(archive: zipfile.ZipFile) -> str:
    """The path of the package document (EPUB OCF 3.3 §4.2.6.3.1)."""
    return str(next(etree.fromstring(archive.read(CONTAINER)).iter(ROOT_FILE)).get("full-path"))


def _add_page(package: bytes, name: str) -> tuple[bytes, str]:
    """A package document with a page at the end of its spine, and the language of the book."""
    root = etree.fromstring(package)
    manifest, spine = root.find(f"{OPF}manifest"), root.find(f"{OPF}spine")
    assert manifest is not None and spine is not None  # noqa: S101 - our own package document has both
    ids = {item.get("id") for item in manifest}
    own = next(one for one in ("copy", "copy-page", name) if one not in ids)
    etree.SubElement(manifest, f"{OPF}item", {"id": own, "href": name, "media-type": "application/xhtml+xml"})
    etree.SubElement(spine, f"{OPF}itemref", {"idref": own})
    return etree.tostring(root, xml_declaration=True, encoding="utf-8"), root.get(XML_LANG, "zh-Hans")
