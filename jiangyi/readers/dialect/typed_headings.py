"""Headings without #: lines of their own that begin with 第一章, 一、 or （一）, perhaps in bold, where a note marks none as such."""

import re
from collections.abc import Sequence

from jiangyi.readers.dialect.lines import NumberedLine
from jiangyi.readers.syntax.line_labels import LineLabel, read_label

SUSPECT = re.compile(
    r"^ {0,3}(?:\*\*)?(?:第[ ]?[一二三四五六七八九十百\d]{1,3}[ ]?[编部篇单讲课模专章节]|[一二三四五六七八九十]{1,3}[、．.])",
    re.MULTILINE,
)
PART_RANKS = (0, 1, 2)
"""第一讲, 第一章, 第一节."""
HAN_RANK, INNER_RANK = 4, 5
"""一、 and （一）."""
BOLD = re.compile(r"\*\*(?P<words>[^*]+)\*\*$")
QUESTIONS = re.compile(
    r"^[ \t]*(?:\*\*)?(?:[（(【]?[A-DＡ-Ｄ][.．、)）】]|[【\[]?(?:参考|正确)?答案[】\]：:]|[^\n]{0,20}(?:选择题|判断题|填空题|简答题))",
    re.MULTILINE,
)
"""Lines of papers, whose numbers count parts and questions."""
MARKED = re.compile(r" {0,3}[#＃]{1,6}(?!\d)")
SENTENCE = re.compile(r"[。！？；：，!?;:,…]|[.]$")
LONGEST = 30
FEWEST = 2
COLONS = re.compile(r"[ \t]*[:：]{2,}[ \t\u3000]*(?P<head>[^\s:：])?")


def find_headings(lines: Sequence[NumberedLine], code: frozenset[int]) -> dict[int, str]:
    """The lines that are headings, as Markdown has them, by their indices."""
    text = "\n".join(line for _, line in lines)
    if not SUSPECT.search(text) or any(MARKED.match(line) for at, (_, line) in enumerate(lines) if at not in code):
        return {}
    boxed = _find_boxed(lines)
    labels = {at: label for at in range(len(lines)) if at not in code and at not in boxed and (label := _read_heading(lines, at))}
    counted = [(at, label.number) for at, label in labels.items() if label.rank == HAN_RANK]
    is_outline = [number for _, number in counted[:FEWEST]] == [1, 2] and not QUESTIONS.search(text)
    is_outline = is_outline and any(line.strip() for _, line in lines[counted[0][0] + 1 : counted[1][0]])  # else a list
    ranks: set[float] = {rank for rank in PART_RANKS if any(label.rank == rank for label in labels.values())}
    ranks |= {HAN_RANK, INNER_RANK} & {label.rank for label in labels.values()} if is_outline else set()
    levels = {rank: level for level, rank in enumerate(sorted(ranks), 1)}
    return {at: f"{'#' * levels[label.rank]} {label.typed}" for at, label in labels.items() if label.rank in levels}


def _find_boxed(lines: Sequence[NumberedLine]) -> frozenset[int]:
    """The indices of lines in containers."""
    found, depth = set[int](), 0
    for at, (_, line) in enumerate(lines):
        colons = COLONS.match(line)
        depth = depth if not colons else depth + 1 if colons["head"] else max(0, depth - 1)
        found |= {at} if depth else set()
    return frozenset(found)


def _read_heading(lines: Sequence[NumberedLine], at: int) -> LineLabel | None:
    """The label of a short line between blank lines, with the words of the whole line as typed."""
    line = lines[at][1]
    around = [lines[n][1] for n in (at - 1, at + 1) if 0 <= n < len(lines)]
    if len(line) > LONGEST + 4 or line.startswith("    ") or any(other.strip() for other in around):
        return None
    bold = BOLD.match(line.strip())
    words = bold["words"].strip() if bold else line.strip()
    label = read_label(words)
    is_title = label is not None and label.rest and len(words) <= LONGEST and not SENTENCE.search(label.rest)
    return LineLabel(words, label.style, label.rank, label.number) if label and is_title else None
