"""Rewrite the inline syntax of notes in the Markdown of handouts: links, embeds, HTML, formulas, braces."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from jiangyi.core import limits, trim_formula
from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse import html_blocks, html_tags
from jiangyi.importing.parse.formula_checks import can_typeset_formula
from jiangyi.importing.parse.note_anchors import find_anchor
from jiangyi.importing.parse.picture_sizes import read_length, read_pixels
from jiangyi.model import ID_PATTERN

Data = dict[str, Any]
HOLD_MARK, FIGURE_MARK = "\ufdd3", html_tags.FIGURE_MARK
"""Noncharacters around the index of text that is finished, and of a picture."""
CODE = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<text>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
MATH = re.compile(
    r"(?<![\\$])\$\$(?P<wide>[^$]+?)\$\$|(?<![\\$\d])\$(?![\s$])(?P<tex>(?:[^$\n]|\n(?!\s*\n))*?[^\s\\$])\$(?![\d$])|\\\((?P<round>.+?)\\\)",
    re.DOTALL,
)
COMMENT = re.compile(r"%%(?P<words>.*?)%%|<!--(?P<html>.*?)-->", re.DOTALL)
AUTOLINK = re.compile(r"(?<!\\)<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
INSTRUCTION = re.compile(r"<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^<>]*>", re.DOTALL)
"""Processing instructions, CDATA sections and declarations (CommonMark 0.31 §6.6): characters to a reader."""
OPAQUE = re.compile(
    "|".join(
        f"(?P<{name}>{pattern.pattern})"
        for name, pattern in (("code", CODE), ("comment", COMMENT), ("autolink", AUTOLINK), ("instruction", INSTRUCTION), ("math", MATH))
    ),
    re.DOTALL,
)
"""What has no inline syntax in it; whichever begins first counts."""
OPENING = re.compile(r"`+|%%|<|\$|\\\(")
CLOSINGS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("\\(", "\\)"))
"""How what may be long begins and ends: where no end follows, it is not looked for again and again."""
EMBED = re.compile(r"!\[\[(?P<inside>[^\[\]\n]+?)\]\]")
WIKI = re.compile(r"(?<!!)\[\[(?P<inside>[^\[\]\n]+?)\]\]")
IMAGE = re.compile(r"!\[(?P<alt>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?P<target>(?:[^()]|\([^()\n]*\))*)\)(?:\{:?(?P<fields>[^{}\n]*)\})?")
LINK = re.compile(r"(?<![!\\])\[(?P<words>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?P<target>(?:[^()]|\([^()\n]*\))*)\)")
REFERENCE = re.compile(r"(?P<bang>!?)\[(?P<words>[^\[\]\n^#]+)\](?:\[(?P<label>[^\[\]\n]*)\])?(?![(\[:])")
TARGET = re.compile(r"""^\s*<?(?P<url>[^"'<>]*?|\S+?)>?(?:\s+(?:"(?P<title>[^"]*)"|'(?P<single>[^']*)'))?\s*$""")
WIDE_SPACE = re.compile(r"(?<!\s)\s{20,}")
TAG = re.compile(r"(?<![\w#&/\\])#(?P<tag>[\w\u3400-\u9fff][\w\u3400-\u9fff/-]*)")
BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9][A-Za-z0-9-]*\s*$")
FOOTNOTE_REFERENCE = re.compile(r"(?<!\\)\[\^(?P<label>[^\[\]\s]+)\]")
BRACES = re.compile(r"(?<!\\)\{(?=\{|[^{}|\n]+\|[^{}|\n]+\})")
REFERENCE_TO_ID = re.compile(r"(?<!\\)\[#(?P<id>[^\[\]\s]+)\](?!\()")
FIELD = re.compile(r"[A-Za-z_-]+=(?:\"[^\"]*\"|“[^”]*”|\S+)|\S+")
"""An attribute in braces: a pair, an id or a class."""
PICTURE_SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif|ico)$", re.IGNORECASE)
COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s(?:[^<>{}]|\{[^{}]*\})*)?/?>|\{/\*(?:(?!\{/\*).)*?\*/\}", re.DOTALL)


@dataclass
class RewrittenParagraph:
    """A paragraph in the Markdown of handouts; its pictures are `\ufdd4index\ufdd4` in the text, comments and other blocks are separate."""

    text: str
    figures: list[Data] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    blocks: list[Data] = field(default_factory=list)


@dataclass(frozen=True)
class NoteContext:
    """What the rewriting of a paragraph needs from its note."""

    log: DecisionLog
    notes: frozenset[str] = frozenset()
    """Labels of footnotes with a text."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Addresses by the label of a reference link."""
    components: bool = False
    """Whether capitalized tags are JSX components."""
    name: str = ""
    """The name of the note, by which links within it may name it."""
    anchors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The ids of headings and blocks that links within the note lead to."""
    ids: frozenset[str] = frozenset()
    """The ids that the author gave in braces."""
    labels: set[str] = field(default_factory=set)
    """Labels of footnotes whose text has been seen."""
    repeated: Counter[str] = field(default_factory=Counter)
    """How often a label has been tried again."""
    has_too_many_formulas: bool = False
    """Whether its formulas are beyond the limit that `check_formulas` reports: then none is tried."""

    def can_typeset(self, tex: str) -> bool:
        """Whether a formula can be typeset."""
        return self.has_too_many_formulas or can_typeset_formula(tex)

    def name_note(self, label: str) -> str:
        """The label of the next footnote: a new one where another text has the label already."""
        free = label
        while free in self.labels:
            self.repeated[label] += 1
            free = f"{label}-{self.repeated[label] + 1}"
        self.labels.add(free)
        return free


def rewrite_paragraph(text: str, line: int, context: NoteContext) -> RewrittenParagraph:
    """Rewrite a paragraph; code and formulas stay as they are."""
    log, out, held = context.log, RewrittenParagraph(text), []

    def hold(words: str) -> str:
        held.append(words)
        return f"{HOLD_MARK}{len(held) - 1}{HOLD_MARK}"

    def add_figure(made: Data) -> str:
        out.figures.append(made)
        return f"{FIGURE_MARK}{len(out.figures) - 1}{FIGURE_MARK}"

    def set_aside(match: re.Match[str]) -> str:
        if match["code"]:
            return hold(match.group())
        if match["math"]:
            return hold(_rewrite_formula(match, line, context))
        if match["comment"]:
            return _collect_comment(match, out, line, log)
        return hold(_rewrite_autolink(match["address"], line, log) if match["autolink"] else escape_inline(match.group()))

    text = replace_opaque(text, set_aside)
    if context.components and COMPONENT.search(text):
        for match in COMPONENT.finditer(text):
            log.add(line, "jsx", " ".join(match.group().split()))
        text = COMPONENT.sub("", text)
    text = EMBED.sub(lambda match: _rewrite_embed(match, line, log, add_figure), text)
    text = IMAGE.sub(lambda match: add_figure(_parse_image(match, line, log)), text)
    text = WIKI.sub(lambda match: hold(_rewrite_wiki_link(match, line, context)), text)
    text = REFERENCE.sub(lambda match: _resolve_reference(match, context.references, add_figure), text)
    text = LINK.sub(lambda match: _rewrite_link(match, line, context, hold, out.figures), text)
    if html_tags.has_tags(text):
        text, blocks = _convert_tags(text, out, line, log)
        out.blocks += blocks
    if BLOCK_ID.search(text):
        log.add(line, "wikilink", text[BLOCK_ID.search(text).start() :].strip())  # type: ignore[union-attr]
        text = BLOCK_ID.sub("", text)
    text = _escape_handout_syntax(text, line, context)
    for _ in range(3):
        text = re.sub(f"{HOLD_MARK}(\\d+){HOLD_MARK}", lambda match: held[int(match[1])], text)
    text = re.sub(r"\\\n(?=\$\$)|(?<=\$\$)\\\n", "", text)  # such a formula stands on a line of its own anyway
    out.text = text.replace(html_tags.BRACE_MARK, "{")
    return out


def _rewrite_formula(match: re.Match[str], line: int, context: NoteContext) -> str:
    tex = match["wide"] or match["tex"] or match["round"]
    tex = trim_formula(" ".join(tex.split()))
    if context.can_typeset(tex):
        mark = "$$" if match["wide"] else "$"
        return f"{mark}{tex}{mark}"
    context.log.add(line, "math", tex)
    return html_tags.format_code_span(match.group())


def has_too_many_formulas(text: str) -> bool:
    """Whether the formulas of a text that differ are longer than the limit for a handout."""
    return sum(map(len, {match["wide"] or match["tex"] or match["round"] for match in find_opaque(text) if match["math"]})) > (
        limits.FORMULAS_LENGTH.value
    )


def _rewrite_autolink(address: str, line: int, log: DecisionLog) -> str:
    """An address in angle brackets that a handout can link to; any other becomes text."""
    if html_tags.ADDRESS.match(address) or "@" in address.partition(":")[0]:
        return f"<{address}>"
    log.add(line, "link", f"<{address}>", address)
    return escape_inline(f"<{address}>")


def find_opaque(text: str) -> Iterator[re.Match[str]]:
    """The code, comments, autolinks, instructions and formulas of a text, as matches of OPAQUE."""
    last = {opening: text.rfind(closing) for opening, closing in CLOSINGS}
    last |= {match.group(): match.start() for match in re.finditer("`+", text)}
    at = 0
    while found := OPENING.search(text, at):
        at = found.start()
        kind = next((opening for opening, _ in CLOSINGS if text.startswith(opening, at)), found.group())
        match = OPAQUE.match(text, at) if last.get(kind, len(text)) > at else None
        if match:
            yield match
        at = match.end() if match else found.end()


def replace_opaque(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    """The text with each piece of code, comment, autolink, instruction and formula replaced."""
    out, at = [], 0
    for match in find_opaque(text):
        out += [text[at : match.start()], replace(match)]
        at = match.end()
    return "".join([*out, text[at:]])


def find_opaque_ranges(text: str) -> list[tuple[int, int]]:
    """The ranges of code, formulas, comments, embeds, pictures and the targets of links, whose line ends are not those of the text."""
    found = [match.span() for match in find_opaque(text)]
    for pattern in (IMAGE, LINK):
        found += [match.span("target") for match in pattern.finditer(text)]
    return found + [match.span() for match in html_tags.find_tags(text)]


def mask_opaque(text: str) -> str:
    """The text with code, formulas and addresses replaced by as many spaces, so that a comment is searched for outside of them only."""

    def blank(match: re.Match[str]) -> str:
        return match.group() if match["comment"] else re.sub(r"[^\n]", " ", match.group())

    paragraphs = re.split(r"(\n[ \t]*\n)", text)
    return "".join(re.sub(r"https?://[!-~]+", lambda m: " " * len(m.group()), replace_opaque(part, blank)) for part in paragraphs)


def _collect_comment(match: re.Match[str], out: RewrittenParagraph, line: int, log: DecisionLog) -> str:
    words = " ".join((match["words"] if match["words"] is not None else match["html"]).split())
    if words:
        out.comments.append(words)
        log.add(line, "comment", words)
    return ""


def _rewrite_embed(match: re.Match[str], line: int, log: DecisionLog, add_figure: Callable[[Data], str]) -> str:
    name, *rest = match["inside"].replace("\\|", "|").split("|")
    file, _, fragment = name.strip().partition("#")
    if PICTURE_SUFFIX.search(file):
        sizes = [read_pixels(part) for part in rest]
        words = [part.strip() for part, size in zip(rest, sizes, strict=True) if not size]
        if fragment:
            log.add(line, "fragment", name.strip(), file)
        made = {"type": "figure", "src": file.strip(), **({"alt": " ".join(words)} if any(words) else {})}
        return add_figure({**made, **{key: value for size in sizes for key, value in size.items()}})
    words_of = _link_text(name, rest)
    log.add(line, "embed", name.strip(), words_of)
    return f"（{escape_inline(words_of)}）" if words_of else ""


def _rewrite_wiki_link(match: re.Match[str], line: int, context: NoteContext) -> str:
    name, *rest = match["inside"].replace("\\|", "|").split("|")
    words = _link_text(name, rest)
    note, _, part = name.partition("#")
    if anchor := find_anchor(note, part, context.name, context.anchors):
        context.log.add(line, "inner-link", match["inside"], anchor[0])
        shown = "|".join(rest).strip() or escape_inline(anchor[1])
        return f"[{shown}](#{anchor[0]})" if shown else f"[#{anchor[0]}]"
    context.log.add(line, "wikilink", match["inside"], words)
    return words if rest and any(part.strip() for part in rest) else escape_inline(words)


def _link_text(name: str, alias: list[str]) -> str:
    """The text of a wikilink: its alias, else the name of the note and the heading in it."""
    words = "|".join(alias).strip()
    if words:
        return words
    note, _, heading = name.partition("#")
    note = re.sub(r"\.(?:md|mdx|markdown|canvas)$", "", note.strip().rsplit("/", 1)[-1])
    heading = " > ".join(part.strip() for part in heading.split("#") if part.strip() and not part.strip().startswith("^"))
    return " > ".join(part for part in (note, heading) if part)


def _parse_image(match: re.Match[str], line: int, log: DecisionLog) -> Data:
    """An image with its size: after a bar (Obsidian), as `=300x200` in the target, or in braces; other attributes are reported."""
    words, *sizes = re.split(r"\|(?=\s*\d+(?:x\d+)?\s*$)", match["alt"])
    typed, measured = match["target"], re.search(r"\s=(\d+)(?:x(\d*))?\s*$", match["target"])
    typed = typed[: measured.start()] if measured else typed
    target = TARGET.match(WIDE_SPACE.sub(" ", typed.strip()))
    src = unquote(target["url"].strip()) if target else typed.strip()
    caption = (target and (target["title"] or target["single"])) or ""
    pixels = sizes[0] if sizes else f"{measured[1]}x{measured[2] or ''}".strip("x") if measured else ""
    found: Data = dict(read_pixels(pixels))
    left = []
    for part in FIELD.findall(match["fields"] or ""):
        name, _, value = part.partition("=")
        if name in ("width", "height") and read_length(value):
            found[name] = read_length(value)
        elif part.startswith("#") and ID_PATTERN.match(part[1:]):
            found["id"] = part[1:]
        else:
            left.append(part)
    if left:
        log.add(line, "attributes", " ".join(left))
    file, _, fragment = src.partition("#")
    if fragment and PICTURE_SUFFIX.search(file):
        log.add(line, "fragment", src, file)
        src = file
    fields = {"alt": " ".join(words.split()), "caption": escape_inline(" ".join(caption.split()))}
    return {"type": "figure", "src": src, **{key: value for key, value in fields.items() if value}, **found}


def _rewrite_link(match: re.Match[str], line: int, context: NoteContext, hold: Callable[[str], str], figures: list[Data]) -> str:
    log = context.log
    target = TARGET.match(match["target"])
    url = (target["url"] if target else match["target"]).strip()
    words = match["words"].strip()
    anchor = find_anchor("", url[1:], "", context.anchors) if url.startswith("#") else None
    if anchor and FIGURE_MARK not in words:
        log.add(line, "inner-link", f"{words} ({unquote(url)})", anchor[0])
        return f"[{words or escape_inline(anchor[1])}]" + hold(f"(#{anchor[0]})")
    if html_tags.ADDRESS.match(url) and not re.search(r"\s", url):
        if FIGURE_MARK in words:
            inside = re.findall(f"{FIGURE_MARK}(\\d+){FIGURE_MARK}", words)
            for number in inside:
                figures[int(number)]["link"] = url.replace("(", "%28").replace(")", "%29")
            rest = re.sub(f"{FIGURE_MARK}\\d+{FIGURE_MARK}", " ", words).strip()
            marks = "".join(f"{FIGURE_MARK}{number}{FIGURE_MARK}" for number in inside)
            return marks + (f"[{rest}]" + hold(f"({figures[int(inside[0])]['link']})") if rest else "")
        title = (target and (target["title"] or target["single"])) or ""
        shown = words or escape_inline(unquote(url))
        return (
            f"[{shown}]"
            + hold(f"({url.replace('(', '%28').replace(')', '%29')})")
            + (f"（{escape_inline(title)}）" if title and title != words else "")
        )
    seen = " ".join(f"{words} ({unquote(url)})".split())
    log.add(line, "link", seen, words)
    return words


def _resolve_reference(match: re.Match[str], known: Mapping[str, str], add_figure: Callable[[Data], str]) -> str:
    label = " ".join((match["label"] or match["words"]).lower().split())
    url = known.get(label)
    if url is None:
        return match.group()
    if match["bang"]:
        return add_figure({"type": "figure", "src": unquote(url), "alt": match["words"]})
    return f"[{match['words']}]({url})"


def _convert_tags(text: str, out: RewrittenParagraph, line: int, log: DecisionLog) -> tuple[str, list[Data]]:
    """The text with its HTML converted, and other blocks from the HTML; its pictures join those of the paragraph."""
    blocks = html_blocks.parse_fragment(text, line, log)
    log.add(line, "html", html_tags.list_tags(text))
    parts: list[str] = []
    others: list[Data] = []
    for block in blocks:
        if block["type"] in ("paragraph", "heading"):
            parts.append(block["text"])
        elif block["type"] == "figure":
            out.figures.append({key: value for key, value in block.items() if key != "_line"})
            parts.append(f"{FIGURE_MARK}{len(out.figures) - 1}{FIGURE_MARK}")
        else:
            others.append(html_blocks.drop_line_number(block))
    return "\\\n".join(parts).replace(f"\\\n{FIGURE_MARK}", FIGURE_MARK).replace(f"{FIGURE_MARK}\\\n", FIGURE_MARK), others


def _escape_handout_syntax(text: str, line: int, context: NoteContext) -> str:
    """Escape syntax that has a meaning in handouts only: clozes, readings, cross-references, footnotes without a text."""
    if BRACES.search(text):
        context.log.add(line, "template", shorten(text))
        text = BRACES.sub(r"\\{", text).replace("\\{{", "\\{\\{")
    text = REFERENCE_TO_ID.sub(lambda match: match.group() if match["id"] in context.ids else "\\" + match.group(), text)
    for match in FOOTNOTE_REFERENCE.finditer(text):
        if match["label"] not in context.notes:
            context.log.add(line, "note-left", match.group())
    return FOOTNOTE_REFERENCE.sub(lambda match: match.group() if match["label"] in context.notes else "\\" + match.group(), text)
