"""Notes of Obsidian, Typora and MDX as Markdown of handouts: what the author wrote stays, line by line; foreign marks are rewritten."""

import re
from dataclasses import dataclass
from typing import Any

from jiangyi.importing.decisions import Log
from jiangyi.importing.decode.language import language
from jiangyi.importing.emit import yaml_emitter
from jiangyi.importing.emit.escaping import escaped, plain
from jiangyi.importing.parse import html_tags
from jiangyi.importing.parse.callouts import FENCE, Boxes, Numbered, fence_end
from jiangyi.importing.parse.front_matter import read_front
from jiangyi.importing.parse.note_blocks import Body, flat, harmless
from jiangyi.importing.parse.note_inlines import Surroundings, rewrite, tags_of
from jiangyi.importing.parse.pictures import Pictures

Data = dict[str, Any]
PROGRAM = re.compile(
    r"^(?:import\s+(?:[\w*{}\s,]+\s+from\s+)?['\"][^'\"]+['\"];?|export\s+(?:default|const|let|var|function|async|class)\b.*)\s*$"
)
LONE_COMPONENT = re.compile(r"^\s*(?:<[A-Z][\w.]*(?:\s[^<>]*)?/?>|</[A-Z][\w.]*>|\{/\*.*\*/\})\s*$")
LONE_TAGS = re.compile(r"^\s*(?:</?(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>\s*)+$")
DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\^\]\n][^\]\n]*)\]:\s*<?(?P<url>\S+?)>?(?:\s+[\"'(].*[\"')])?\s*$")
NOTE_TEXT = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:", re.MULTILINE)


@dataclass
class Note:
    """A note as a handout in Markdown."""

    head: Data
    comments: list[str]
    body: list[Numbered]
    """The lines with the numbers they have in the source."""

    @property
    def text(self) -> str:
        """The whole file."""
        front = "".join(f"{line}\n" for line in self.comments)
        body = _squeezed([line for _, line in self.body])
        return f"---\n{yaml_emitter.to_yaml(self.head)}{front}---\n\n{body.strip(chr(10))}\n"


def convert(text: str, name: str, pictures: Pictures, log: Log, *, mdx: bool = False) -> Note:
    """A note as a handout; `name` is its title where it has none."""
    lines = text.split("\n")
    front = read_front(lines, log)
    body: list[Numbered] = [(n, line) for n, line in enumerate(lines[front.lines :], front.lines + 1)]
    if front.broken:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", front.broken)), default=0))
        body = [(1, f"{fence}yaml"), *((2, line) for line in front.broken.split("\n")), (1, fence), (1, ""), *body]
    head = front.head
    around = Surroundings(log, frozenset(NOTE_TEXT.findall(text)), _references(body), _has_components(text, mdx=mdx))
    body = _closed(_prepared(body, around, head, log, mdx=mdx), log)

    def title(words: str, line: int) -> str:
        return flat(rewrite(words, line, around))

    body = Boxes(title, log).converted(body)
    chinese = language(text) != "en"
    body = Body(body, around, pictures, chinese).rewritten()
    lang = language(text)
    if lang != "zh-Hans":
        head.setdefault("lang", lang)
        log.add(0, "lang", lang)
    if "title" not in head:
        body = _titled(head, body, name, log)
    head.setdefault("numbering", {"section": "none"})
    return Note(head, front.comments, body)


def _squeezed(lines: list[str]) -> str:
    """The lines with several blank ones made one, outside code."""
    out: list[str] = []
    inside = ""
    for line in lines:
        fence = FENCE.match(line)
        if inside:
            inside = "" if re.match(rf"^[ \t>]*{re.escape(inside[0])}{{{len(inside)},}}[ \t]*$", line) else inside
        elif fence:
            inside = fence["fence"]
        elif not line.strip(" \t") and out and not out[-1].strip(" \t"):
            continue
        out.append(line)
    return "\n".join(out)


def _titled(head: Data, body: list[Numbered], name: str, log: Log) -> list[Numbered]:
    """The body without the heading that is the title: the only one of the first level, at the beginning."""
    code = _code_lines([line for _, line in body])
    tops = [n for n, (_, line) in enumerate(body) if re.match(r"#\s+\S", line) and n not in code]
    first = next((n for n, (_, line) in enumerate(body) if line.strip()), None)
    if len(tops) == 1 and tops[0] == first:
        number, line = body[first]
        words = re.sub(r"\s+#+\s*$", "", line[1:]).strip()
        if words and plain(words):
            head["title"] = words
            log.add(number, "title", plain(words))
            return body[:first] + body[first + 1 :]
    head["title"] = escaped(name)
    log.add(0, "title-guessed", name)
    return body


def _references(lines: list[Numbered]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, line in lines:
        match = DEFINITION.match(line)
        if match:
            found.setdefault(" ".join(match["label"].lower().split()), match["url"])
    return found


def _has_components(text: str, *, mdx: bool) -> bool:
    """Whether capital tags are components: always in MDX; elsewhere where one closes itself or is closed."""
    return mdx or re.search(r"<[A-Z][a-z]\w*(?:\s[^<>]*)?/>|</[A-Z][a-z]\w*>", text) is not None


def _code_lines(lines: list[str]) -> set[int]:
    """The lines inside fences, from 0."""
    numbered = list(enumerate(lines))
    found: set[int] = set()
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        end = fence_end(numbered, at, fence["fence"]) if fence else at + 1
        found |= set(range(at, end)) if fence else set()
        at = end
    return found


def _closed(lines: list[Numbered], log: Log) -> list[Numbered]:
    """The lines with a closing fence where the last code has none."""
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at][1])
        if not fence:
            at += 1
            continue
        end = fence_end(lines, at, fence["fence"])
        closed = end - at > 1 and re.match(rf"^[ \t>]*{re.escape(fence['fence'][0])}{{{len(fence['fence'])},}}[ \t]*$", lines[end - 1][1])
        if not closed:
            log.add(lines[at][0], "code-open", lines[at][1].strip())
            prefix = lines[at][1][: lines[at][1].index(fence["fence"])]
            return [*lines, (lines[-1][0], re.sub(r"[^>\s]", " ", prefix) + fence["fence"])]
        at = end
    return lines


def _prepared(lines: list[Numbered], around: Surroundings, head: Data, log: Log, *, mdx: bool) -> list[Numbered]:
    """The lines without those of a program, comments over several lines as HTML ones, lines of tags moved to the head."""
    code = _code_lines([line for _, line in lines])
    out: list[Numbered] = []
    comment: list[str] | None = None
    for at, (number, line) in enumerate(lines):
        if at in code and comment is None:
            out.append((number, line))
            continue
        if comment is not None:
            end = line.find("%%")
            comment.append(line if end < 0 else line[:end])
            if end >= 0:
                out += _comment(comment, number)
                out += [(number, line[end + 2 :])] if line[end + 2 :].strip() else []
                comment = None
            continue
        opened = line.rfind("<!--")
        if opened >= 0 and "-->" not in line[opened:] and not any("-->" in later for _, later in lines[at + 1 :]):
            line = line.replace("<!--", "\\<!--")  # noqa: PLW2901 - nothing closes it
        opening = line.rfind("%%")
        if line.count("%%") % 2 and any("%%" in later for _, later in lines[at + 1 :]):
            out += [(number, line[:opening]), (number, "")] if line[:opening].strip() else [(number, "")]
            comment = [line[opening + 2 :]]
            continue
        out += _line(line, number, around, head, log, mdx=mdx)
    if comment is not None:
        out += _comment(comment, lines[-1][0])
    return out


def _line(line: str, number: int, around: Surroundings, head: Data, log: Log, *, mdx: bool) -> list[Numbered]:
    """What becomes of one line outside code."""
    if PROGRAM.match(line) and (mdx or line.startswith("import ")):
        log.add(number, "import", line.strip())
        return [(number, "")]
    if around.components and LONE_COMPONENT.match(line):
        log.add(number, "jsx", line.strip())
        return [(number, "")]
    if DEFINITION.match(line):
        log.add(number, "link", line.strip())
        return [(number, "")]
    found = tags_of(line) if not line.startswith(("    ", "\t")) else None
    if found:
        head["tags"] = list(dict.fromkeys([*head.get("tags", []), *found]))
        log.add(number, "tags", line.strip())
        return [(number, "")]
    if re.match(r"^[ \t]{0,3}#{1,6}(?:[ \t\u3000]+#*[ \t]*)?$", line):
        log.add(number, "html-dropped", line.strip())
        return [(number, "")]
    if NOTE_TEXT.match(line):
        return [(number, ""), (number, line)]
    lone = LONE_TAGS.match(line)
    if lone and lone["name"].lower() in html_tags.INLINE:
        return [(number, line), (number, "")]
    return [(number, line)]


def _comment(words: list[str], number: int) -> list[Numbered]:
    text = "\n".join(words).strip()
    if not text:
        return []
    return [(number, line) for line in ("", *f"<!-- {harmless(text)} -->".split("\n"), "")]
