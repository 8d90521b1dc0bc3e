"""Lines of other programs that stand for something in a handout, or for nothing: contents lists, page breaks, comments, underlines."""

import re

from jiangyi.readers.dialect.hash_lines import rewrite_hash_line
from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine, find_code_lines

CONTENTS = re.compile(
    r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|@\[TOC\](?:\([^)]*\))?|\{\{<\s*(?:toc|table-of-contents)[^>]*>\}\}"
    r"|\{\{%\s*toc\s*%\}\}|\{:\s*toc\s*\}|\$\{?toc\}?|\{\{\s*toc\s*\}\}|<!--\s*/?(?:toc|TOC)(?:\s.*?)?-->|<toc\s*/?>"
    r"|\\tableofcontents|[【\[［]\s*目\s*录\s*[】\]］])[ \t]*$",
    re.IGNORECASE,
)
"""A command for a contents list, in Typora, GitLab, CSDN, Hugo, kramdown and others: a handout has one anyway."""
BREAK_STYLE = r"(?:page-)?break-(?:before|after)\s*:\s*(?:always|page|left|right|recto|verso)"
PAGE_BREAK = re.compile(
    r"^[ \t]*(?:\\(?:newpage|pagebreak|clearpage)|\{\{<\s*page-?break\s*>\}\}|<!--\s*(?:page-?break|new-?page|分页)\s*-->"
    r"|[【\[］［（(]\s*(?:分页|换页|分页符)\s*[】\]］）)]|[-—－]{2,}\s*(?:分页|换页|分页符)\s*[-—－]{2,}"
    rf"|<(?P<tag>div|p|span|hr|br)\b[^<>]*(?:{BREAK_STYLE}|class=[\"']?[\w -]*page-?break)"
    r"[^<>]*?(?:/>|>\s*+(?:&nbsp;\s*+)?(?:</(?P=tag)>)?))"
    r"[ \t]*$",
    re.IGNORECASE,
)
PROPERTY = re.compile(
    r"^[ \t]*(?P<mark>[-*+][ \t]+)?(?P<name>collapsed|id|heading|background-color|ls-type|logseq\.[\w.-]+|hl-[\w-]+"
    r"|created-at|updated-at|card-[\w-]+"
    r"|alias|tags|title|type|public|template|icon|exclude-from-graph-view|query-[\w-]+)::(?:[ \t]+(?P<value>.*))?$"
)
"""A property of a block or page of Logseq."""
SILENT = ("collapsed", "id", "heading")
"""Properties that say nothing about the text."""
FOOTNOTE = re.compile(r"^(?P<label> {0,3}\[\^[^\[\]\s]+\])[ \t]*：[ \t]*(?P<words>.*)$")
"""A footnote with a full-width colon."""
PLUSES = re.compile(r"^[ \t]*\+{3,}[ \t]*$")
SUSPECT = re.compile(r"[ \t]*(?:[\[@{$<\\【［（—－+%#＃=*-]|[a-z.-]+::)", re.IGNORECASE)
"""The beginning of a line that a rule may apply to; most lines begin with a word."""
COMMENT_MARK = "%%"
UNDERLINE = re.compile(r"^[ ]{0,3}(?P<mark>-+|=+)[ \t]*$")
OTHER_BLOCK = re.compile(
    r"^[ \t]*(?:[#>|]|[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|:{3}|```|~~~"
    r"|\$\$|<[A-Za-z/!]|\[\^|={2,}\s*$|[-*_](?:[ ]*[-*_]){2,}\s*$)"
)
"""A line that is no text of a paragraph, which a line below could underline."""
FINAL = re.compile(r"[。！？；：，、.!?;:,…][”’」』）)*_=~]*$")
TITLE_WIDTH = 30
"""The longest line, in characters, that is taken for a heading when it is underlined."""
UNDERLINE_LENGTH = 3


def rewrite_lines(lines: list[NumberedLine], log: ConversionLog) -> list[NumberedLine]:
    """The lines with each line of other programs replaced, outside code."""
    code = find_code_lines(lines)
    out: list[NumberedLine] = []
    starts: list[int] = []
    at = 0
    while at < len(lines):
        number, line = lines[at]
        if at in code or not SUSPECT.match(line):
            out.append((number, line))
            at += 1
            continue
        end = _find_comment_end(lines, at)
        if end > at:
            log.add(number, "comment", " ".join(" ".join(text for _, text in lines[at:end]).replace(COMMENT_MARK, " ").split()))
            out += [(n, "") for n, _ in lines[at:end]]
            at = end
            continue
        made = _rewrite_line(lines, at, log)
        if made is not None:
            out += [(number, text) for text in made]
        elif UNDERLINE.match(line):
            starts = starts or _find_text_starts(lines)
            out += _rewrite_underline(lines, at, starts[at], log)
        else:
            out.append((number, line))
        at += 1
    return out


def _rewrite_line(lines: list[NumberedLine], at: int, log: ConversionLog) -> list[str] | None:
    """What replaces a line; None where it stays."""
    number, line = lines[at]
    if CONTENTS.match(line):
        log.add(number, "contents", line.strip())
        return [""]
    if PAGE_BREAK.match(line):
        return ["", r"\newpage", ""]
    made = PROPERTY.match(line)
    if made:
        if made["name"] not in SILENT:
            log.add(number, "property", line.strip())
        is_id = made["name"] == "id" and bool(made["value"])
        return [f"{line[: made.start('name')]}^{made['value'].strip()}" if is_id else made["mark"] or ""]
    note = FOOTNOTE.match(line)
    if note:
        return [f"{note['label']}: {note['words']}"]
    if PLUSES.match(line):
        log.add(number, "page-break", line.strip(), r"\newpage")
        return ["", r"\newpage", ""]
    heading = rewrite_hash_line(lines, at, log) if line.lstrip(" ").startswith(("#", "＃")) else None
    return None if heading is None else [heading]


def _find_comment_end(lines: list[NumberedLine], at: int) -> int:
    """The index after a comment %%…%% of whole lines (Obsidian) that begins with a line; its own index where none does."""
    line = lines[at][1].strip()
    if not line.startswith(COMMENT_MARK):
        return at
    for end in range(at, len(lines)):
        text = lines[end][1].strip()
        inside = text[2:] if end == at else text
        if COMMENT_MARK in inside:
            return end + 1 if inside.endswith(COMMENT_MARK) and inside.count(COMMENT_MARK) == 1 else at
    return at


def _find_text_starts(lines: list[NumberedLine]) -> list[int]:
    """For each line the first of the lines of text right above it, or itself where there is none."""
    starts = [0]
    for at, (_, line) in enumerate(lines):
        starts.append(starts[at] if line.strip() and not OTHER_BLOCK.match(line) else at + 1)
    return starts


def _rewrite_underline(lines: list[NumberedLine], at: int, start: int, log: ConversionLog) -> list[NumberedLine]:
    """A line of hyphens or equals signs below text: of one short line it is the underline of a heading, else a rule.

    CommonMark makes a heading of the paragraph above whatever it is; in notes it is mostly a rule that lacks a blank line.
    """
    number, line = lines[at]
    is_text = start < at and not (start and lines[start - 1][1].strip() and not lines[start - 1][1].startswith("#"))
    if not is_text:
        return [(number, line)]
    mark = line.strip()
    above = lines[at - 1][1].strip()
    if len(mark) >= UNDERLINE_LENGTH and at - start == 1 and len(above) <= TITLE_WIDTH and not FINAL.search(above):
        if mark[0] == "-":
            log.add(number, "underline-heading", above, f"## {above}")
        return [(number, line)]
    if len(mark) < UNDERLINE_LENGTH:
        return [(number, ""), (number, line)] if mark == "-" else [(number, "\\" + line.lstrip())]
    log.add(number, "underline-rule", mark, "---")
    return [(number, ""), (number, "---"), (number, "")]
