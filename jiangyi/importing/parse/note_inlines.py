"""What stands inside a paragraph of somebody's notes, in the Markdown of handouts: links, embeds, HTML, formulas, braces."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from jiangyi.importing.decisions import Log, short
from jiangyi.importing.emit.escaping import escaped
from jiangyi.importing.parse import html_blocks, html_tags
from jiangyi.notation import BadFormula, drawing, mathml

Data = dict[str, Any]
HOLD, FIGURE = "\ufdd3", html_tags.PLACE
"""Noncharacters around the number of what must not be looked at again, and of a picture."""
CODE = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<text>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
MATH = re.compile(
    r"(?<![\\$])\$\$(?P<wide>[^$]+?)\$\$|(?<![\\$\d])\$(?![\s$])(?P<tex>[^$\n]*?[^\s\\$])\$(?![\d$])|\\\((?P<round>.+?)\\\)", re.DOTALL
)
COMMENT = re.compile(r"%%(?P<words>.*?)%%|<!--(?P<html>.*?)-->", re.DOTALL)
EMBED = re.compile(r"!\[\[(?P<inside>[^\[\]\n]+?)\]\]")
WIKI = re.compile(r"(?<!!)\[\[(?P<inside>[^\[\]\n]+?)\]\]")
IMAGE = re.compile(r"!\[(?P<alt>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?P<target>(?:[^()\n]|\([^()\n]*\))*)\)(?:\{(?P<fields>[^{}\n]*)\})?")
LINK = re.compile(r"(?<![!\\])\[(?P<words>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?P<target>(?:[^()\n]|\([^()\n]*\))*)\)")
REFERENCE = re.compile(r"(?P<bang>!?)\[(?P<words>[^\[\]\n^#]+)\](?:\[(?P<label>[^\[\]\n]*)\])?(?![(\[:])")
TARGET = re.compile(r"""^\s*<?(?P<url>[^"'<>]*?|\S+?)>?(?:\s+(?:"(?P<title>[^"]*)"|'(?P<single>[^']*)'))?\s*$""")
TAG = re.compile(r"(?<![\w#&/\\])#(?P<tag>[\w\u3400-\u9fff][\w\u3400-\u9fff/-]*)")
BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9][A-Za-z0-9-]*\s*$")
NOTE_MARK = re.compile(r"(?<!\\)\[\^(?P<label>[^\]\s]+)\]")
BRACES = re.compile(r"(?<!\\)\{(?=\{|[^{}|\n]+\|[^{}|\n]+\})")
PICTURE_SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif|ico)$", re.IGNORECASE)
COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s(?:[^<>{}]|\{[^{}]*\})*)?/?>|\{/\*.*?\*/\}", re.DOTALL)


@dataclass
class Rewritten:
    """A paragraph in our Markdown; pictures stand in it as `\ufdd4number\ufdd4`, comments and other blocks apart."""

    text: str
    figures: list[Data] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    blocks: list[Data] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What a paragraph needs to know of its note."""

    log: Log
    notes: frozenset[str] = frozenset()
    """The labels of footnotes that have a text."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Addresses by the label of a reference link."""
    components: bool = False
    """Whether angle brackets with a capital letter are components of a program."""


def rewrite(text: str, line: int, around: Surroundings) -> Rewritten:
    """A paragraph rewritten; code and formulas are not looked into."""
    log, out, held = around.log, Rewritten(text), []

    def hold(words: str) -> str:
        held.append(words)
        return f"{HOLD}{len(held) - 1}{HOLD}"

    def figure(made: Data) -> str:
        out.figures.append(made)
        return f"{FIGURE}{len(out.figures) - 1}{FIGURE}"

    text = CODE.sub(lambda match: hold(match.group()), text)
    text = MATH.sub(lambda match: hold(_formula(match, line, log)), text)
    text = COMMENT.sub(lambda match: _comment(match, out, line, log), text)
    if around.components and COMPONENT.search(text):
        for match in COMPONENT.finditer(text):
            log.add(line, "jsx", " ".join(match.group().split()))
        text = COMPONENT.sub("", text)
    text = EMBED.sub(lambda match: _embed(match, line, log, figure), text)
    text = IMAGE.sub(lambda match: figure(_image(match)), text)
    text = WIKI.sub(lambda match: hold(_wiki(match, line, log)), text)
    text = REFERENCE.sub(lambda match: _reference(match, around.references, figure), text)
    text = LINK.sub(lambda match: _link(match, line, log, hold), text)
    if html_tags.has_tags(text):
        text, blocks = _without_tags(text, out, line, log)
        out.blocks += blocks
    if BLOCK_ID.search(text):
        log.add(line, "wikilink", text[BLOCK_ID.search(text).start() :].strip())  # type: ignore[union-attr]
        text = BLOCK_ID.sub("", text)
    text = _without_our_braces(text, line, around)
    for _ in range(3):
        text = re.sub(f"{HOLD}(\\d+){HOLD}", lambda match: held[int(match[1])], text)
    out.text = text
    return out


def tags_of(text: str) -> list[str] | None:
    """The tags of a line that holds nothing else, or None."""
    words = text.split()
    found = [TAG.fullmatch(word) for word in words]
    return [match["tag"] for match in found if match] if words and all(found) and any(not m["tag"].isdigit() for m in found if m) else None


def _formula(match: re.Match[str], line: int, log: Log) -> str:
    tex = match["wide"] or match["tex"] or match["round"]
    tex = " ".join(tex.split())
    if can_be_set(tex):
        mark = "$$" if match["wide"] else "$"
        return f"{mark}{tex}{mark}"
    log.add(line, "math", tex)
    return html_tags.code_span(match.group())


@lru_cache(4096)
def can_be_set(tex: str) -> bool:
    """Whether both makers of formulas take a formula."""
    try:
        mathml(tex)
        drawing(tex)
    except BadFormula:
        return False
    return True


def _comment(match: re.Match[str], out: Rewritten, line: int, log: Log) -> str:
    words = " ".join((match["words"] if match["words"] is not None else match["html"]).split())
    if words:
        out.comments.append(words)
        log.add(line, "comment", words)
    return ""


def _embed(match: re.Match[str], line: int, log: Log, figure: Callable[[Data], str]) -> str:
    name, *rest = match["inside"].replace("\\|", "|").split("|")
    if PICTURE_SUFFIX.search(name.strip()):
        words = [part.strip() for part in rest if not re.fullmatch(r"\s*\d+(?:x\d+)?\s*", part)]
        return figure({"type": "figure", "src": name.strip(), **({"alt": " ".join(words)} if any(words) else {})})
    words_of = _name(name, rest)
    log.add(line, "embed", name.strip(), words_of)
    return f"（{escaped(words_of)}）" if words_of else ""


def _wiki(match: re.Match[str], line: int, log: Log) -> str:
    name, *rest = match["inside"].replace("\\|", "|").split("|")
    words = _name(name, rest)
    log.add(line, "wikilink", match["inside"], words)
    return words if rest and any(part.strip() for part in rest) else escaped(words)


def _name(name: str, alias: list[str]) -> str:
    """What a link to a note says: its alias, else the note's name and the heading in it."""
    words = "|".join(alias).strip()
    if words:
        return words
    note, _, heading = name.partition("#")
    note = re.sub(r"\.(?:md|mdx|markdown|canvas)$", "", note.strip().rsplit("/", 1)[-1])
    heading = " > ".join(part.strip() for part in heading.split("#") if part.strip() and not part.strip().startswith("^"))
    return " > ".join(part for part in (note, heading) if part)


def _image(match: re.Match[str]) -> Data:
    target = TARGET.match(match["target"])
    src = unquote(target["url"].strip()) if target else match["target"].strip()
    alt, _, _ = match["alt"].rpartition("|") if re.search(r"\|\s*\d+(?:x\d+)?\s*$", match["alt"]) else (match["alt"], "", "")
    caption = (target and (target["title"] or target["single"])) or ""
    width = re.search(r"width=[\"“]?(\d{1,3})%", match["fields"] or "")
    fields = {
        "alt": alt.replace("\n", " ").strip(),
        "caption": escaped(caption),
        "width": f"{width[1]}%" if width and 0 < int(width[1]) <= 100 else "",
    }
    return {"type": "figure", "src": src, **{key: value for key, value in fields.items() if value}}


def _link(match: re.Match[str], line: int, log: Log, hold: Callable[[str], str]) -> str:
    target = TARGET.match(match["target"])
    url = (target["url"] if target else match["target"]).strip()
    words = match["words"].strip()
    if html_tags.ADDRESS.match(url) and not re.search(r"\s", url):
        if FIGURE in words:
            return words
        title = (target and (target["title"] or target["single"])) or ""
        shown = words or escaped(unquote(url))
        return (
            f"[{shown}]"
            + hold(f"({url.replace('(', '%28').replace(')', '%29')})")
            + (f"（{escaped(title)}）" if title and title != words else "")
        )
    seen = f"{words} ({unquote(url)})"
    log.add(line, "link", seen, words)
    return words


def _reference(match: re.Match[str], known: Mapping[str, str], figure: Callable[[Data], str]) -> str:
    label = " ".join((match["label"] or match["words"]).lower().split())
    url = known.get(label)
    if url is None:
        return match.group()
    if match["bang"]:
        return figure({"type": "figure", "src": unquote(url), "alt": match["words"]})
    return f"[{match['words']}]({url})"


def _without_tags(text: str, out: Rewritten, line: int, log: Log) -> tuple[str, list[Data]]:
    """The text with its HTML rewritten; pictures of the HTML join the others."""
    blocks = html_blocks.snippet(text, line, log)
    log.add(line, "html", html_tags.typed(text))
    parts: list[str] = []
    others: list[Data] = []
    for block in blocks:
        if block["type"] in ("paragraph", "heading"):
            parts.append(block["text"])
        elif block["type"] == "figure":
            out.figures.append({key: value for key, value in block.items() if key != "_line"})
            parts.append(f"{FIGURE}{len(out.figures) - 1}{FIGURE}")
        else:
            others.append(html_blocks.bare(block))
    return "\\\n".join(parts).replace(f"\\\n{FIGURE}", FIGURE).replace(f"{FIGURE}\\\n", FIGURE), others


def _without_our_braces(text: str, line: int, around: Surroundings) -> str:
    """The text with what only handouts give a meaning taken for what it is: characters."""
    if BRACES.search(text):
        around.log.add(line, "template", short(text))
        text = BRACES.sub(r"\\{", text).replace("\\{{", "\\{\\{")
    text = re.sub(r"(?<!\\)\[(?=#[^\]\s]+\](?!\())", r"\\[", text)
    for match in NOTE_MARK.finditer(text):
        if match["label"] not in around.notes:
            around.log.add(line, "note-left", match.group())
    return NOTE_MARK.sub(lambda match: match.group() if match["label"] in around.notes else "\\" + match.group(), text)
