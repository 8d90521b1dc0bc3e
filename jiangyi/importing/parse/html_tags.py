"""HTML elements by their meaning in Markdown, and helpers for HTML tags in text."""

import re
from collections.abc import Iterator
from typing import Any

from jiangyi.readers import BLOCK_ELEMENTS, DROPPED_ELEMENTS, KNOWN_ELEMENTS, MEDIA_ELEMENTS, VOID_ELEMENTS

MARKS = {
    "b": "strong", "strong": "strong", "dt": "strong", "summary": "strong", "th": "strong",
    "i": "emphasis", "em": "emphasis", "cite": "emphasis", "dfn": "emphasis", "var": "emphasis", "address": "emphasis",
    "mark": "highlight", "u": "underline", "ins": "underline", "s": "strike", "del": "strike", "strike": "strike",
    "sub": "sub", "sup": "sup",
}  # fmt: skip
"""The mark for the meaning of each element."""
LINE = r"text-decoration(?:-line)?\s*:[^;]*"
STYLES = (
    ("strong", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)),
    ("emphasis", re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)),
    ("strike", re.compile(rf"{LINE}line-through", re.IGNORECASE)),
    ("underline", re.compile(rf"{LINE}underline", re.IGNORECASE)),
    ("sub", re.compile(r"vertical-align\s*:\s*sub", re.IGNORECASE)),
    ("sup", re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)),
)
"""The mark for each style."""
CODE = ("code", "kbd", "samp", "tt")
MEDIA = frozenset((*MEDIA_ELEMENTS, "source"))
TABLE_PARTS = frozenset(("thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"))
BLOCKS = BLOCK_ELEMENTS - TABLE_PARTS - {"picture"}
"""Elements that begin a paragraph; a picture of a page may be part of a line."""
INLINE = KNOWN_ELEMENTS - BLOCK_ELEMENTS - TABLE_PARTS - {*DROPPED_ELEMENTS, *MEDIA}
COLOURED = re.compile(r"(?:^|[;\s])(?:color|background(?:-color)?)\s*:\s*(?P<value>[^;]+)", re.IGNORECASE)
PLAIN_COLOUR = re.compile(
    r"^\s*(?:black|inherit|initial|transparent|unset|currentcolor|white|auto|none|windowtext|#0{3}(?:0{3})?|#f{3}(?:f{3})?|#[1-6]([0-9a-f])\w{0,4}"
    r"|rgba?\(\s*(\d{1,2}|1[01]\d)\s*,\s*(\d{1,2}|1[01]\d)\s*,\s*(\d{1,2}|1[01]\d)\s*(?:,\s*[\d.]+\s*)?\)|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5].*|var\(.*)\s*$",
    re.IGNORECASE,
)
"""Colours without a meaning, as text has them anyway: near black, white, none."""
ADDRESS = re.compile(r"(?:https?://[^\s/]+|mailto:[^\s@]+@[^\s@]+|tel:\+?[\d-]+)", re.IGNORECASE)
PICTURE_MARK, BREAK_MARK, FIGURE_MARK = "\ufdd1", "\ufdd2", "\ufdd4"
"""Noncharacters for a picture and a line break until paragraphs are split, and for a picture of the surrounding Markdown."""
BRACE_MARK = "\ufdd7"
"""A noncharacter for the opening brace of a reading inside a note, where braces as typed are escaped."""
MAX_DEPTH = 120
UNCLOSED = frozenset((*VOID_ELEMENTS, "p", "li", "td", "th", "tr", "dt", "dd"))
"""Elements without contents, and those whose end tag may be omitted."""
NOTE_RETURN = re.compile(r"#(?:foot|end)note-ref-\w+")
"""The address of the place in the text that refers to a note."""
NOT_DISPLAYED = re.compile(r"(?:^|;)\s*display\s*:\s*none")
INVISIBLE = re.compile(r"(?:^|;)\s*visibility\s*:\s*hidden")
NAMED_TAG = re.compile(r"</?(?P<name>[A-Za-z][\w.:-]*)(?=[\s/>])[^<>]*>")
TAG = re.compile(rf"{NAMED_TAG.pattern}|<!--.*?-->", re.DOTALL)


def find_tags(text: str) -> Iterator[re.Match[str]]:
    """The tags and comments of a text, in order; behind the last end of a comment none begins, so none is looked for."""
    end = text.rfind("-->") + len("-->") if "-->" in text else 0
    yield from TAG.finditer(text, 0, end)
    yield from NAMED_TAG.finditer(text, end)


def limit_depth(text: str) -> str:
    """Remove tags nested deeper than MAX_DEPTH; their content stays."""
    depth, out, at = 0, [], 0
    for match in find_tags(text):
        if match["name"] is None or match["name"].lower() in UNCLOSED or match.group().endswith("/>"):
            continue
        opens = not match.group().startswith("</")
        if depth + opens > MAX_DEPTH:
            out.append(text[at : match.start()])
            at = match.end()
        depth = max(0, depth + (1 if opens else -1))
    return "".join([*out, text[at:]])


def has_tags(text: str) -> bool:
    """Whether a text contains tags of known HTML elements or comments."""
    return any(match["name"] is None or match["name"].lower() in KNOWN_ELEMENTS for match in find_tags(text))


def list_tags(text: str) -> str:
    """The distinct tags in a text, as typed."""
    return " ".join(dict.fromkeys(" ".join(match.group().split()) for match in find_tags(text) if match["name"]))


def format_code_span(text: str) -> str:
    """Text as inline code."""
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    text = " ".join(text.split("\n"))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text.strip() else ""


def element_name(element: Any) -> str:
    """The name of an element in lower case; "" for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def text_content(element: Any) -> str:
    """All text inside an element."""
    return "".join(element.itertext())


def find_note_label(anchor: str) -> str:
    """The label of the note that an id such as footnote-2 or endnote-2 names; both are numbered from 1. Empty for another id."""
    match = re.fullmatch(r"(?P<kind>foot|end)note-(?P<number>\w+)", anchor)
    return ("e" if match["kind"] == "end" else "") + match["number"] if match else ""


def code_content(element: Any) -> str:
    """All text inside an element of code, with its line breaks."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if element_name(child) == "br" else code_content(child) if element_name(child) else "", child.tail or ""]
    return "".join(parts)


def is_hidden(element: Any) -> bool:
    """Whether a page does not show an element. 公众号 hides all of its text until it is loaded."""
    style = (element.get("style") or "").lower()
    late = element.get("id") == "js_content" or "rich_media_content" in (element.get("class") or "")
    hidden = INVISIBLE.search(style) is not None and not late
    return "hidden" in element.attrib or NOT_DISPLAYED.search(style) is not None or hidden or is_duplicate(element)


def is_duplicate(element: Any) -> bool:
    """Whether an element repeats a formula for the eye that another holds as its source.

    In the e-books of this program it is the MathML before the element with the source, or a further part of a formula.
    """
    classes = element.get("class") or ""
    following = element.getnext()
    is_ours = "mathml" in classes.split() and following is not None and following.get("data-tex") is not None
    return is_ours or classes == "math continued" or "katex-html" in classes or "MathJax_Preview" in classes
