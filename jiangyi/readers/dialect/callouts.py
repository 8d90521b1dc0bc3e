"""Convert Obsidian callouts, admonitions and colon containers of other programs to containers of handouts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from jiangyi.core import limits
from jiangyi.model import find_container_name
from jiangyi.readers.dialect.callout_kinds import QUOTES, find_callout_kind, make_default_title
from jiangyi.readers.dialect.container_heads import COLONS, ContainerHead, match_containers, parse_container_head
from jiangyi.readers.dialect.lines import FENCE, ConversionLog, NumberedLine, find_fence_end
from jiangyi.readers.syntax.attributes import escape_header

QUOTED = re.compile(r"^(?P<pad>[ \t]*)>[ ]?(?P<inside>.*)$")
CALLOUT = re.compile(r"^\[!(?P<kind>[^\]\n]+)\][+-]?[ \t]*(?P<title>.*)$")
ADMONITION = re.compile(r"^(?P<pad>[ \t]*)(?:!!!|\?\?\?\+?)[ ]+(?P<kind>[\w-]+)(?:[ ]+[\w-]+)*(?:[ ]+[\"“](?P<title>.*)[\"”])?[ ]*$")
TAB = re.compile(r"^(?P<pad>[ \t]*)===[!+]?[ ]+[\"“](?P<title>.*)[\"”][ ]*$")
HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>.*)$")
BLOCK_CLASS = re.compile(r"^(?P<pad>[ \t]*)\{:[ ]*\.(?P<kind>[\w-]+)[ ]*\}[ ]*$")
MAX_DEPTH = limits.CONTAINER_DEPTH.value
"""The deepest nesting of callouts that is converted, so that containers which are never closed cannot exhaust the stack."""

TitleRewriter = Callable[[str, int], str]
"""Rewrites the title of a callout in a line of the note."""


@dataclass(frozen=True)
class CalloutConverter:
    """Converts callouts to containers, inner ones first."""

    rewrite_title: TitleRewriter
    log: ConversionLog
    keeps_misspelt: bool = False
    """Whether a container stays whose name resembles one of ours, so that it can be reported as a misspelling."""

    def convert_lines(self, lines: list[NumberedLine], depth: int = 0) -> list[NumberedLine]:
        """The lines with every callout converted, except in code."""
        out: list[NumberedLine] = []
        pairs, unclosed = match_containers(lines)
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
            elif COLONS.match(line):
                deep = depth >= MAX_DEPTH
                at = self.convert_colons(lines, at, None if deep else pairs.get(at), out, depth, closed=at in unclosed)
            elif (found := TAB.match(line)) and depth < MAX_DEPTH:
                at = self.convert_tab(lines, at, found, out, depth)
            elif depth < MAX_DEPTH and (found := BLOCK_CLASS.match(line)) and find_callout_kind(found["kind"]):
                at = self.convert_block_class(lines, at, found, out, depth)
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
            kind, _, fields = first["kind"].partition("|")
            if fields.strip():
                self.log.add(lines[at][0], "attributes", fields.strip())
            self.append_callout(lines[at][0], kind.strip(), first["title"], inside[1:], pad, out, depth)
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
        end, inside = _find_indented(lines, at, found["pad"])
        pad = found["pad"]
        self.append_callout(lines[at][0], found["kind"], found["title"] or "", inside, pad, out, depth)
        return end

    def convert_colons(
        self, lines: list[NumberedLine], at: int, end: int | None, out: list[NumberedLine], depth: int, *, closed: bool
    ) -> int:
        """Convert `:::name words` up to its closing line at `end`. An opening line that nothing closes is left out, as is a closing
        line that closes nothing. Returns the next index.
        """
        number, line = lines[at]
        found = COLONS.match(line)
        if found is None or not found["head"]:
            self.log.add(number, "container-stray", line.strip())
            return at + 1
        head = parse_container_head(found["head"])
        if end is None:
            self.log.add(number, "container-open" if closed else "container-deep", head.typed, found["colons"])
            if head.words:
                out += [(number, ""), (number, f"{found['pad']}**{head.words}**"), (number, "")]
            return at + 1
        pad = found["pad"]
        inside = [(n, _strip_pad(text, len(pad))) for n, text in lines[at + 1 : end]]
        inside, head = _take_title(inside, head) if head.heading_is_title else (inside, head)
        body = self.convert_lines(inside, depth + 1)
        behind = re.sub(r"\S", " ", pad)
        known = find_container_name(head.name) != ""
        if not known and not (head.name and self.keeps_misspelt):
            self.log.add(number, "container-left", line.strip())
            first = [(number, f"{pad}**{head.words}**"), (number, "")] if head.words else [(number, pad)] if pad.strip() else []
            out += [(number, ""), *first, *((n, behind + text if text else "") for n, text in body), (number, "")]
            return end + 1
        if head.is_callout:
            self.log_callout(number, head.typed, head.words, head.name, known=head.is_known)
            words = self.rewrite_title(head.words, number) if head.words else ""
            typed = f"{head.name} {escape_header(words)}".strip() + (f" {head.attributes}" if head.attributes else "")
        else:
            self.log.add(number, "container", line.strip(), head.name)
            typed = f"{head.name} {head.words}".strip()
        self.append_container(number, typed, body, pad, out)
        return end + 1

    def convert_tab(self, lines: list[NumberedLine], at: int, found: re.Match[str], out: list[NumberedLine], depth: int) -> int:
        """`=== "title"` with the lines below it that are indented by four: code gets the title, anything else stands below it."""
        end, inside = _find_indented(lines, at, found["pad"])
        number, pad, title = lines[at][0], found["pad"], found["title"].strip()
        self.log.add(number, "tab", title)
        body = self.convert_lines(inside, depth + 1)
        first = next((n for n, (_, line) in enumerate(body) if line.strip()), len(body))
        fence = FENCE.match(body[first][1]) if first < len(body) else None
        if fence and not any(line.strip() for _, line in body[find_fence_end(body, first, fence["fence"]) :]):
            language = fence["info"].strip().partition(" ")[0] or "text"
            body[first] = (body[first][0], f"{fence['fence']}{language} {title}")
        else:
            body = [(number, f"**{title}**"), (number, ""), *body]
        out += [(number, ""), *((n, pad + line if line else "") for n, line in body), (number, "")]
        return end

    def convert_block_class(self, lines: list[NumberedLine], at: int, found: re.Match[str], out: list[NumberedLine], depth: int) -> int:
        """`{: .note }` (kramdown) makes a callout of the block below it, or of the one above it that ends here."""
        number, pad, kind = lines[at][0], found["pad"], found["kind"]
        end = at + 1
        while end < len(lines) and lines[end][1].strip():
            end += 1
        if end > at + 1:
            inside = [(n, _strip_pad(line, len(pad))) for n, line in lines[at + 1 : end]]
        else:
            start = len(out)
            while start and out[start - 1][1].strip():
                start -= 1
            inside = [(n, _strip_pad(line, len(pad))) for n, line in out[start:]]
            del out[start:]
        title = ""
        if inside and all(QUOTED.match(line) for _, line in inside):
            inside = [(n, QUOTED.sub(r"\g<inside>", line)) for n, line in inside]
        if kind.endswith("-title") and inside:
            title, inside = inside[0][1].strip(), inside[1:]
        self.append_callout(number, kind, title, inside, pad, out, depth)
        return end

    def append_callout(
        self, number: int, kind: str, title: str, inside: list[NumberedLine], pad: str, out: list[NumberedLine], depth: int
    ) -> None:
        """Append a callout as a container of the kind that its name maps to; one of an unknown kind is a tip titled by it."""
        made = find_callout_kind(kind)
        title = title.strip() or make_default_title(kind)
        self.log_callout(number, kind, title, made or "tip", known=bool(made))
        words = self.rewrite_title(title, number) if title else ""
        self.append_container(number, f"{made or 'tip'} {escape_header(words)}".strip(), self.convert_lines(inside, depth + 1), pad, out)

    def log_callout(self, number: int, kind: str, title: str, made: str, *, known: bool) -> None:
        """Log a callout by its kind and its title, which may be the kind."""
        self.log.add(number, "callout" if known else "callout-unknown", kind if title in ("", kind) else f"{kind} {title}", made)

    def append_container(self, number: int, head: str, inside: list[NumberedLine], pad: str, out: list[NumberedLine]) -> None:
        """Append a container with more colons than any container inside; unclosed code is closed."""
        deepest = max((len(match[1]) for _, line in inside if (match := re.match(r"\s*(:{3,})", line))), default=2)
        colons = ":" * (deepest + 1)
        behind = re.sub(r"\S", " ", pad)
        body = [(line_number, behind + line if line else "") for line_number, line in inside]
        fences = [line for _, line in inside if FENCE.match(line)]
        closing = [(number, behind + fences[-1].strip()[:3])] if len(fences) % 2 else []
        out += [(number, ""), (number, f"{pad}{colons} {head}"), *body, *closing, (number, behind + colons), (number, "")]


def _find_indented(lines: list[NumberedLine], at: int, pad: str) -> tuple[int, list[NumberedLine]]:
    """The index after the lines below a line that are indented by four more than it, and these lines without that indentation."""
    indented = re.compile(re.escape(pad) + r"(?:[ ]{4}|\t)")
    end = at + 1
    while end < len(lines) and (not lines[end][1].strip() or indented.match(lines[end][1])):
        end += 1
    while end > at + 1 and not lines[end - 1][1].strip():
        end -= 1
    return end, [(number, indented.sub("", line, count=1)) for number, line in lines[at + 1 : end]]


def _strip_pad(line: str, width: int) -> str:
    """A line without at most `width` characters of its indentation."""
    return line[min(width, len(line) - len(line.lstrip())) :]


def _take_title(inside: list[NumberedLine], head: ContainerHead) -> tuple[list[NumberedLine], ContainerHead]:
    """The contents without a heading that comes first, and the head with its words as the title."""
    first = next((n for n, (_, line) in enumerate(inside) if line.strip()), None)
    heading = HEADING.match(inside[first][1]) if first is not None else None
    if first is None or heading is None:
        return inside, head
    return inside[first + 1 :], replace(head, words=heading["words"].rstrip("#").rstrip(" \t"))
