"""The text of each marked-content sequence of a PDF page, decoded by the fonts' ToUnicode maps (ISO 32000-1 §9.10)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
SECTIONS = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
ENTRIES = {
    b"bfchar": re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>"),
    b"bfrange": re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]*>|\[[^\]]*\])"),
}
SHOWN = {"Tj", "TJ", "'", '"'}


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def read_to_unicode(data: bytes) -> dict[int, str]:
    """The characters of each code of a ToUnicode map."""
    found: dict[int, str] = {}
    for kind, body in SECTIONS.findall(data):
        for entry in ENTRIES[kind].findall(body):
            if kind == b"bfchar":
                found[int(entry[0], 16)] = _text(entry[1])
                continue
            first, last = int(entry[0], 16), int(entry[1], 16)
            texts = [_text(digits) for digits in CODES.findall(entry[2])]
            for code in range(first, last + 1):
                place = code - first
                whole = texts[place] if entry[2].startswith(b"[") else texts[0]
                found[code] = whole if entry[2].startswith(b"[") else whole[:-1] + chr(ord(whole[-1]) + place)
    return found


@dataclass
class PageText:
    """Reads the content streams of the pages of a PDF; fonts are decoded once."""

    fonts: dict[Any, Mapping[int, str]] = field(default_factory=dict)
    artifacts: list[str] = field(default_factory=list)
    """The texts that no screen reader speaks."""

    def texts(self, sheet: Any) -> dict[int, str]:
        """The text of each marked-content sequence of a page, by its number; replacement text (ActualText) instead of what it is for."""
        found: dict[int, list[str]] = {}
        for mcid, text in self._pieces(sheet):
            if mcid is None:
                self.artifacts.append(text)
            else:
                found.setdefault(mcid, []).append(text)
        return {mcid: "".join(parts) for mcid, parts in found.items()}

    def _pieces(self, sheet: Any) -> Iterator[tuple[int | None, str]]:
        fonts = sheet.get("/Resources", Dictionary()).get("/Font", Dictionary())
        stack: list[tuple[int | None, bool]] = []
        font: Mapping[int, str] = {}
        saved: list[Mapping[int, str]] = []  # the font is part of the graphics state (ISO 32000-1 §8.4)
        for operands, operator in pikepdf.parse_content_stream(sheet):
            match str(operator):
                case "BMC" | "BDC":
                    marked = operands[1] if len(operands) > 1 and isinstance(operands[1], Dictionary) else Dictionary()
                    outer, replaced = stack[-1] if stack else (None, False)
                    mcid = int(marked["/MCID"]) if "/MCID" in marked else None if operands[0] == Name.Artifact else outer
                    if "/ActualText" in marked and not replaced:
                        yield mcid, str(marked["/ActualText"])
                        replaced = True
                    stack.append((mcid, replaced))
                case "EMC":
                    stack.pop()
                case "q":
                    saved.append(font)
                case "Q":
                    font = saved.pop()
                case "Tf":
                    font = self._font(fonts[operands[0]])
                case shown if shown in SHOWN:
                    mcid, replaced = stack[-1] if stack else (None, False)
                    if not replaced:
                        yield mcid, "".join(self._decode(item, font) for item in _strings(operands[-1]))

    def _font(self, font: Any) -> Mapping[int, str]:
        if font.objgen not in self.fonts:
            self.fonts[font.objgen] = read_to_unicode(font["/ToUnicode"].read_bytes())
        return self.fonts[font.objgen]

    @staticmethod
    def _decode(codes: bytes, font: Mapping[int, str]) -> str:
        return "".join(font[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def _strings(operand: Any) -> Iterator[bytes]:
    for item in operand if isinstance(operand, Array) else [operand]:
        if isinstance(item, pikepdf.String):
            yield bytes(item)


def read_texts(pdf: Pdf) -> tuple[dict[tuple[int, int], str], list[str]]:
    """The text of each marked-content sequence, by page and number, and the texts of all artifacts."""
    reader = PageText()
    found = {(number, mcid): text for number, sheet in enumerate(pdf.pages) for mcid, text in reader.texts(sheet.obj).items()}
    return found, reader.artifacts
