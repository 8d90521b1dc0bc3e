"""Text and lists that are indented like code: first lines set in by four spaces, outlines of Logseq below a heading."""

import re

from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine
from jiangyi.readers.syntax.parser import MARKDOWN

INDENTED_HAN = re.compile(r"(?:\A|^[ \t]*\n|^#[^\n]*\n)(?: {4}|\t)[ \t]*\S[^\n]*[\u3400-\u9fff]", re.MULTILINE)
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
PROGRAM = re.compile(
    r"[;{}]\s*$|^[^\S\n]*(?:#include|//|/\*|def |class |import |from |return |print|<[a-z/!]|[$>] )|\w\([^()\n]*\)|[^=]=[^=]", re.MULTILINE
)
SENTENCE_END = re.compile(r"[。！？；：]")
TEXT_SHARE = 0.5
"""The share of Chinese characters from which indented lines are text."""


def dedent_text(lines: list[NumberedLine], log: ConversionLog) -> list[NumberedLine]:
    """The lines with what CommonMark takes for indented code as text where it is Chinese text or a list."""
    text = "\n".join(line for _, line in lines)
    if not INDENTED_HAN.search(text):
        return lines
    out = list(lines)
    for token in MARKDOWN.parse(text, {}):
        if token.type != "code_block" or not token.map or token.level or not _is_text(token.content):
            continue
        first, last = token.map
        width = len(lines[first][1]) - len(lines[first][1].lstrip())
        prefix = lines[first][1][:width]
        log.add(lines[first][0], "indented-text", lines[first][1].strip())
        for n in range(first, last):
            number, line = lines[n]
            out[n] = (number, line.removeprefix(prefix) if line.startswith(prefix) else line.lstrip())
    return out


def _is_text(content: str) -> bool:
    """Whether indented lines are words: sentences, mostly Chinese and nothing like a program, or a list."""
    words = re.sub(r"\s", "", content)
    share = len(HAN.findall(words)) / max(1, len(words))
    is_prose = share >= TEXT_SHARE and bool(SENTENCE_END.search(content)) and not PROGRAM.search(content)
    return is_prose or (share > 0 and bool(ITEM.match(content)))
