"""Convert notes of Obsidian, Typora and MDX to the Markdown of handouts: lines stay as they are except for foreign syntax."""

import re
from dataclasses import dataclass
from typing import Any

from jiangyi.core import count_line_ends
from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.decode import detect_language
from jiangyi.importing.emit import escape_inline, strip_markup, to_yaml
from jiangyi.importing.parse import html_tags
from jiangyi.importing.parse.contents_lists import find_linked_contents
from jiangyi.importing.parse.front_matter import parse_front_matter
from jiangyi.importing.parse.note_anchors import mark_anchors
from jiangyi.importing.parse.note_blocks import NoteRewriter, escape_comment, flatten_to_line
from jiangyi.importing.parse.note_details import convert_details
from jiangyi.importing.parse.note_embeds import EmbedInserter, NoteFinder, find_no_note
from jiangyi.importing.parse.note_inlines import NoteContext, has_too_many_formulas, mask_opaque, rewrite_paragraph
from jiangyi.importing.parse.pictures import PictureStore
from jiangyi.readers import (
    FENCE,
    CalloutConverter,
    NumberedLine,
    find_code_lines,
    find_fence_end,
    find_full_width,
    is_tag_line,
    parse_tags,
    replace_signs,
    rewrite_lines,
)

Data = dict[str, Any]
PROGRAM_LINE = re.compile(
    r"^(?:import\s+(?:[\w*{}\s,]+\s+from\s+)?['\"][^'\"]+['\"];?|export\s+(?:default|const|let|var|function|async|class)\b.*)\s*$"
)
LONE_COMPONENT = re.compile(r"^\s*(?:<[A-Z][\w.]*(?:\s[^<>]*)?/?>|</[A-Z][\w.]*>|\{/\*.*\*/\})\s*$")
LONE_TAGS = re.compile(r"^\s*(?:</?(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>\s*)+$")
DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\^\]\n][^\]\n]*)\]:\s*<?(?P<url>\S+?)>?(?:\s+[\"'(].*[\"')])?\s*$")
TYPED_ID = re.compile(r"\{:?[ ]*#([^\s{}]+)[^{}\n]*\}")
FOOTNOTE_TEXT = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:", re.MULTILINE)


@dataclass
class ConvertedNote:
    """A note converted to the Markdown of a handout."""

    head: Data
    comments: list[str]
    body: list[NumberedLine]
    """The lines with their numbers in the source."""

    @property
    def text(self) -> str:
        """The text of the file."""
        return "\n".join(line for _, line in self.lines) + "\n"

    @property
    def lines(self) -> list[NumberedLine]:
        """The lines of the file with their numbers in the source, 0 for those of the head."""
        head = ["---", *to_yaml(self.head).splitlines(), *self.comments, "---", ""]
        return [*((0, line) for line in head), *_squeeze_blank_lines(self.body)]


def convert_note(
    text: str, name: str, pictures: PictureStore, log: DecisionLog, *, mdx: bool = False, find_note: NoteFinder = find_no_note
) -> ConvertedNote:
    """Convert a note to a handout; `name` becomes its title where it has none, and `find_note` looks up the notes that it embeds."""
    signs = find_full_width(text)
    for line, sign in zip(count_line_ends(text, (sign.start for sign in signs)), signs, strict=True):
        log.add(line + 1, "full-width", sign.found, sign.made)
    lines = replace_signs(text, signs).split("\n")
    front = parse_front_matter(lines, log)
    body: list[NumberedLine] = [(n, line) for n, line in enumerate(lines[front.lines :], front.lines + 1)]
    if front.broken:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", front.broken)), default=0))
        body = [(1, f"{fence}yaml"), *((2, line) for line in front.broken.split("\n")), (1, fence), (1, ""), *body]
    head = front.head
    body = EmbedInserter(find_note, log, {(name.lower(), "")}).insert(_remove_contents(body, log))
    body, anchors = mark_anchors(convert_details(body, log), name)
    text = "\n".join(line for _, line in body)
    references, components = _collect_references(body), _has_components(text, mdx=mdx)
    ids = frozenset(TYPED_ID.findall(text))
    context = NoteContext(
        log,
        frozenset(FOOTNOTE_TEXT.findall(text)),
        references,
        components,
        name,
        anchors,
        ids,
        has_too_many_formulas=has_too_many_formulas(text),
    )
    body = rewrite_lines(_close_fence(_prepare_lines(body, context, head, log, mdx=mdx), log), log)

    def rewrite_title(words: str, line: int) -> str:
        return flatten_to_line(rewrite_paragraph(words, line, context))

    body = CalloutConverter(rewrite_title, log).convert_lines(body)
    chinese = detect_language(text) != "en"
    body = NoteRewriter(body, context, pictures, chinese).rewrite_lines()
    lang = detect_language(text)
    if lang != "zh-Hans":
        head.setdefault("lang", lang)
        log.add(0, "lang", lang)
    if "title" not in head:
        body = _take_title(head, body, name, log)
    head.setdefault("numbering", {"section": "none"})
    return ConvertedNote(head, front.comments, body)


def _remove_contents(lines: list[NumberedLine], log: DecisionLog) -> list[NumberedLine]:
    """The lines without a list of links to the note's own headings."""
    code = find_code_lines(lines)
    texts = ["" if at in code else line for at, (_, line) in enumerate(lines)]
    dropped = {at for run in find_linked_contents(texts) for at in run}
    for at in sorted(dropped):
        if texts[at].strip():
            log.add(lines[at][0], "contents", texts[at].strip())
    return [(number, "" if at in dropped else line) for at, (number, line) in enumerate(lines)]


def _squeeze_blank_lines(lines: list[NumberedLine]) -> list[NumberedLine]:
    """The lines with runs of blank lines outside code reduced to one, and none at the ends."""
    out: list[NumberedLine] = []
    inside = ""
    for number, line in lines:
        fence = FENCE.match(line)
        if inside:
            inside = "" if re.match(rf"^[ \t>]*{re.escape(inside[0])}{{{len(inside)},}}[ \t]*$", line) else inside
        elif fence:
            inside = fence["fence"]
        elif not line.strip(" \t") and out and not out[-1][1].strip(" \t"):
            continue
        out.append((number, line))
    while out and not out[0][1]:
        del out[0]
    while out and not out[-1][1]:
        del out[-1]
    return out


def _take_title(head: Data, body: list[NumberedLine], name: str, log: DecisionLog) -> list[NumberedLine]:
    """Set the title, and return the body without its heading if that is the only one of level 1 and comes first."""
    code = find_code_lines(body)
    tops = [n for n, (_, line) in enumerate(body) if re.match(r"#\s+\S", line) and n not in code]
    first = next((n for n, (_, line) in enumerate(body) if line.strip()), None)
    if len(tops) == 1 and tops[0] == first:
        number, line = body[first]
        words = re.sub(r"\s+#+\s*$", "", line[1:]).strip()
        if words and strip_markup(words):
            head["title"] = words
            log.add(number, "title", strip_markup(words))
            return body[:first] + body[first + 1 :]
    head["title"] = escape_inline(name)
    log.add(0, "title-guessed", name)
    return body


def _collect_references(lines: list[NumberedLine]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, line in lines:
        match = DEFINITION.match(line)
        if match:
            found.setdefault(" ".join(match["label"].lower().split()), match["url"])
    return found


def _has_components(text: str, *, mdx: bool) -> bool:
    """Whether capitalized tags are JSX components: always in MDX, elsewhere if one is self-closing or closed."""
    return mdx or re.search(r"<[A-Z][a-z]\w*(?:\s[^<>]*)?/>|</[A-Z][a-z]\w*>", text) is not None


def _close_fence(lines: list[NumberedLine], log: DecisionLog) -> list[NumberedLine]:
    """The lines with a closing fence added where code is not closed."""
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at][1])
        if not fence:
            at += 1
            continue
        end = find_fence_end(lines, at, fence["fence"])
        closed = end - at > 1 and re.match(rf"^[ \t>]*{re.escape(fence['fence'][0])}{{{len(fence['fence'])},}}[ \t]*$", lines[end - 1][1])
        if not closed:
            log.add(lines[at][0], "code-open", lines[at][1].strip())
            prefix = lines[at][1][: lines[at][1].index(fence["fence"])]
            return [*lines, (lines[-1][0], re.sub(r"[^>\s]", " ", prefix) + fence["fence"])]
        at = end
    return lines


def _prepare_lines(lines: list[NumberedLine], context: NoteContext, head: Data, log: DecisionLog, *, mdx: bool) -> list[NumberedLine]:
    """The lines without program code; comments over several lines become HTML comments, lines of tags move to the head."""
    code = find_code_lines(lines)
    masked = mask_opaque("\n".join("" if at in code else line for at, (_, line) in enumerate(lines))).split("\n")
    last_end, last_mark = (max((at for at, line in enumerate(masked) if mark in line), default=-1) for mark in ("-->", "%%"))
    out: list[NumberedLine] = []
    comment: list[str] | None = None
    for at, (number, line) in enumerate(lines):
        if at in code and comment is None:
            out.append((number, line))
            continue
        if comment is not None:
            end = masked[at].find("%%")
            comment.append(line if end < 0 else line[:end])
            if end >= 0:
                out += _make_comment(comment, number)
                out += [(number, line[end + 2 :])] if line[end + 2 :].strip() else []
                comment = None
            continue
        opened = masked[at].rfind("<!--")
        if opened >= 0 and "-->" not in masked[at][opened:] and last_end <= at:
            line = line.replace("<!--", "\\<!--")  # noqa: PLW2901 - nothing closes it
        opening = masked[at].rfind("%%")
        if masked[at].count("%%") % 2 and last_mark > at:
            out += [(number, line[:opening]), (number, "")] if line[:opening].strip() else [(number, "")]
            comment = [line[opening + 2 :]]
            continue
        if is_tag_line(lines, at):
            head["tags"] = list(dict.fromkeys([*head.get("tags", []), *parse_tags(line)]))
            log.add(number, "tags", line.strip())
            out.append((number, ""))
            continue
        out += _prepare_line(line, number, context, log, mdx=mdx)
    if comment is not None:
        out += _make_comment(comment, lines[-1][0])
    return out


def _prepare_line(line: str, number: int, context: NoteContext, log: DecisionLog, *, mdx: bool) -> list[NumberedLine]:
    """The lines that replace one line outside code."""
    if PROGRAM_LINE.match(line) and (mdx or line.startswith("import ")):
        log.add(number, "import", line.strip())
        return [(number, "")]
    if context.components and LONE_COMPONENT.match(line):
        log.add(number, "jsx", line.strip())
        return [(number, "")]
    if DEFINITION.match(line):
        log.add(number, "link", line.strip())
        return [(number, "")]
    if re.match(r"^[ \t]{0,3}#{1,6}(?:[ \t\u3000]+#*[ \t]*)?$", line):
        log.add(number, "html-dropped", line.strip())
        return [(number, "")]
    if note := FOOTNOTE_TEXT.match(line):
        label = context.name_note(note["label"])
        if label != note["label"]:
            log.add(number, "note-repeated", line.strip(), label)
            line = line.replace(f"[^{note['label']}]", f"[^{label}]", 1)
        return [(number, ""), (number, line)]
    lone = LONE_TAGS.match(line)
    if lone and lone["name"].lower() in html_tags.INLINE:
        return [(number, line), (number, "")]
    return [(number, line)]


def _make_comment(words: list[str], number: int) -> list[NumberedLine]:
    text = "\n".join(words).strip()
    if not text:
        return []
    return [(number, line) for line in ("", *f"<!-- {escape_comment(text)} -->".split("\n"), "")]
