"""Open Word files: the main part by its relationship, other parts by theirs, with limits on size and a reason for every refusal."""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from lxml import etree

from jiangyi.core import Message, limits
from jiangyi.importing.word.xml_names import STRICT, choose_alternatives

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
"""Names of the streams of an encrypted file ([MS-OFFCRYPTO] §1.3)."""
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
ENCRYPTED_ENTRY = 1
"""The flag of an entry of a ZIP archive that needs a password (APPNOTE §4.4.4)."""
UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What `zipfile` raises for damaged archives."""
DAMAGED = Message("not a Word file (.docx), or the file is damaged", "不是 Word 文件（.docx），或文件已损坏")
OLD_FORMAT = Message(
    "an old Word file (.doc); open it in Word or WPS, save it as .docx, and import that",
    "这是旧版 Word 文件（.doc），请在 Word 或 WPS 里打开，另存为 .docx 再导入",
)
LOCKED = Message(
    "the file is protected by a password; open it in Word or WPS, remove the password, save it, and import it again",
    "文件加了密码，请在 Word 或 WPS 里打开，去掉密码并保存，再导入",
)
FORBIDDEN = Message(
    "the Word file contains a document type definition ({name}), which Word never writes; open it in Word or WPS and save it again",
    "Word 文件里有文档类型定义（{name}），Word 不会这样写；请在 Word 或 WPS 里打开并重新保存",
)
BROKEN_PART = Message(
    "a part of the Word file cannot be read ({name}); open it in Word or WPS and save it again",
    "Word 文件中有一部分读不出来（{name}），请在 Word 或 WPS 里打开并重新保存",
)
TOO_DEEP = Message(
    "the Word file is nested too deeply; open it in Word or WPS and save it again",
    "Word 文件的嵌套太深，请在 Word 或 WPS 里打开并重新保存",
)
OTHER_FILE = Message("an office file, but not of Word: {name}", "是 Office 文件，但不是 Word 文件：{name}")
SIGNATURES = {
    b"%pdf": Message(
        "a PDF and not a Word file; open it in Word or WPS, save it as .docx, and import that",
        "这是 PDF，不是 Word 文件；请在 Word 或 WPS 里打开，另存为 .docx 再导入",
    ),
    b"{\\rtf": Message(
        "an RTF file and not a Word file; open it in Word or WPS, save it as .docx, and import that",
        "这是 RTF 文件，不是 Word 文件；请在 Word 或 WPS 里打开，另存为 .docx 再导入",
    ),
    b"<": Message(
        "a web page or other XML and not a Word file; if it is a web page, name it .html and import that",
        "这是网页或其他 XML，不是 Word 文件；如果是网页，请把文件名改成 .html 再导入",
    ),
    b"mime-version:": Message(
        "a web archive (.mht) and not a Word file; open it in Word or WPS, save it as .docx, and import that",
        "这是网页存档（.mht），不是 Word 文件；请在 Word 或 WPS 里打开，另存为 .docx 再导入",
    ),
    b"rar!": Message("an archive and not a Word file; unpack it first", "这是压缩包，不是 Word 文件；请先解压"),
    b"7z\xbc\xaf": Message("an archive and not a Word file; unpack it first", "这是压缩包，不是 Word 文件；请先解压"),
}
"""Other formats, by their first bytes in lower case."""
ARCHIVES = {
    "meta-inf/container.xml": Message("an e-book (EPUB) and not a Word file", "这是电子书（EPUB），不是 Word 文件"),
    "content.xml": Message(
        "an OpenDocument file and not a Word file; open it in Word, WPS or LibreOffice, save it as .docx, and import that",
        "这是 OpenDocument 文件，不是 Word 文件；请在 Word、WPS 或 LibreOffice 里打开，另存为 .docx 再导入",
    ),
}
"""Other formats that are ZIP archives too, by the name of a part in lower case."""
PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
DOCTYPE, PROLOGUE_BYTES = b"<!DOCTYPE", 4096


class WordFileError(ValueError):
    """The file is no Word file, or cannot be read; the first argument is the reason as a `Message`."""


class WordLimitError(WordFileError):
    """The file is beyond a limit."""


class WordBudget:
    """What a Word file, with all that is embedded in it, may unpack and contain.

    Limits of what is cheap to pack grow with the size of the file, so that a small file takes a short time: what people write packs
    to a tenth at best, a bomb to a thousandth.
    """

    def __init__(self, size: int) -> None:
        self.bytes = limits.WORD_BYTES
        self.elements = _scale(limits.WORD_ELEMENTS, 200_000 + 8 * size)
        self.contents = _scale(limits.WORD_CONTENTS, 10_000 + size // 8)
        self._spent: Counter[str] = Counter()

    def spend_bytes(self, count: int) -> None:
        """Count bytes that are unpacked. Raises WordFileError beyond the limit, as do the others."""
        self._spend(self.bytes, count)

    def spend_elements(self, count: int) -> None:
        """Count XML elements that are parsed."""
        self._spend(self.elements, count)

    def spend_contents(self, count: int) -> None:
        """Count paragraphs, cells and pictures."""
        self._spend(self.contents, count)

    def _spend(self, limit: limits.Limit, count: int) -> None:
        self._spent[limit.what.en] += count
        if self._spent[limit.what.en] > limit.value:
            raise WordLimitError(limit.explain())


def _scale(limit: limits.Limit, value: int) -> limits.Limit:
    return replace(limit, value=min(limit.value, value))


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part: its kind (the last word of its type), and the part or address that it leads to."""

    kind: str
    target: str
    external: bool = False


@dataclass
class WordContainer:
    """An open Word file."""

    archive: zipfile.ZipFile
    budget: WordBudget
    main: str = ""
    """The name of the main part, usually word/document.xml."""
    _names: dict[str, str] = field(default_factory=dict)
    """The names of the parts by their lower case; names are not case-sensitive (ECMA-376 part 2 §6.2.2)."""
    _relationships: dict[str, Mapping[str, Relationship]] = field(default_factory=dict)
    _read: dict[str, bytes] = field(default_factory=dict)
    """The parts read so far, by name: a picture may be shown many times."""

    def read_part(self, part: str) -> bytes | None:
        """The bytes of a part, or None where it is missing. Raises WordFileError where it cannot be unpacked."""
        name = self._names.get(part.lower())
        if name is None:
            return None
        if name not in self._read:
            entry = self.archive.getinfo(name)
            if entry.flag_bits & ENCRYPTED_ENTRY:
                raise WordFileError(LOCKED)
            self.budget.spend_bytes(entry.file_size)
            try:
                self._read[name] = self.archive.read(name)
            except UNPACKING_ERRORS as error:
                raise WordFileError(_fill(BROKEN_PART, part)) from error
        return self._read[name]

    def read_xml(self, part: str) -> Any:
        """The root element of a part in the transitional namespaces, alternative content chosen; None where the part is missing."""
        data = self.read_part(part)
        if data is None:
            return None
        self.budget.spend_elements(data.count(b"<"))
        root = parse_xml(data, part)
        choose_alternatives(root)
        return root

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """The relationships of a part by id; "" is the file itself."""
        if part not in self._relationships:
            self._relationships[part] = self._read_relationships(part)
        return self._relationships[part]

    def find_related(self, kind: str, part: str | None = None) -> str:
        """The name of the first part that a part (by default the main one) is related to by a kind of relationship, or ""."""
        found = self.relationships(self.main if part is None else part).values()
        return next((related.target for related in found if related.kind == kind and not related.external), "")

    def _read_relationships(self, part: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(part)
        data = self.read_part(posixpath.join(folder, "_rels", f"{name}.rels"))
        if data is None:
            return {}
        self.budget.spend_elements(data.count(b"<"))
        found = {}
        for item in parse_xml(data, f"{name}.rels").iter(f"{RELATIONSHIPS}Relationship"):
            kind, target = item.get("Type", "").rpartition("/")[2], item.get("Target", "")
            external = item.get("TargetMode") == "External"
            whole = target if external else posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[item.get("Id", "")] = Relationship(kind, whole, external)
        return found


def open_word_file(data: bytes, budget: WordBudget | None = None) -> WordContainer:
    """Open a Word file; one that is embedded in another spends the budget of that. Raises WordFileError."""
    if data.startswith(OLE_SIGNATURE):
        raise WordFileError(LOCKED if any(name in data for name in ENCRYPTED) else OLD_FORMAT)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except UNPACKING_ERRORS as error:
        raise WordFileError(_recognize_format(data)) from error
    if len(names) > limits.WORD_PARTS.value:
        raise WordFileError(limits.WORD_PARTS.explain())
    known = {name.lower().lstrip("/").replace("\\", "/"): name for name in names}
    opened = WordContainer(archive, budget or WordBudget(len(data)), _names=known)
    opened.main = opened.find_related("officeDocument", "") or "word/document.xml"
    if opened.read_part(opened.main) is None:
        raise WordFileError(next((message for name, message in ARCHIVES.items() if name in known), DAMAGED))
    return opened


def _recognize_format(data: bytes) -> Message:
    """Why data is no Word file: another format by its first bytes, or a damaged file."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    return next((message for signature, message in SIGNATURES.items() if start.startswith(signature)), DAMAGED)


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of XML. Entities are not resolved, and a document type is refused. Raises WordFileError."""
    if DOCTYPE in data[:PROLOGUE_BYTES].replace(b"\0", b""):
        raise WordFileError(_fill(FORBIDDEN, name))
    try:
        root = etree.fromstring(data, etree.XMLParser(**PARSER_OPTIONS))
        if root.getroottree().docinfo.doctype:
            raise WordFileError(_fill(FORBIDDEN, name))
        if any(uri in STRICT for uri in root.nsmap.values()):
            text = etree.tostring(root, encoding="unicode")
            for strict, usual in STRICT.items():
                text = text.replace(f'"{strict}"', f'"{usual[1:-1]}"')
            root = etree.fromstring(text, etree.XMLParser(**PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, WordFileError):
            raise
        raise WordFileError(_fill(BROKEN_PART, name)) from error
    return root


def check_main_part(root: Any, name: str) -> None:
    """Raise WordFileError unless the root element of the main part is that of a Word document."""
    if root is None or not str(root.tag).endswith("}document"):
        raise WordFileError(_fill(OTHER_FILE, name))


def _fill(message: Message, name: str) -> Message:
    return Message(message.en.format(name=name), message.zh.format(name=name))
