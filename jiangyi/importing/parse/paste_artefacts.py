"""Remove what pasted text brings along: line ends and page headers of a PDF, and boilerplate of web pages."""

import itertools
import re
from collections import Counter

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.readers import opens_answer, read_key_line, read_label, split_options

FINAL = re.compile(r"[。！？!?…；;：:.][”’」』）)\]】\"']*$|^$")
BLANK = re.compile(r"^[\s\u00a0\u3000]*$")
PAGE_LABEL = re.compile(
    r"^\s*(?:[-—–·]\s*(?P<dashed>\d{1,4})\s*[-—–·]|第\s*(?P<zh>\d{1,4})\s*页(?:\s*[,，/]?\s*共?\s*\d{0,4}\s*页?)?|(?:P|Page)\s*(?P<en>\d{1,4})(?:\s*of\s*\d+)?"
    r"|(?P<part>\d{1,4})\s*/\s*\d{1,4})\s*$",
    re.IGNORECASE,
)
"""A line that is the number of a page beyond doubt."""
BARE_NUMBER = re.compile(r"^\s*(?P<bare>\d{1,4})\s*$")
RUNNING_HEAD = re.compile(
    r"^\s*(?:(?P<head>\S.{0,38}?)[\s|｜·—-]*(?:第\s*(?P<page>\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|[-—–]\s*(?P<dashed>\d{1,4})\s*[-—–])"
    r"|(?:第\s*(?P<first>\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)[\s|｜·—-]*(?P<tail>\S.{0,38}?))\s*$"
)
"""A page header or footer: the title of the book beside the number of the page."""
MIN_PAGE_LINES = 5
"""The fewest lines between two bare numbers that count pages."""
ORNAMENT = re.compile(
    r"^\s*(?:(?:点击|長按|长按|扫描|扫码|识别|關注|关注|分享|转发|点个|点赞|喜欢就)?.{0,8}(?:点击(?:上方|下方)?蓝字|扫码关注|长按识别|阅读原文|点个在看|点亮在看|"
    r"关注我们|微信扫一扫|分享给(?:更多)?(?:朋友|好友)).{0,10}|(?:END|End|—+\s*END\s*—+|▼+|▲+|◆+|●+|★+|\*{3,})|责任?编辑?[：:].{0,12}|预览时标签不可点)\s*$"
)
LATIN_ENDS = re.compile(r"[A-Za-z0-9,;]$")
QUESTION_NUMBER = re.compile(r"^(?:第[ ]?\d+[ ]?题|【\d+】)")
MIN_WRAPPED_SHARE = 0.6
"""The share of lines of about equal length (± 2 characters), or without final punctuation, from which text is hard-wrapped."""
LONGEST_HEADING_LINE = 20
"""The maximum length, in characters, of a line that may be a heading."""


def is_hard_wrapped(lines: list[str]) -> bool:
    """Whether line ends are those of a page layout and not of paragraphs."""
    texts = [line.strip() for line in lines if not BLANK.match(line)]
    long = [text for text in texts if len(text) > LONGEST_HEADING_LINE and not _is_whole(text)]
    if len(long) < 6 or any("\t" in text for text in texts[:3]):
        return False
    usual, _ = Counter(len(text) for text in long).most_common(1)[0]
    alike = sum(abs(len(text) - usual) <= 2 for text in long) / len(long)
    unfinished = sum(not FINAL.search(text) for text in long) / len(long)
    adjacent = sum(bool(a.strip() and b.strip()) for a, b in itertools.pairwise(lines)) / max(1, len(lines) - 1)
    return (
        adjacent > 0.5
        and unfinished > 0.4
        and (alike >= MIN_WRAPPED_SHARE or unfinished >= MIN_WRAPPED_SHARE)
        and max(map(len, texts)) < 120
    )


def remove_page_headers(lines: list[str], log: DecisionLog) -> list[str]:
    """The lines with page numbers and page headers replaced by form feeds.

    A bare number is that of a page only where the numbers count up page by page; a header repeats with its page number, or beside one.
    """
    numbers = {n for n, line in enumerate(lines) if PAGE_LABEL.match(line)} | _find_counted_pages(lines)
    dropped = numbers | _find_running_heads(lines)
    if len(numbers) >= 2 or any("页" in lines[n] for n in numbers):
        beside = [(n, n + step) for n in numbers for step in (-1, 1) if 0 <= n + step < len(lines)]
        repeated = Counter(lines[place].strip() for _, place in beside)
        heads = {text for text, count in repeated.items() if count >= 2 and 0 < len(text) <= 30 and not read_label(text)}
        dropped |= {place for _, place in beside if lines[place].strip() in heads}
    elif len(numbers) == 1 and not any("页" in lines[n] for n in numbers):
        dropped -= numbers
    for number in sorted(dropped):
        log.add(number + 1, "page-head", shorten(lines[number]))
    return ["\f" if number in dropped else line for number, line in enumerate(lines)]


def _find_counted_pages(lines: list[str]) -> set[int]:
    """The lines with bare numbers of which each is one more than the one before, a page of lines apart."""
    filled = list(itertools.accumulate(1 if line.strip() else 0 for line in lines))
    places = [(n, int(match["bare"])) for n, line in enumerate(lines) if (match := BARE_NUMBER.match(line))]
    found: set[int] = set()
    for (above, first), (below, second) in itertools.pairwise(places):
        if second == first + 1 and filled[below] - filled[above] > MIN_PAGE_LINES:
            found |= {above, below}
    return found


def _find_running_heads(lines: list[str]) -> set[int]:
    """The lines with a page number beside words that at least two pages have, in ascending order."""
    places: dict[str, list[tuple[int, int]]] = {}
    for n, line in enumerate(lines):
        match = RUNNING_HEAD.match(line) if "页" in line or re.search(r"[-—–]\s*$", line) else None
        words = (match["head"] or match["tail"] or "").strip() if match else ""
        if match and words:
            places.setdefault(words, []).append((n, int(match["page"] or match["dashed"] or match["first"])))
    pages = [found for found in places.values() if len(found) >= 2 and all(a[1] < b[1] for a, b in itertools.pairwise(found))]
    return {n for found in pages for n, _ in found}


def remove_ornaments(lines: list[str], log: DecisionLog) -> list[str]:
    """The lines with boilerplate of web pages replaced by blank lines."""
    out = []
    for number, line in enumerate(lines, 1):
        dropped = bool(ORNAMENT.match(line))
        if dropped:
            log.add(number, "ornament", shorten(line))
        out.append("" if dropped else line)
    return out


def join_wrapped_lines(lines: list[str], log: DecisionLog) -> list[str]:
    """Join hard-wrapped lines to paragraphs: each at the index of its first line, the other lines blank.

    A line continues in the next if it has no final punctuation and is no heading, and the next has no label. A removed page
    header (a form feed) does not separate two lines.
    """
    usual = max((len(line.strip()) for line in lines), default=0)
    out = ["" if line == "\f" else line for line in lines]
    first, previous, count = -1, -1, 0
    for number, line in enumerate(lines):
        if line == "\f":
            continue
        if first >= 0 and not BLANK.match(line) and _is_continued(lines[previous], out[first], line, usual, same=previous == first):
            gap = " " if LATIN_ENDS.search(out[first]) and re.match(r"[A-Za-z0-9(]", line.strip()) else ""
            out[first], out[number] = out[first].rstrip() + gap + line.strip(), ""
            count += 1
        elif not BLANK.match(line):
            first = number
        else:
            first = -1
        previous = number
    if count:
        log.add(0, "pdf", str(count))
    return out


def _is_whole(text: str) -> bool:
    """Whether a line begins with the label of an answer, or consists of options or of the answers of a key."""
    return opens_answer(text) or len(split_options(text)[1]) > 1 or read_key_line(text) is not None


def _is_continued(above: str, so_far: str, line: str, usual: int, *, same: bool) -> bool:
    """Whether a line continues the one above, which is full or ends in a comma."""
    end, text = above.strip(), line.strip()
    if FINAL.search(end) and len(end) < usual - 2:
        return False
    if read_label(text) or "\t" in line or re.match(r"[\u3000]{1,2}|[ ]{2,}", line) or _is_whole(text):
        return False
    if (_is_whole(end) and len(end) < usual - 3) or len(split_options(end)[1]) > 1 or QUESTION_NUMBER.match(text):
        return False
    label = read_label(so_far.strip()) if same else None
    full = len(end) >= usual - 3 or re.search(r"[，,、]$", end) is not None
    short_heading = same and len(end) <= (45 if label else LONGEST_HEADING_LINE) and not full
    return not short_heading and (full or not FINAL.search(end))


MARKDOWN_LINE = re.compile(r"^(?:#{1,6} \S|```|[-*] \[[ x]\] |>\s?\S|\|.*\|\s*$|- \*\*)", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether raw text is Markdown, as copied from chat programs: headings, or bold text and lists."""
    headings = len(re.findall(r"^#{1,6} \S", text, re.MULTILINE))
    return headings >= 2 or (len(MARKDOWN_LINE.findall(text)) >= 2 and len(re.findall(r"\*\*[^*\n]+\*\*", text)) >= 1)
