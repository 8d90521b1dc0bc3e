"""Convert Obsidian callouts, admonitions and colon containers of other programs to containers of handouts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_header
from jiangyi.model import available_containers

CALLOUT_NAMES = {
    "key": "abstract summary tldr important hint key 重点 要点 总结 摘要",
    "warning": "warning caution attention danger error bug failure fail missing 易错 注意 警告 坑",
    "memory": "memory mnemonic 口诀 记忆",
    "tip": "note info tip todo success check done question help faq example details seealso 提示 例 拓展 补充 笔记",
}
"""The kinds of callouts in handouts, each with the names that other programs use."""
KIND_BY_NAME = {word: kind for kind, words in CALLOUT_NAMES.items() for word in words.split()}
QUOTES = ("quote", "cite", "引用", "金句")
QUOTED = re.compile(r"^(?P<pad>[ \t]*)>[ ]?(?P<inside>.*)$")
CALLOUT = re.compile(r"^\[!(?P<kind>[^\]\n]+)\][+-]?[ \t]*(?P<title>.*)$")
ADMONITION = re.compile(r"^(?P<pad>[ \t]*)(?:!!!|\?\?\?\+?)[ ]+(?P<kind>[\w-]+)(?:[ ]+[\w-]+)*(?:[ ]+[\"“](?P<title>.*)[\"”])?[ ]*$")
COLONS = re.compile(r"^(?P<pad>[ \t]*):{3,}[ ]*(?:\{?(?P<kind>[\w-]+)\}?(?:\[(?P<bracket>[^\]]*)\])?[ ]*(?P<title>.*?))?[ ]*:*$")
FENCE = re.compile(r"^[ \t]*(?:>[ ]?|[-*+][ ]+|\d+[.)][ ]+)*[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
MAX_DEPTH = 20
"""The deepest nesting of callouts that is converted, so that containers which are never closed cannot exhaust the stack."""

NumberedLine = tuple[int, str]
"""The number of a line in the note, and its text."""
TitleRewriter = Callable[[str, int], str]
"""Rewrites the title of a callout in a line of the note."""


@dataclass(frozen=True)
class CalloutConverter:
    """Converts callouts to containers, inner ones first."""

    rewrite_title: TitleRewriter
    log: DecisionLog

    def convert_lines(self, lines: list[NumberedLine], depth: int = 0) -> list[NumberedLine]:
        """The lines with every callout converted, except in code."""
        out: list[NumberedLine] = []
        at = 0
        while at < len(lines):
            number, line = lines[at]
            fence = FENCE.match(line)
            if fence and not QUOTED.match(line):
                end = find_fence_end(lines, at, fence["fence"])
                out += lines[at:end]
                at = end
            elif QUOTED.match(line) and depth < MAX_DEPTH:
                at = self.convert_quoted(lines, at, out, depth)
            elif (found := ADMONITION.match(line)) and depth < MAX_DEPTH:
                at = self.convert_admonition(lines, at, found, out, depth)
            elif (found := COLONS.match(line)) and depth < MAX_DEPTH:
                at = self.convert_colons(lines, at, found, out, depth)
            else:
                out.append((number, line))
                at += 1
        return out

    def convert_quoted(self, lines: list[NumberedLine], at: int, out: list[NumberedLine], depth: int) -> int:
        """Convert a run of lines that begin with >: a callout, or a quotation that may contain one. Returns the next index."""
        end, pad, inside = at, "", list[NumberedLine]()
        quoted = QUOTED.match(lines[at][1])
        while quoted and not (inside and CALLOUT.match(quoted["inside"])):
            pad = pad if inside else quoted["pad"]
            inside.append((lines[end][0], quoted["inside"]))
            end += 1
            quoted = QUOTED.match(lines[end][1]) if end < len(lines) else None
        first = CALLOUT.match(inside[0][1])
        if first and first["kind"].split("|")[0].strip().lower() not in QUOTES:
            self.append_callout(lines[at][0], first["kind"].split("|")[0].strip(), first["title"], inside[1:], pad, out, depth)
            return end
        if first:
            title = first["title"].strip()
            inside[0] = (inside[0][0], f"**{title}**" if title else "")
            self.log.add(lines[at][0], "callout", first["kind"], "quote")
        out += [(number, f"{pad}> {line}".rstrip() if line else f"{pad}>") for number, line in self.convert_lines(inside, depth + 1)]
        if quoted:  # another callout follows
            out.append((lines[end][0], ""))
        return end

    def convert_admonition(self, lines: list[NumberedLine], at: int, found: re.Match[str], out: list[NumberedLine], depth: int) -> int:
        """`!!! note "title"` with the lines below it that are indented by four."""
        end, pad = at + 1, found["pad"]
        while end < len(lines) and (not lines[end][1].strip() or re.match(re.escape(pad) + r"(?:[ ]{4}|\t)", lines[end][1])):
            end += 1
        while end > at + 1 and not lines[end - 1][1].strip():
            end -= 1
        inside = [(number, re.sub("^" + re.escape(pad) + r"(?:[ ]{4}|\t)", "", line)) for number, line in lines[at + 1 : end]]
        self.append_callout(lines[at][0], found["kind"], found["title"] or "", inside, pad, out, depth)
        return end

    def convert_colons(self, lines: list[NumberedLine], at: int, found: re.Match[str], out: list[NumberedLine], depth: int) -> int:
        """Convert `:::kind title` up to its closing line; closing lines without an opening one are dropped. Returns the next index."""
        number, line = lines[at]
        if not found["kind"]:
            self.log.add(number, "container-left", line.strip())
            return at + 1
        level, end = 1, at + 1
        while end < len(lines) and level:
            inner = COLONS.match(lines[end][1])
            level += 0 if inner is None else 1 if inner["kind"] else -1
            end += 1
        inside = lines[at + 1 : end - 1] if not level else lines[at + 1 : end]
        kind = found["kind"]
        if kind in available_containers() and not found["bracket"] and kind not in ("tip", "warning"):
            self.log.add(number, "container", line.strip(), kind)
            self.append_container(number, f"{kind} {found['title']}".strip(), self.convert_lines(inside, depth + 1), found["pad"], out)
        elif kind.lower() in KIND_BY_NAME:
            self.append_callout(number, kind, found["bracket"] or re.sub(r"\{.*\}$", "", found["title"]), inside, found["pad"], out, depth)
        else:
            self.log.add(number, "container-left", line.strip())
            out += [(number, ""), *self.convert_lines(inside, depth + 1), (number, "")]
        return end

    def append_callout(
        self, number: int, kind: str, title: str, inside: list[NumberedLine], pad: str, out: list[NumberedLine], depth: int
    ) -> None:
        """Append a callout as a container of the kind that its name maps to, else a tip."""
        made = KIND_BY_NAME.get(kind.lower(), "tip")
        known = kind.lower() in KIND_BY_NAME
        title = title.strip() or ("" if known else kind)
        self.log.add(number, "callout", shorten(f"{kind} {title}"), made)
        words = self.rewrite_title(title, number) if title else ""
        self.append_container(number, f"{made} {escape_header(words)}".strip(), self.convert_lines(inside, depth + 1), pad, out)

    def append_container(self, number: int, head: str, inside: list[NumberedLine], pad: str, out: list[NumberedLine]) -> None:
        """Append a container with more colons than any container inside; unclosed code is closed."""
        deepest = max((len(match[1]) for _, line in inside if (match := re.match(r"\s*(:{3,})", line))), default=2)
        colons = ":" * (deepest + 1)
        body = [(line_number, pad + line if line else "") for line_number, line in inside]
        fences = [line for _, line in inside if FENCE.match(line)]
        closing = [(number, pad + fences[-1].strip()[:3])] if len(fences) % 2 else []
        out += [(number, ""), (number, f"{pad}{colons} {head}"), *body, *closing, (number, pad + colons), (number, "")]


def find_fence_end(lines: list[NumberedLine], at: int, fence: str) -> int:
    """The index after the closing fence, or after the last line."""
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((n + 1 for n in range(at + 1, len(lines)) if closing.match(lines[n][1])), len(lines))
