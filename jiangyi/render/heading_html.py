"""Marks in the markup of a title where e-readers may end its lines: between words, which they do not recognize themselves."""

import re

from markupsafe import Markup

from jiangyi.typeset import BESIDE_SINGLE, find_word_ends

TOKEN = re.compile(r"(?P<tag></?(?P<name>[\w-]+)[^>]*>)|(?P<character>&[^;\s]+;|.)", re.DOTALL)
WHOLE = ("ruby", "code", "math", "svg")
"""Elements that no line ends inside."""
BREAK = "<wbr/>"
LONGEST = 13
"""Characters of a title that stands in one line on a screen of 360 px: the dictionary of words takes a while to load."""


def mark_word_breaks(html: Markup, lang: str) -> Markup:
    """The markup of a Chinese title with an element between words, beside which the stylesheet allows line ends only at marks."""
    if not lang.lower().startswith("zh"):
        return html
    tokens = list(TOKEN.finditer(html))
    text = "".join(_plain(token["character"]) for token in tokens if token["character"])
    if len(text) <= LONGEST:
        return html
    ends = {at + 1 for at, cost in find_word_ends(text, range(len(text))).items() if cost <= BESIDE_SINGLE}
    done, whole, found = 0, 0, []
    for token in tokens:
        if token["character"]:
            if done in ends and not whole:
                found.append(BREAK)
            done += 1
        elif token["name"] in WHOLE:
            whole += -1 if token["tag"].startswith("</") else not token["tag"].endswith("/>")
        found.append(token[0])
    return Markup("".join(found))  # noqa: S704 - only line-break opportunities are added


def _plain(character: str) -> str:
    """A character reference as one character that is no Chinese one."""
    return character if len(character) == 1 else "&"
