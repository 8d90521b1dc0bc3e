"""Read Word files: automatic numbers become text and formulas placeholders, then mammoth converts the file to HTML."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse import omml
from jiangyi.importing.parse.note_inlines import can_typeset_formula
from jiangyi.model import to_circled, to_hanzi, to_latin, to_roman

WORDPROCESSING_ML = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
FORMULA_MARK = "\ufdd5"
"""A noncharacter around the index of a formula, until the text is Markdown."""
MAX_PART_SIZE = 200 * 1024 * 1024
"""The maximum size of an unpacked part of a Word file, in bytes."""
HAN_FORMATS = frozenset((
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "japaneseCounting", "ideographTraditional",
    "taiwaneseCounting", "taiwaneseCountingThousand", "koreanDigital2", "ideographLegalTraditional",
))  # fmt: skip
NUMBER_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str, "decimalZero": lambda n: f"{n:02d}", "upperLetter": to_latin, "lowerLetter": lambda n: to_latin(n).lower(),
    "upperRoman": to_roman,
    "lowerRoman": lambda n: to_roman(n).lower(), "decimalEnclosedCircle": to_circled, "decimalEnclosedCircleChinese": to_circled,
    "decimalFullWidth": str, "decimalEnclosedParen": lambda n: f"（{n}）", "decimalEnclosedFullstop": lambda n: f"{n}.",
}  # fmt: skip


class WordFileError(ValueError):
    """The file is no Word file, or damaged."""


@dataclass(frozen=True)
class NumberingLevel:
    """One level of a numbering: its number format, its text such as `%1.%2`, its first number."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class WordNumbering:
    """The numbering definitions of a Word file (numbering.xml and styles.xml), and the current count of each list."""

    levels: dict[str, dict[int, NumberingLevel]] = field(default_factory=dict)
    """Levels by the list id that paragraphs refer to."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The list id and level of paragraph styles."""
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next_label(self, number: str, level: int) -> str | None:
        """Count the next paragraph of a list and return its label: None for a bullet, "" where the paragraph is not counted."""
        levels = self.levels.get(number, {})
        own = levels.get(level)
        if own is None:
            return ""
        if own.format == "bullet":
            return None
        counts = self.counts[number]
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if own.format == "none":
            return ""

        def format_counter(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, NumberingLevel())
            return _format_number(other.format, counts.get(at, other.start))

        return re.sub(r"%(\d)", format_counter, own.text)


@dataclass
class WordDocument:
    """A Word file as HTML with its formulas as inline Markdown, and the warnings of mammoth."""

    html: str
    formulas: list[str]
    messages: list[str]


def read_word_file(data: bytes, log: DecisionLog) -> WordDocument:
    """Convert a Word file to HTML. Raises WordFileError."""
    import mammoth

    try:
        prepared, formulas = _prepare_file(data, log)
        result = mammoth.convert_to_html(io.BytesIO(prepared), style_map="u => u\nstrike => s")
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise WordFileError(str(error)) from error
    messages = list(dict.fromkeys(message.message for message in result.messages))
    return WordDocument(str(result.value), formulas, [text for text in messages if "oMath" not in text])


def _prepare_file(data: bytes, log: DecisionLog) -> tuple[bytes, list[str]]:
    """The file with labels as text and formulas as placeholders, and the formulas as inline Markdown."""
    out = io.BytesIO()
    formulas: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        if any(info.file_size > MAX_PART_SIZE for info in archive.infolist()):
            raise WordFileError("too large")
        names = archive.namelist()
        numbering = _read_numbering(archive, names)
        if "word/document.xml" not in names:
            raise WordFileError("word/document.xml")
        for name in names:
            content = archive.read(name)
            if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name):
                root = etree.fromstring(content, PARSER)
                _write_formulas(root, formulas, log)
                if name == "word/document.xml":
                    _write_labels(root, numbering, log)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(name, content)
    return out.getvalue(), formulas


def _read_numbering(archive: zipfile.ZipFile, names: list[str]) -> WordNumbering:
    found = WordNumbering()
    if "word/numbering.xml" in names:
        root = etree.fromstring(archive.read("word/numbering.xml"), PARSER)
        abstract = {
            item.get(f"{WORDPROCESSING_ML}abstractNumId"): _read_levels(item) for item in root.findall(f"{WORDPROCESSING_ML}abstractNum")
        }
        for item in root.findall(f"{WORDPROCESSING_ML}num"):
            levels = dict(abstract.get(_child_value(item, "abstractNumId"), {}))
            for override in item.findall(f"{WORDPROCESSING_ML}lvlOverride"):
                at = int(override.get(f"{WORDPROCESSING_ML}ilvl", "0"))
                start = _child_value(override, "startOverride")
                levels |= {at: NumberingLevel(levels[at].format, levels[at].text, int(start))} if start.isdigit() and at in levels else {}
                levels |= _read_levels(override)
            found.levels[item.get(f"{WORDPROCESSING_ML}numId", "")] = levels
    if "word/styles.xml" in names:
        root = etree.fromstring(archive.read("word/styles.xml"), PARSER)
        styles = {item.get(f"{WORDPROCESSING_ML}styleId", ""): item for item in root.findall(f"{WORDPROCESSING_ML}style")}
        for name in styles:
            number = _find_style_numbering(name, styles)
            if number:
                found.styles[name] = number
    return found


def _find_style_numbering(name: str, styles: dict[str, Any]) -> tuple[str, int] | None:
    """The list id and level of a style, inherited from the style it is based on."""
    seen: set[str] = set()
    number, level = "", ""
    while name in styles and name not in seen:
        seen.add(name)
        numbered = styles[name].find(f"{WORDPROCESSING_ML}pPr/{WORDPROCESSING_ML}numPr")
        if numbered is not None:
            number, level = number or _child_value(numbered, "numId"), level or _child_value(numbered, "ilvl")
        name = _child_value(styles[name], "basedOn")
    return (number, int(level) if level.isdigit() else 0) if number and number != "0" else None


def _read_levels(item: Any) -> dict[int, NumberingLevel]:
    return {
        int(level.get(f"{WORDPROCESSING_ML}ilvl", "0")): NumberingLevel(
            _child_value(level, "numFmt", "decimal"),
            _child_value(level, "lvlText", ""),
            int(start) if (start := _child_value(level, "start", "1")).isdigit() else 1,
        )
        for level in item.findall(f"{WORDPROCESSING_ML}lvl")
    }


def _child_value(element: Any, name: str, default: str = "") -> str:
    found = element.find(f"{WORDPROCESSING_ML}{name}")
    return default if found is None else found.get(f"{WORDPROCESSING_ML}val", default)


def _format_number(format_name: str, number: int) -> str:
    return to_hanzi(number) if format_name in HAN_FORMATS else NUMBER_FORMATS.get(format_name, str)(number)


def _iterate_paragraphs(root: Any) -> Iterator[tuple[int, Any]]:
    """Every paragraph with the number of the body element it is in; elements without text are not counted."""
    line = 0
    body = root.find(f"{WORDPROCESSING_ML}body")
    for child in root if body is None else body:
        line += any(text.text for text in child.iter(f"{WORDPROCESSING_ML}t", f"{omml.OMML}t"))
        yield from ((line, paragraph) for paragraph in child.iter(f"{WORDPROCESSING_ML}p"))


def _write_labels(root: Any, numbering: WordNumbering, log: DecisionLog) -> None:
    """Insert each paragraph's label as text and remove its automatic number; bulleted lists stay lists."""
    count = 0
    for line, paragraph in _iterate_paragraphs(root):
        properties = paragraph.find(f"{WORDPROCESSING_ML}pPr")
        number, level, own = _find_paragraph_numbering(properties, numbering)
        if not number:
            continue
        label = numbering.next_label(number, level)
        if label is None or not any(text.text for text in paragraph.iter(f"{WORDPROCESSING_ML}t")):
            continue
        if own is not None:
            own.getparent().remove(own)
        if properties is not None:  # list 0 removes the number of the style
            none = etree.SubElement(properties, f"{WORDPROCESSING_ML}numPr")
            etree.SubElement(none, f"{WORDPROCESSING_ML}numId").set(f"{WORDPROCESSING_ML}val", "0")
        if not label:
            continue
        run = etree.Element(f"{WORDPROCESSING_ML}r")
        text = etree.SubElement(run, f"{WORDPROCESSING_ML}t")
        text.text = label + (" " if re.search(r"[\w.]$", label, re.ASCII) else "")
        text.set(XML_SPACE, "preserve")
        paragraph.insert(0 if properties is None else list(paragraph).index(properties) + 1, run)
        count += 1
        log.add(line, "numbering", label)


def _find_paragraph_numbering(properties: Any, numbering: WordNumbering) -> tuple[str, int, Any]:
    """The list id and level of a paragraph or of its style, and its own numPr element."""
    if properties is None:
        return "", 0, None
    own = properties.find(f"{WORDPROCESSING_ML}numPr")
    style = numbering.styles.get(_child_value(properties, "pStyle"), ("", 0))
    if own is None:
        return *style, None
    number, level = _child_value(own, "numId"), _child_value(own, "ilvl")
    number = number or style[0]
    return ("" if number == "0" else number), int(level) if level.isdigit() else style[1], own


def _write_formulas(root: Any, formulas: list[str], log: DecisionLog) -> None:
    """Replace each formula by a placeholder; it becomes LaTeX if it can be typeset, else its characters."""
    for line, paragraph in list(_iterate_paragraphs(root)):
        for element in list(paragraph.iter(f"{omml.OMML}oMath")):
            unknown: list[str] = []
            tex, words = omml.convert_to_latex(element, unknown), omml.extract_text(element)
            if not tex or element.getparent() is None:
                continue
            good = not unknown and can_typeset_formula(tex)
            formulas.append(f"${tex}$" if good else words)
            log.add(line, "formula" if good else "formula-left", words, tex if good else ", ".join(unknown) or tex)
            _replace_formula(element, f"{FORMULA_MARK}{len(formulas) - 1}{FORMULA_MARK}")


def _replace_formula(element: Any, words: str) -> None:
    """Replace a formula by a run of text; a displayed one is moved out of its oMathPara element."""
    run = etree.Element(f"{WORDPROCESSING_ML}r")
    etree.SubElement(run, f"{WORDPROCESSING_ML}t").text = words
    parent = element.getparent()
    if parent.tag == f"{omml.OMML}oMathPara":
        parent.addprevious(run)
        parent.remove(element)
    else:
        parent.replace(element, run)
