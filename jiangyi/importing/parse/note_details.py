"""Convert folded content over several lines, <details> … </details>, to a box, or to an answer where its summary names one."""

import re

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse.html_blocks import ANSWER_LABEL, FOLDED_ANSWER
from jiangyi.readers import NumberedLine, find_code_lines

OPENING = re.compile(r"^(?P<pad>[ \t]*)<details\b[^<>]*>\s*(?:<summary\b[^<>]*>(?P<summary>.*?)</summary>\s*)?(?P<rest>.*)$", re.IGNORECASE)
SUMMARY = re.compile(r"^\s*<summary\b[^<>]*>(?P<summary>.*?)</summary>\s*(?P<rest>.*)$", re.IGNORECASE)
CLOSING = re.compile(r"^(?P<rest>.*?)</details>\s*(?P<after>.*)$", re.IGNORECASE)
PARAGRAPH = re.compile(r"^\s*(?![-*+>#|`~:$]|\d+[.)]\s|<)\S")
MAX_DEPTH = 20


def convert_details(lines: list[NumberedLine], log: DecisionLog, depth: int = 0) -> list[NumberedLine]:
    """The lines with folded content that has both tags on different lines as a container; inner ones have fewer colons."""
    code = find_code_lines(lines)
    out: list[NumberedLine] = []
    at = 0
    while at < len(lines):
        number, line = lines[at]
        found = OPENING.match(line) if at not in code and depth < MAX_DEPTH else None
        end = _find_end(lines, at, code) if found and "</details>" not in line.lower() else None
        if found is None or end is None:
            out.append((number, line))
            at += 1
            continue
        inside, title = _take_contents(lines[at : end + 1], found)
        body = convert_details(inside, log, depth + 1)
        if FOLDED_ANSWER.search(title):
            log.add(number, "answer", title)
            made = _make_answer(body, title, number)
        else:
            made = _make_box(body, title, number, found["pad"])
        after = CLOSING.match(lines[end][1])
        out += [(number, ""), *made, (number, ""), *([(lines[end][0], after["after"])] if after and after["after"] else [])]
        at = end + 1
    return out


def _find_end(lines: list[NumberedLine], at: int, code: frozenset[int]) -> int | None:
    """The line that closes folded content, or None."""
    level = 0
    for n in range(at, len(lines)):
        if n not in code:
            level += len(re.findall(r"<details\b", lines[n][1], re.IGNORECASE)) - len(re.findall(r"</details>", lines[n][1], re.IGNORECASE))
            if level <= 0:
                return n
    return None


def _take_contents(lines: list[NumberedLine], opening: re.Match[str]) -> tuple[list[NumberedLine], str]:
    """The lines between the tags, and the summary."""
    number, title = lines[0][0], opening["summary"] or ""
    inside = [(number, opening["rest"]), *lines[1:-1]]
    closing = CLOSING.match(lines[-1][1])
    inside += [(lines[-1][0], closing["rest"])] if closing and closing["rest"].strip() else []
    first = next((n for n, (_, line) in enumerate(inside) if line.strip()), None)
    summary = SUMMARY.match(inside[first][1]) if first is not None and not title else None
    if first is not None and summary:
        title = summary["summary"]
        inside[first] = (inside[first][0], summary["rest"])
    return inside, " ".join(re.sub(r"</?[A-Za-z][^<>]*>", "", title).split())


def _make_answer(body: list[NumberedLine], title: str, number: int) -> list[NumberedLine]:
    """The lines of an answer, which begins with its label."""
    label = FOLDED_ANSWER.search(title)
    first = next((n for n, (_, line) in enumerate(body) if line.strip()), None)
    if label is None or first is None or ANSWER_LABEL.match(body[first][1].strip()):
        return body
    words = f"{label['word']}："
    if PARAGRAPH.match(body[first][1]):
        return [*body[:first], (body[first][0], words + body[first][1].strip()), *body[first + 1 :]]
    return [(number, words), (number, ""), *body]


def _make_box(body: list[NumberedLine], title: str, number: int, pad: str) -> list[NumberedLine]:
    """The lines of a container with more colons than any inside."""
    deepest = max((len(match[1]) for _, line in body if (match := re.match(r"\s*(:{3,})", line))), default=2)
    colons = pad + ":" * (deepest + 1)
    return [(number, f"{colons} details {title}".rstrip()), *body, (body[-1][0] if body else number, colons)]
