"""HTML elements by their meaning in Markdown, and helpers for HTML tags in text."""

import re

STRONG, EMPHASIS = ("b", "strong", "dt", "summary", "th"), ("i", "em", "cite", "dfn", "var", "address")
HIGHLIGHT = ("mark", "u", "ins")
CODE = ("code", "kbd", "samp", "tt")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
DROPPED = (
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "canvas", "object", "select", "button", "form",
    "nav",
)  # fmt: skip
MEDIA = ("iframe", "video", "audio", "embed", "source")
BLOCKS = (
    "p", "div", "section", "article", "main", "header", "footer", "aside", "center", "body", "html", "details", "summary", "figure",
    "figcaption", "dl", "dt", "dd", "address", "fieldset", "hgroup", *HEADINGS,
    "ul", "ol", "li", "table", "blockquote", "pre", "hr",
)  # fmt: skip
"""Elements that begin a paragraph."""
INLINE = (
    "a", "abbr", "acronym", "b", "bdi", "bdo",
    "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "input", "ins", "kbd",
    "label", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "math", "annotation", "semantics", "mrow", "mi", "mo", "mn",
)  # fmt: skip
PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col")
KNOWN = frozenset((*BLOCKS, *INLINE, *PARTS, *DROPPED, *MEDIA))
"""All known HTML elements; anything else in angle brackets is text."""
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
MAX_DEPTH = 120
VOID = ("br", "img", "hr", "input", "meta", "link", "col", "wbr", "source", "embed", "p", "li", "td", "th", "tr", "dt", "dd")
"""Void elements, and those whose end tag may be omitted."""
SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
TAG = re.compile(r"</?(?P<name>[A-Za-z][\w.:-]*)(?=[\s/>])[^<>]*>|<!--.*?-->", re.DOTALL)


def limit_depth(text: str) -> str:
    """Remove tags nested deeper than MAX_DEPTH; their content stays."""
    depth, out, at = 0, [], 0
    for match in TAG.finditer(text):
        if match["name"] is None or match["name"].lower() in VOID or match.group().endswith("/>"):
            continue
        opens = not match.group().startswith("</")
        if depth + opens > MAX_DEPTH:
            out.append(text[at : match.start()])
            at = match.end()
        depth = max(0, depth + (1 if opens else -1))
    return "".join([*out, text[at:]])


def has_tags(text: str) -> bool:
    """Whether a text contains tags of known HTML elements or comments."""
    return any(match["name"] is None or match["name"].lower() in KNOWN for match in TAG.finditer(text))


def list_tags(text: str) -> str:
    """The distinct tags in a text, as typed."""
    return " ".join(dict.fromkeys(" ".join(match.group().split()) for match in TAG.finditer(text) if match["name"]))


def format_code_span(text: str) -> str:
    """Text as inline code."""
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    text = " ".join(text.split("\n"))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text.strip() else ""


def wrap_words(inner: str, mark: str) -> str:
    """Wrap text in Markdown delimiters; white space, pictures and line breaks stay outside."""
    if any(place in inner for place in (PICTURE_MARK, BREAK_MARK, FIGURE_MARK, "\\\n")):
        parts = re.split(f"({PICTURE_MARK}\\d+{PICTURE_MARK}|{FIGURE_MARK}\\d+{FIGURE_MARK}|{BREAK_MARK}|\\\\\n)", inner)
        return "".join(
            part if part.startswith((PICTURE_MARK, BREAK_MARK, FIGURE_MARK, "\\\n")) else wrap_words(part, mark) for part in parts
        )
    words = inner.strip()
    if not words or (mark == "**" and "**" in words) or (mark == "*" and words.startswith("*")) or (mark == "==" and "==" in words):
        return inner
    start = inner.index(words)
    return f"{inner[:start]}{mark}{words}{mark}{inner[start + len(words) :]}"


def convert_script(inner: str, name: str) -> str:
    """The text of a sup or sub element as superscript or subscript characters, if all of it has them."""
    table = SUPERSCRIPT if name == "sup" else SUBSCRIPT
    return inner.translate(table) if inner and all(ord(character) in table for character in inner) else inner
