"""Convert the inline content of HTML to inline Markdown: marks, links, pictures, formulas, readings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urlsplit

from lxml.etree import tostring

from jiangyi.core import limits
from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import FinishedText, Marked, MarkedText, Words, escape_inline, format_marked_text
from jiangyi.importing.parse import html_tags
from jiangyi.importing.parse.formula_checks import can_typeset_formula
from jiangyi.importing.parse.html_tags import (
    ADDRESS,
    BREAK_MARK,
    CODE,
    COLOURED,
    MARKS,
    MAX_DEPTH,
    MEDIA,
    PICTURE_MARK,
    PLAIN_COLOUR,
    STYLES,
    code_content,
    element_name,
    format_code_span,
    text_content,
)
from jiangyi.importing.parse.picture_sizes import read_length
from jiangyi.notation import FormulaError, convert_to_mathml, write_latex, write_linear
from jiangyi.readers import DROPPED_ELEMENTS

Data = dict[str, Any]
PICTURE_SOURCES = ("data-src", "data-actualsrc", "data-original", "data-original-src", "data-lazy-src", "src")
"""Attributes with the address of a picture; pages that load pictures late have a placeholder in `src`."""
FORMULA_SCRIPT = re.compile(r"^math/tex(?P<display>;\s*mode=display)?", re.IGNORECASE)
LATEX_SIGN = re.compile(r"[\\^_{}]")
"""What words never have."""
LONGEST_PROGRAM = 200
"""The most characters of a program or stylesheet that are reported; it is no text of the page."""
WORDY = re.compile(r"[\u3400-\u9fff]")
SHOWN_ATTRIBUTES = ("title", "aria-label", "placeholder", "value", "label", "content", "summary", "alt", "name")
"""Attributes whose text a reader of the page may see; `data-…` may hold the text of a hint or an answer."""


@dataclass
class InlineConverter:
    """Converts inline elements; text is escaped, or taken as Markdown where `verbatim` is set."""

    log: DecisionLog
    verbatim: bool
    first_line: int
    pictures: list[Data] = field(default_factory=list)

    def convert(self, run: Sequence[Any]) -> str:
        """Texts and elements as inline Markdown, with pictures and line breaks as marks."""
        return self.format(self.collect(run, 0))

    def format(self, parts: Sequence[MarkedText]) -> str:
        """Marked text as inline Markdown."""
        return format_marked_text(parts, verbatim=self.verbatim)

    def collect(self, run: Sequence[Any], depth: int) -> list[MarkedText]:
        """Texts and elements as marked text."""
        out: list[MarkedText] = []
        for part in run:
            out += [self.convert_text(part)] if isinstance(part, str) else self.collect_element(part, depth)
        return out

    def collect_children(self, element: Any, depth: int) -> list[MarkedText]:
        """The content of an element as marked text."""
        if depth > MAX_DEPTH:
            return [self.convert_text(text_content(element))]
        parts = [element.text or ""]
        for child in element:
            parts += [child, child.tail or ""]
        return self.collect(parts, depth + 1)

    def convert_text(self, text: str) -> MarkedText:
        """Text of the page, white space collapsed."""
        return FinishedText(text) if self.verbatim else Words(re.sub(r"[ \t\r\n]+", " ", text))

    def collect_element(self, element: Any, depth: int) -> list[MarkedText]:
        """One element as marked text."""
        name = element_name(element)
        if name == "script" and FORMULA_SCRIPT.match(element.get("type") or ""):
            return [FinishedText(f"${' '.join(text_content(element).split())}$")]
        if not name:
            self.log_comment(element)
            return []
        if name in DROPPED_ELEMENTS or html_tags.is_hidden(element):
            self.log_dropped(element, name)
            return []
        if name in ("math", "annotation") or element.get("data-tex"):
            return [self.convert_formula(element)]
        self.log_attributes(element, name)
        if name == "br":
            return [FinishedText(BREAK_MARK)]
        if name == "img":
            return [self.convert_picture(element)]
        if name in MEDIA:
            return self.convert_media(element)
        if name in CODE:
            return [FinishedText(format_code_span(code_content(element)))]
        if name == "ruby":
            return self.convert_ruby(element)
        if name == "a":
            return self.convert_link(element, depth)
        inner = self.collect_children(element, depth)
        for mark in self.find_marks(element, name):
            inner = [Marked(mark, tuple(inner))]
        return [Words("“"), *inner, Words("”")] if name == "q" else inner

    def find_marks(self, element: Any, name: str) -> list[str]:
        """The marks for the meaning of an element and of its style."""
        found = [MARKS[name]] if name in MARKS else []
        style = element.get("style") or ""
        found += [mark for mark, pattern in STYLES if pattern.search(style)]
        colour = element.get("color") if name == "font" else None
        coloured = COLOURED.search(style)
        colour = colour or (coloured["value"] if coloured else None)
        if colour and not PLAIN_COLOUR.match(colour) and text_content(element).strip():
            words = shorten(text_content(element))
            self.log.add(self.find_line(element), "highlight", words, f"=={shorten(words, 20)}==")
            found.append("highlight")
        return list(dict.fromkeys(found))

    def convert_link(self, element: Any, depth: int) -> list[MarkedText]:
        """A link; one to a file keeps its text, one around a picture its picture, and the address is reported."""
        href = _unwrap_address((element.get("href") or "").strip())
        if label := html_tags.find_note_label(href.removeprefix("#")) if href.startswith("#") else "":
            return [FinishedText(f"[^{label}]")]
        if html_tags.NOTE_RETURN.fullmatch(href):
            return []
        inner = self.collect_children(element, depth)
        words = self.format(inner)
        if ADDRESS.match(href) and not re.search(r"[\s<>]", href) and PICTURE_MARK not in words and BREAK_MARK not in words:
            if words.strip():
                return [FinishedText(f"[{words.strip()}]({href.replace('(', '%28').replace(')', '%29')})")]
            self.log.add(self.find_line(element), "html-dropped", f"<a href={href}>")
            return inner
        if ADDRESS.match(href) and not re.search(r"[\s<>]", href) and PICTURE_MARK in words:
            for number in re.findall(f"{PICTURE_MARK}(\\d+){PICTURE_MARK}", words):
                self.pictures[int(number)]["link"] = href.replace("(", "%28").replace(")", "%29")
        elif href and not href.startswith("javascript:") and (text_content(element).strip() or not href.startswith("#")):
            seen = " ".join(f"{text_content(element)} ({unquote(href)})".split())
            self.log.add(self.find_line(element), "link", seen, shorten(text_content(element)))
        return inner

    def convert_picture(self, element: Any) -> MarkedText:
        """A picture as a mark with its number; a formula drawn as a picture as the formula."""
        if element.get("eeimg") or element.get("data-eeimg") or "latex" in (element.get("class") or ""):
            tex = " ".join((element.get("alt") or "").strip().strip("$").split())
            if tex:
                return FinishedText(f"${tex}$")
        src = next((src for name in PICTURE_SOURCES if (src := (element.get(name) or "").strip())), "")
        if not src:
            return FinishedText("")
        width = read_length(element.get("width") or "") or _styled_width(element)
        fields = {"alt": (element.get("alt") or "").strip(), "caption": escape_inline((element.get("title") or "").strip()), "width": width}
        self.pictures.append({"type": "figure", "src": src, **{key: value for key, value in fields.items() if value}})
        return FinishedText(f"{PICTURE_MARK}{len(self.pictures) - 1}{PICTURE_MARK}")

    def convert_media(self, element: Any) -> list[MarkedText]:
        """A film or sound: its address as a link, and the text inside it."""
        src = next((src for name in PICTURE_SOURCES if (src := (element.get(name) or "").strip())), "")
        inner = self.collect_children(element, MAX_DEPTH - 1)
        self.log.add(self.find_line(element), "link" if ADDRESS.match(src) else "html-dropped", f"<{element_name(element)} src={src}>")
        return [*inner, FinishedText(f"<{src}>")] if ADDRESS.match(src) and not re.search(r"[\s<>]", src) else inner

    def convert_formula(self, element: Any) -> MarkedText:
        """The LaTeX source of a formula, else LaTeX that means the same, else its linear text."""
        notes = [note for note in element.iter("annotation") if "tex" in (note.get("encoding") or "")]
        linear = _write_linear(element)
        alttext = element.get("alttext") or ""
        tex = element.get("data-tex") or (text_content(notes[0]) if notes else alttext if _is_latex(alttext, linear) else "")
        tex = tex if tex.strip() else _write_tex(element, linear)
        if tex:
            return FinishedText(f"${' '.join(tex.split())}$")
        self.log.add(self.find_line(element), "formula-left", shorten(linear))
        return self.convert_text(linear)

    def convert_ruby(self, element: Any) -> list[MarkedText]:
        """Each base with its reading: `<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>` has two; several `rb` before several `rt` are paired."""
        found: list[tuple[list[str], list[str]]] = [([], [])]
        for name, words in _ruby_parts(element):
            bases, readings = found[-1]
            if name in ("rt", "rtc"):
                readings.append(words)
            elif readings:
                found.append(([words], []))
            else:
                bases.append(words)
        pairs = [
            pair
            for bases, readings in found
            for pair in (zip(bases, readings, strict=True) if len(bases) == len(readings) else [("".join(bases), "".join(readings))])
        ]
        return [self.format_reading(base, reading) for base, reading in pairs]

    def format_reading(self, base: str, reading: str) -> MarkedText:
        """A base with its reading as ruby, else the reading in brackets."""
        fits = base and reading and not re.search(r"[{}|\n]", base + reading) and reading != "."
        brace = html_tags.BRACE_MARK if self.verbatim else "{"
        return FinishedText(f"{brace}{base}|{reading}}}") if fits else self.convert_text(base + (f"（{reading}）" if reading else ""))

    def log_comment(self, element: Any) -> None:
        """Report a comment or processing instruction with words in it."""
        words = " ".join((element.text or "").split())
        if WORDY.search(words):
            self.log.add(self.find_line(element), "comment", words)

    def log_dropped(self, element: Any, name: str) -> None:
        """Report the text and the pictures of an element that is left out."""
        if html_tags.is_duplicate(element):
            return
        seen = text_content(element).strip()
        if name and seen:
            kind = "html-hidden" if name not in DROPPED_ELEMENTS else "html-dropped"
            words = shorten(seen, LONGEST_PROGRAM) if name in ("script", "style") else " ".join(seen.split())
            self.log.add(self.find_line(element), kind, f"<{name}> {words}")
        for inner in element.iter() if name else ():
            if element_name(inner):
                self.log_attributes(inner, element_name(inner), dropped=True)
            else:
                self.log_comment(inner)

    def log_attributes(self, element: Any, name: str, *, dropped: bool = False) -> None:
        """Report texts in attributes that a reader of the page may see, and the addresses of what is left out."""
        used = ("alt", "title") if name == "img" and not dropped else ()
        for key, value in element.attrib.items():
            is_shown = key in SHOWN_ATTRIBUTES or (key.startswith("data-") and key != "data-tex") or (dropped and key in ("href", "src"))
            if is_shown and key not in used and WORDY.search(value):
                self.log.add(self.find_line(element), "html-attribute", f'{key}="{" ".join(value.split())}"')

    def find_line(self, element: Any) -> int:
        """The line of an element in the source."""
        return self.first_line + (getattr(element, "sourceline", None) or 1) - 1


def _write_linear(element: Any) -> str:
    """The linear text of a formula in MathML; the characters of what is none, or has other elements in it."""
    words = " ".join(text_content(element).split())
    if element_name(element) != "math" or _is_deep(element):
        return words
    try:
        linear = write_linear(tostring(element, method="xml", with_tail=False, encoding="unicode"))
    except SyntaxError:  # no XML
        return words
    return words if _count_letters(words) - _count_letters(linear) else linear


def _write_tex(element: Any, linear: str) -> str:
    """The LaTeX of a formula in MathML; empty where it has another linear text, is only words, or cannot be typeset."""
    is_formula = element_name(element) == "math" and next(element.iter("mi", "mn", "mo"), None) is not None
    if not is_formula or _is_deep(element):
        return ""
    try:
        tex = write_latex(tostring(element, method="xml", with_tail=False, encoding="unicode"))
        means_the_same = _skip_spaces(write_linear(convert_to_mathml(tex, display=False))) == _skip_spaces(linear)
    except (SyntaxError, FormulaError):
        return ""
    return tex if means_the_same and "$" not in tex and can_typeset_formula(tex) else ""


def _skip_spaces(text: str) -> str:
    return "".join(text.split())


def _count_letters(text: str) -> Counter[str]:
    """The letters and digits of a text, raised and lowered ones as others."""
    return Counter(filter(str.isalnum, normalize("NFKC", text.replace("∛", "3").replace("∜", "4"))))


def _is_deep(element: Any) -> bool:
    """Whether elements are nested deeper than formulas may be."""
    level = [element]
    for _ in range(limits.FORMULA_DEPTH.value):
        level = [child for parent in level for child in parent]
    return bool(level)


def _is_latex(alttext: str, linear: str) -> bool:
    """Whether the alternative text of a formula is its source: it may also be the words that it is read aloud with."""
    return LATEX_SIGN.search(alttext) is not None or "".join(alttext.replace("-", "−").split()) == "".join(linear.split())


def _ruby_parts(element: Any) -> Iterator[tuple[str, str]]:
    """The bases and readings of a ruby element in order, each with its element's name."""
    parts = [("", element.text or "")]
    for child in element:
        parts += [(element_name(child), text_content(child)), ("", child.tail or "")]
    yield from ((name, words.strip()) for name, words in parts if words.strip() and name != "rp")


def _unwrap_address(href: str) -> str:
    """The address that a redirecting link leads to: 知乎 and others count clicks by a page of their own."""
    parts = urlsplit(href) if href.startswith("http") and "target=" in href else None
    target = parse_qs(parts.query).get("target", [""])[0] if parts and parts.netloc.startswith("link.") else ""
    return target if ADDRESS.match(target) else href


def _styled_width(element: Any) -> str:
    match = re.search(r"(?:^|;)\s*width\s*:\s*([^;]+)", element.get("style") or "", re.IGNORECASE)
    return read_length(match[1]) if match else ""
