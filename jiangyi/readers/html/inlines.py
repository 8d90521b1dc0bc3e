"""HTML inside a line as the inline Markdown of handouts."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote

from jiangyi.readers.dialect import ConversionLog
from jiangyi.readers.html.elements import BLOCK_ELEMENTS, DROPPED_ELEMENTS, KNOWN_ELEMENTS, MARKED, MEDIA_ELEMENTS, STAND_INS
from jiangyi.readers.html.tree import HtmlChild, HtmlNode

ADDRESS = re.compile(r"(?:https?:)?//[^\s<>]+")
PERCENT = re.compile(r"(?:^|[;\s])(?:width\s*:|zoom\s*:)?\s*(?P<number>\d{1,3}(?:\.\d+)?)\s*%")
PIXELS = re.compile(r"^\s*(?P<number>\d{2,4})(?:\.\d+)?\s*(?:px)?\s*$|(?:^|;)\s*width\s*:\s*(?P<styled>\d{2,4})(?:\.\d+)?\s*px")


def format_inlines(children: Iterable[HtmlChild], log: ConversionLog) -> str:
    """Text and elements of a line as inline Markdown; an element that the inline parser reads stays as typed."""
    return "".join(child if isinstance(child, str) else format_element(child, log) for child in children if not isinstance(child, list))


def format_element(node: HtmlNode, log: ConversionLog) -> str:
    """An element of a line as inline Markdown."""
    name = node.name
    if name in BY_NAME:
        return BY_NAME[name](node, log)
    if name in DROPPED_ELEMENTS:
        log.add(node.line, "html-dropped", node.typed)
        return ""
    if name in MEDIA_ELEMENTS:
        return _format_media(node, log)
    inside = format_inlines(node.children, log)
    if name == "a" and "![" in inside:
        return _link_picture(node, inside.strip())
    if name in MARKED:
        return f"{node.typed}{inside}</{name}>" if node.is_closed else inside
    if name in STAND_INS:
        return f"<{STAND_INS[name]}>{inside}</{STAND_INS[name]}>" if node.is_closed and inside.strip() else inside
    if name in BLOCK_ELEMENTS:
        return f"<br>{inside}<br>"
    if name in KNOWN_ELEMENTS:
        return inside
    return node.typed + inside + (f"</{name}>" if node.is_closed and not node.typed.endswith("/>") else "")


def _link_picture(node: HtmlNode, inside: str) -> str:
    """A picture with a link, as Markdown writes it."""
    href = node.attributes.get("href", "").strip()
    if not re.fullmatch(r"https?://[^\s()<>]+", href):
        return inside
    return f"[{' '.join(inside.split())}]({href})"


def format_picture(node: HtmlNode, log: ConversionLog) -> str:
    """An image in Markdown; without alternative text it is described by its file name."""
    src = (node.attributes.get("data-src") or node.attributes.get("src") or "").strip()
    if not src:
        log.add(node.line, "html-dropped", node.typed)
        return ""
    alt = " ".join(node.attributes.get("alt", "").split())
    if not alt:
        alt = unquote(src.rpartition("/")[2]).rpartition(".")[0] or "图"
        log.add(node.line, "alt-guessed", src, alt)
    title = " ".join(node.attributes.get("title", "").split()).replace('"', "”")
    width = find_width(node.attributes.get("width", ""), node.attributes.get("style", ""))
    target = f"<{src}>" if re.search(r"[\s()<>]", src) and "<" not in src else quote(src, safe="/:?&=#%+,;@!$'*~[]") if " " in src else src
    caption = f' "{title}"' if title and title != alt else ""
    escaped = re.sub(r"([\[\]\\])", r"\\\1", alt)
    return f"![{escaped}]({target}{caption})" + (f"{{width={width}}}" if width else "")


def find_width(width: str, style: str) -> str:
    """The width of a picture in percent of the line, or in pixels."""
    for text in (" ".join(width.split()), " ".join(style.split())):
        percent = PERCENT.search(text)
        if percent and 0 < float(percent["number"]) <= 100:
            return f"{float(percent['number']):g}%"
        pixels = PIXELS.search(text)
        if pixels:
            return f"{pixels['number'] or pixels['styled']}px"
    return ""


def _format_media(node: HtmlNode, log: ConversionLog) -> str:
    """A link to what would be played, with the contents of the element."""
    sources = [node, *(child for child in node.children if isinstance(child, HtmlNode) and child.name == "source")]
    src = next((address for one in sources if (address := one.attributes.get("src", "").strip())), "")
    inside = format_inlines(node.children, log).strip()
    log.add(node.line, "media-left", f"<{node.name}>", src)
    words = node.attributes.get("title", "").strip() or MEDIA_ELEMENTS[node.name]
    if ADDRESS.fullmatch(src):
        address = src if src.startswith("http") else f"https:{src}"
        return f"{inside} [{words}]({address.replace('(', '%28').replace(')', '%29')})".strip()
    return f"{inside}（{words}：{src}）" if src else inside


def _format_ruby(node: HtmlNode, log: ConversionLog) -> str:
    """`<ruby>字<rt>zì</rt></ruby>`, also several pairs in one element."""
    out: list[str] = []
    base = ""
    for child in node.children:
        if isinstance(child, HtmlNode) and child.name == "rt":
            reading = format_inlines(child.children, log).strip()
            fits = base.strip() and reading and not re.search(r"[{}|\n]", base + reading)
            out.append(f"{{{base.strip()}|{reading}}}" if fits else base + (f"（{reading}）" if reading else ""))
            base = ""
        elif not (isinstance(child, HtmlNode) and child.name in ("rp", "rtc")):
            base += format_inlines([child], log)
    return "".join(out) + base


def _format_box(node: HtmlNode, _: ConversionLog) -> str:
    """A check box of a form."""
    if node.attributes.get("type") != "checkbox":
        return ""
    return "☑" if "checked" in node.attributes else "☐"


BY_NAME: Mapping[str, Callable[[HtmlNode, ConversionLog], str]] = MappingProxyType(
    {
        "br": lambda *_: "<br>",
        "img": format_picture,
        "input": _format_box,
        "ruby": _format_ruby,
        "q": lambda node, log: f"“{format_inlines(node.children, log)}”",
    }
)
"""The Markdown of an element, by its name."""
