"""Open Word files: the main part by its relationship, other parts by theirs, with limits on size and a reason for every refusal."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from jiangyi.core import Message
from jiangyi.importing.word.xml_names import STRICT, choose_alternatives

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
"""Names of the streams of an encrypted file ([MS-OFFCRYPTO] §1.3)."""
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAX_PART_SIZE = 200 * 1024 * 1024
"""The maximum size of an unpacked part of a Word file, in bytes."""
MAX_PARTS = 20_000
DAMAGED = Message("not a Word file (.docx), or the file is damaged", "不是 Word 文件（.docx），或文件已损坏")
OLD_FORMAT = Message(
    "an old Word file (.doc); open it in Word or WPS, save it as .docx, and import that",
    "这是旧版 Word 文件（.doc），请在 Word 或 WPS 里打开，另存为 .docx 再导入",
)
LOCKED = Message(
    "the file is protected by a password; open it in Word or WPS, remove the password, save it, and import it again",
    "文件加了密码，请在 Word 或 WPS 里打开，去掉密码并保存，再导入",
)
TOO_LARGE = Message(
    "a part of the Word file is too large ({name}); divide the file, and import its parts",
    "Word 文件中有一部分太大（{name}），请分成几个文件再导入",
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
PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
PROLOGUE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL)


class WordFileError(ValueError):
    """The file is no Word file, or cannot be read; the first argument is the reason as a `Message`."""


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
    main: str = ""
    """The name of the main part, usually word/document.xml."""
    _names: dict[str, str] = field(default_factory=dict)
    """The names of the parts by their lower case; names are not case-sensitive (ECMA-376 part 2 §6.2.2)."""
    _relationships: dict[str, Mapping[str, Relationship]] = field(default_factory=dict)

    def read_part(self, part: str) -> bytes | None:
        """The bytes of a part, or None where it is missing or cannot be unpacked."""
        name = self._names.get(part.lower())
        if name is None:
            return None
        if self.archive.getinfo(name).file_size > MAX_PART_SIZE:
            raise WordFileError(_fill(TOO_LARGE, part))
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise WordFileError(_fill(BROKEN_PART, part)) from error

    def read_xml(self, part: str) -> Any:
        """The root element of a part in the transitional namespaces, alternative content chosen; None where the part is missing."""
        data = self.read_part(part)
        if data is None:
            return None
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
        found = {}
        for item in parse_xml(data, f"{name}.rels").iter(f"{RELATIONSHIPS}Relationship"):
            kind, target = item.get("Type", "").rpartition("/")[2], item.get("Target", "")
            external = item.get("TargetMode") == "External"
            whole = target if external else posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[item.get("Id", "")] = Relationship(kind, whole, external)
        return found


def open_word_file(data: bytes) -> WordContainer:
    """Open a Word file. Raises WordFileError."""
    if data.startswith(OLE_SIGNATURE):
        raise WordFileError(LOCKED if any(name in data for name in ENCRYPTED) else OLD_FORMAT)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise WordFileError(DAMAGED) from error
    if len(names) > MAX_PARTS:
        raise WordFileError(_fill(TOO_LARGE, str(len(names))))
    opened = WordContainer(archive, _names={name.lower().lstrip("/").replace("\\", "/"): name for name in names})
    opened.main = opened.find_related("officeDocument", "") or "word/document.xml"
    if opened.read_part(opened.main) is None:
        raise WordFileError(DAMAGED)
    return opened


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of XML. Entities are not resolved, and a document type is refused. Raises WordFileError."""
    if PROLOGUE.match(data):
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
