"""What a search of the HTML edition has to find, computed from the file by other means than the page's own."""

import re
import unicodedata
from collections.abc import Iterator
from random import Random
from typing import Any

from lxml import etree

PHRASING = frozenset(
    (
        *("a", "b", "bdi", "button", "cite", "code", "dfn", "em", "i", "img", "mark", "q", "rb", "rt", "ruby", "s", "small", "span"),
        *("strong", "sub", "sup", "u", "wbr"),
    )
)
"""Elements within a line (HTML §3.2.5.2.5), of those that the page has."""
QUOTES = str.maketrans("“”„‘’", '"""\'\'')
IGNORED = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
HAN = re.compile(r"CJK|HIRAGANA|KATAKANA|BOPOMOFO|IDEOGRAPHIC|KANGXI")


def fold(text: str) -> str:
    """A text as a reader types it: no case, accents or full width, and spaces only between words of letters."""
    plain = "".join(unicodedata.normalize("NFKD", sign) for sign in text.translate(QUOTES)).lower()
    words = IGNORED.sub("", plain).split()
    folded = ""
    for word in words:
        folded += f" {word}" if folded and _is_letter(folded[-1]) and _is_letter(word[0]) else word
    return folded


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" and not HAN.search(unicodedata.name(sign, ""))


def read_blocks(html: bytes) -> list[str]:
    """The text of each block of the page without calls of notes, and the readings of its words as another text."""
    root = etree.HTML(html.decode(), etree.HTMLParser(encoding="utf-8"))
    texts = [["", ""]]
    _read(root.xpath("//main")[0], texts)
    return [text for pair in texts for text in pair if text.strip()]


def _read(node: Any, texts: list[list[str]]) -> None:
    texts[-1][0] += node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            _read_element(child, texts)
        texts[-1][0] += child.tail or ""


def _read_element(node: Any, texts: list[list[str]]) -> None:
    hidden = node.get("role") in ("doc-pagebreak", "doc-noteref", "doc-backlink") or "hidden" in node.attrib or node.tag == "rp"
    if hidden or (node.tag == "button" and node.get("aria-expanded") == "false"):
        return
    if node.tag == "rt":
        texts[-1][1] += f"{''.join(node.itertext())} "
    elif node.tag == "math":
        texts[-1][0] += f" {node.get('alttext') or ''.join(node.itertext())} "
    elif node.tag == "br":
        texts[-1][0] += " "
    elif node.tag in PHRASING:
        _read(node, texts)
    else:
        texts.append(["", ""])
        _read(node, texts)
        texts.append(["", ""])


def choose_queries(blocks: list[str], count: int) -> Iterator[str]:
    """Random pieces of 2 to 8 characters from the text."""
    random, texts = Random(24), [text.strip() for text in blocks if len(text.strip()) > 2]
    while count:
        text, size = random.choice(texts), random.randint(2, 8)
        start = random.randint(0, max(0, len(text) - size))
        query = re.sub(r"\s", " ", text[start : start + size])  # a field for words has one line
        if fold(query):
            yield query
            count -= 1


def count_places(blocks: list[str], query: str) -> int:
    """How often a text occurs in some blocks."""
    return sum(fold(block).count(fold(query)) for block in blocks)
