"""Check for markup that is not part of the handout format."""

import re

from jiangyi.core import Message, Report
from jiangyi.model import Manuscript, Raw, Str, inline

BRACES = re.compile(r"\{[#.:][ ]*\}|\{#[\w-]+[^{}\n]*$|\{(?:[#.:](?=\s?[\w#.])|[^\W\d][\w-]*\s?[=＝])[^{}\n]*\}|\{[^{}\W]+[：:][^{}\n]*\}")
MARKS = re.compile(
    r"(?P<stars>(?<!\*)\*\*(?!\*))|(?P<picture>!\[[^\[\]\n]{0,200}\](?:\([^()\n]{0,200}\))?)|(?P<cloze>\{\{(?=[^{}\n]{0,80}\}(?!\}))|(?<!\{)\{[^{}|\n]{1,80}\}\}|(?<![{\])])\{[\u4e00-\u9fff]{1,20}\}(?![}(]))"
    r"|(?P<highlight>(?<![=!<>])==(?=[\u4e00-\u9fff]))|(?P<formula>\$\$)|(?P<link>\]\((?=https?:))|(?P<tex>\\(?:d?frac|sqrt|times|div|cdot|sum|int|alpha|beta|theta|pi|leq?|geq?|neq?)\b)"
)
"""Marks whose other half is missing, or that stand where they are no marks."""
RIGHT = {
    "stars": Message("**words**, without spaces inside", "**文字**，前后各两个星号，里面两头不能有空格"),
    "picture": Message("![words](pictures/file.png)", "![图片说明](pictures/文件名.png)"),
    "cloze": Message("{{{{words}}}}", "{{{{要填的词}}}}，前后各两个花括号"),
    "highlight": Message("==words==", "==文字==，前后各两个等号"),
    "formula": Message("$$ on a line above the formula and on one below it", "公式的上面一行、下面一行各写 $$"),
    "tex": Message("$ before and behind the formula", "公式前后各写一个 $"),
    "link": Message("[words](https://…)", "[文字](https://……)"),
}
"""How each is written."""
GAP = "\ufffc"
"""Stands for inline content without text, so that the words around it do not meet."""
HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")
TYPED = re.compile(rf"(?<!\\)(?:{HTML.pattern})")
"""A tag as typed, not escaped."""


def check_html_tags(manuscript: Manuscript, report: Report) -> None:
    """Report HTML tags, which are printed literally; those of inline kinds with an end tag are none."""
    if "<" not in manuscript.source.text:
        return
    typed = set(TYPED.findall(manuscript.source.text))
    for block, item in manuscript.find_inlines(Str):
        match = next((match for match in HTML.finditer(item.text) if match.group() in typed), None) if "<" in item.text else None
        if match:
            report.add("html-as-text", manuscript.locate(block, match.group()))


def check_braces(manuscript: Manuscript, report: Report) -> None:
    r"""Report braces that look like attributes and are printed literally; `\{` is meant so."""
    typed = manuscript.source.text
    if not BRACES.search(typed):
        return
    escaped = {match.group() for match in BRACES.finditer(typed) if typed[max(0, match.start() - 1)] == "\\"}
    for block, text in manuscript.texts:
        words = "".join(item.text if isinstance(item, Str) else GAP for item in inline.walk_inlines(text.inlines))
        for match in BRACES.finditer(words):
            if match.group() not in escaped:
                report.add("braces-printed", manuscript.locate(block, match.group()), braces=match.group())


def check_marks(manuscript: Manuscript, report: Report) -> None:
    r"""Report marks of the syntax that are printed literally, as `**` without its other half; `\**` is meant so."""
    typed = manuscript.source.text
    if not MARKS.search(typed):
        return
    for block, item in manuscript.find_inlines(Str):
        for match in MARKS.finditer(item.text):
            words = match.group()
            place = manuscript.locate(block, words)
            at = manuscript.source.offset_of(place.line - 1) + place.column - 1 if place.line else 0
            is_typed = typed.startswith(words, at) and not (at and typed[at - 1] == "\\")
            if is_typed and (match.lastgroup != "stars" or _is_bold(item.text, words)):
                report.add("mark-printed", place, mark=words, right=RIGHT[match.lastgroup or ""])


def _is_bold(text: str, mark: str) -> bool:
    """Whether two asterisks are meant to make words bold: there are no others but their other half, and they are no multiplication."""
    return text.count(mark) < 3 and re.search(r"[\w)]\*\*[\d(]", text) is None


def check_raw_blocks(manuscript: Manuscript, report: Report) -> None:
    """Report raw blocks, which are printed literally."""
    for block in manuscript.find_blocks(Raw):
        report.add("raw-printed", manuscript.locate(block))
