"""Rewrite what notes of other programs have inside a line: links between notes, embeds, comments, emoji codes, formulas, citations."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from jiangyi.model import find_handout_link
from jiangyi.readers.dialect.emoji_codes import EMOJI
from jiangyi.readers.dialect.lines import ConversionLog

HOLD = "\ufdd3"
"""A noncharacter around the index of text that stays as it is."""
TRIGGER = re.compile(
    r"\[\[|%%|<!--|:[a-z0-9_+-]+:|\[[^\[\]]*@|\\\(|\]\((?!https?:)|\)\{|href=|\{\{[a-z]|\(\([0-9a-f]|\$[ \t]|[ \t]\$|<[A-Za-z]"
)
OPAQUE = re.compile(
    r"(?<![`\\])(?P<ticks>`+)(?!`)(?:.+?)(?<!`)(?P=ticks)(?!`)|(?<![\\$])\$\$(?:[^$]+?)\$\$|(?<![\\$\d])\$(?![\s$])(?:[^$\n]*?[^\s\\$])?\$(?![\d$])"
    r"|(?<=\]\()<[^<>\n]*>|<(?:https?|ftp|mailto|tel):[^<>\s]*>|<[\w.+-]+@[\w.-]+>|\\(?![()])[!-/:-@\[-`{-~]",
    re.DOTALL,
)
"""Code, formulas, addresses in angle brackets, and characters after a backslash."""
COMMENT = re.compile(r"%%(?P<words>.*?)%%", re.DOTALL)
HTML_COMMENT = re.compile(r"[ \t]*<!--.*?-->", re.DOTALL)
EMBED = re.compile(r"!\[\[(?P<inside>[^\[\]\n]+?)\]\]")
WIKI = re.compile(r"\[\[(?P<inside>[^\[\]\n]+?)\]\]")
ANCHOR = re.compile(r"(?<!!)\[(?P<words>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]\(#(?P<target>[^()\s]+)\)")
PAGE = (
    r"(?=[^\"'()<>\s])(?![a-zA-Z][\w+.-]*:|//|#)(?:[^()<>\"'\s]*/)?(?:[^()<>\"'\s./]+"
    r"|[^()<>\"'\n/]*\.(?:md|mdx|markdown|html?|php|canvas)|\.{0,2})(?:[?#][^()<>\"']*)?"
)
"""The address of another note or page beside this one; that of a file of another kind is not one."""
NOTE_LINK = re.compile(rf"(?<!!)\[(?P<words>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]\(<?(?P<target>{PAGE})>?(?:\s+\"[^\"]*\")?\)")
TAGGED_LINK = re.compile(rf"<a\s[^<>]*?href=[\"'](?P<target>{PAGE})[\"'][^<>]*>(?P<words>.*?)</a>", re.DOTALL | re.IGNORECASE)
LOGSEQ = re.compile(
    r"\{\{(?P<kind>embed|query|video|youtube|tweet|renderer|pdf|cards)\s(?P<inside>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}|\(\((?P<block>[0-9a-f-]{36})\)\)"
)
"""Embeds, players and references to blocks of Logseq."""
LINK_FIELDS = re.compile(r"(?P<link>(?<!!)\[(?:\\.|[^\[\]\\])*\]\([^()\s]*\))\{:?[ ]*(?P<fields>[.#]?[\w-]+(?:=[^{}\n]*)?[^{}\n]*)\}")
"""A link with attributes (kramdown, MkDocs), which mean nothing on paper."""
CITATION = re.compile(r"\[(?:[^\[\]]*\s)?-?@[\w:.#$%&+?<>~/-]+(?:[;,，；\s][^\[\]]*)?\](?!\()")
CODE_OF_EMOJI = re.compile(r"(?<![\w:]):(?P<code>[a-z0-9_+-]+):(?![\w:])")
ROUND_MATH = re.compile(r"\\\((?P<tex>[^\n]+?)\\\)")
SPACED_MATH = re.compile(r"(?<![\\$\w])\$(?P<tex>[ \t][^$\n]+?|[^$\n\s][^$\n]*?[ \t])\$(?![\w$])")
SPACED_PATH = re.compile(
    r"(?P<head>!\[[^\[\]\n]*\]\()(?P<path>[^()<>\"“\n]*[^()<>\"“\s][ \t]+[^()<>\"“\n]*\.(?:png|jpe?g|gif|webp|svg|bmp))"
    r"(?P<title>[ \t]+[\"“][^\"”\n]*[\"”])?[ \t]*\)",
    re.IGNORECASE,
)
"""The path of a picture with spaces, which CommonMark takes only between angle brackets."""
TEX = re.compile(r"\\[A-Za-z]|[\^_{}=<>]")
TEX_WORDS = re.compile(r"[A-Za-z0-9\s+*/=.,()'|!-]+")
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif)(?:#.*)?$", re.IGNORECASE)
FROM = "\u3400-\u9fff"


@dataclass(frozen=True)
class InlineContext:
    """What the rewriting of a text needs from its note."""

    log: ConversionLog
    own_ids: frozenset[str] = frozenset()
    """The ids that the author gave."""
    find_anchor: Callable[[str], str] = field(default=lambda _: "")
    """The id of the heading or block that a link of another program names; "" for none."""


def rewrite_inlines(text: str, line: int, context: InlineContext, rewrite_tags: Callable[[str, int], str] | None = None) -> str:
    """A text in the inline Markdown of handouts; code and formulas stay as they are."""
    if not TRIGGER.search(text):
        return text
    held: list[str] = []

    def hold(words: str) -> str:
        held.append(words)
        return f"{HOLD}{len(held) - 1}{HOLD}"

    log = context.log
    text = OPAQUE.sub(lambda match: hold(match.group()), text)
    if "\\)" in text:
        text = ROUND_MATH.sub(lambda match: hold(_convert_formula(match)), text)
    text = SPACED_PATH.sub(lambda match: f"{match['head']}<{match['path'].strip()}>{match['title'] or ''})", text)
    text = SPACED_MATH.sub(lambda match: hold(f"${match['tex'].strip()}$") if TEX.search(match["tex"]) else match.group(), text)
    text = COMMENT.sub(lambda match: _drop_comment(match, line, log), text)
    if "-->" in text:
        text = HTML_COMMENT.sub("", text)
    text = EMBED.sub(lambda match: hold(_convert_embed(match["inside"], line, log)), text)
    text = WIKI.sub(lambda match: _convert_wiki_link(match["inside"], line, context, hold), text)
    text = LINK_FIELDS.sub(lambda match: _drop_fields(match, line, log), text)
    text = LOGSEQ.sub(lambda match: _convert_logseq(match, line, context, hold), text)
    if "</a>" in text:
        text = TAGGED_LINK.sub(lambda match: _keep_words(match, line, log), text)
    text = NOTE_LINK.sub(lambda match: _keep_words(match, line, log, held), text)
    text = ANCHOR.sub(lambda match: _convert_anchor(match, line, context), text)
    text = CITATION.sub(lambda match: _keep_citation(match, line, log), text)
    text = CODE_OF_EMOJI.sub(lambda match: EMOJI.get(match["code"], match.group()), text)
    if rewrite_tags and "<" in text:
        text = rewrite_tags(text, line)
    for _ in range(3):
        if HOLD not in text:
            break
        text = re.sub(f"{HOLD}(\\d+){HOLD}", lambda match: held[int(match[1])], text)
    return text


def _convert_formula(match: re.Match[str]) -> str:
    tex = match["tex"].strip()
    is_formula = (TEX.search(tex) or TEX_WORDS.fullmatch(tex)) and not re.search(f"^[{FROM}]", tex)
    return f"${tex}$" if is_formula else match.group()


def _drop_comment(match: re.Match[str], line: int, log: ConversionLog) -> str:
    words = " ".join(match["words"].split())
    if not words:
        return match.group()
    log.add(line, "comment", words)
    return ""


def _split_link(inside: str) -> tuple[str, str]:
    """The target of a wikilink and its alias."""
    target, _, alias = inside.replace("\\|", "|").partition("|")
    return target.strip(), alias.strip()


def _convert_embed(inside: str, line: int, log: ConversionLog) -> str:
    """An embedded picture as it is; of an embedded note its name is kept."""
    target, alias = _split_link(inside)
    if PICTURE.search(target):
        return f"![[{inside}]]"  # the inline parser reads it
    words = alias or describe_target(target)
    log.add(line, "embed-left", target, words)
    return f"（{words}）"


def describe_target(target: str) -> str:
    """The words of a link to a note or to a heading in it."""
    note, _, heading = target.partition("#")
    note = re.sub(r"\.(?:md|mdx|markdown|canvas)$", "", note.strip().rpartition("/")[2])
    parts = [part.strip() for part in heading.split("#") if part.strip() and not part.strip().startswith("^")]
    return " > ".join(part for part in (note, *parts) if part) or target.lstrip("#^")


def _convert_wiki_link(inside: str, line: int, context: InlineContext, hold: Callable[[str], str]) -> str:
    """`[[#heading]]`, `[[#^block]]` are references; of a link to another note the words are kept."""
    target, alias = _split_link(inside)
    note, mark, place = target.partition("#")
    found = context.find_anchor(place) if mark and not note else ""
    if found:
        return f"[{alias}](#{found})" if alias else hold(f"[#{found}]")
    words = alias or describe_target(target)
    context.log.add(line, "link-left", inside, words)
    return words


def _convert_logseq(match: re.Match[str], line: int, context: InlineContext, hold: Callable[[str], str]) -> str:
    """A reference to a block of the same note; a link to what would be played; of anything else the words, which are reported."""
    found = context.find_anchor(f"^{match['block']}") if match["block"] else ""
    if found:
        return hold(f"[#{found}]")
    inside = (match["block"] or match["inside"]).strip()
    context.log.add(line, "embed-left", match.group(), inside)
    if re.fullmatch(r"https?://[^\s()]+", inside):
        return f"[{'视频' if match['kind'] in ('video', 'youtube') else inside}]({inside})"
    return "" if match["block"] or "((" in inside else f"（{inside}）"


def _drop_fields(match: re.Match[str], line: int, log: ConversionLog) -> str:
    log.add(line, "attributes", match["fields"])
    return match["link"]


def _keep_words(match: re.Match[str], line: int, log: ConversionLog, held: Sequence[str] = ()) -> str:
    """The words of a link to another page; one to a handout stays, and one to a whole address in angle brackets, which was held."""
    target = match["target"]
    if target[0] == HOLD:
        target = held[int(target.split(HOLD)[1])][1:-1]
    if find_handout_link(target) or not re.fullmatch(PAGE, target):
        return match.group()
    log.add(line, "link-left", unquote(target), match["words"])
    return match["words"]


def _convert_anchor(match: re.Match[str], line: int, context: InlineContext) -> str:
    """A link to a heading of the same note, by the address that GitHub and others give it."""
    target = unquote(match["target"])
    if target in context.own_ids:
        return match.group()
    found = context.find_anchor(target)
    if found:
        return f"[{match['words']}](#{found})"
    if context.own_ids:
        return match.group()  # who gives ids has mistyped one
    context.log.add(line, "link-left", f"#{target}", match["words"])
    return match["words"]


def _keep_citation(match: re.Match[str], line: int, log: ConversionLog) -> str:
    log.add(line, "citation-left", match.group())
    return match.group()


def make_slug(text: str) -> str:
    """The address of a heading in programs: lower case, without marks, with hyphens for spaces (GitHub)."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))


def normalize_heading(text: str) -> str:
    """A heading without marks and spaces, for comparing."""
    return re.sub(r"[\W_]+", "", text).lower()


ESCAPED: Mapping[str, re.Pattern[str]] = {
    "[": re.compile(r"(?<![\\!])\[(?=\[[^\[\]\n]+\]\])"),
    "!": re.compile(r"(?<!\\)!(?=\[\[[^\[\]\n]+\]\])"),
    "<": re.compile(r"(?<!\\)<(?=[A-Za-z/]|!--)"),
    "%": re.compile(r"(?<!\\)%(?=%)"),
    ":": re.compile(rf"(?<![\\\w:]):(?=(?:{'|'.join(map(re.escape, EMOJI))}):)"),
}
"""Patterns of characters that begin what is rewritten, by the character."""


def escape_inline_dialect(text: str) -> str:
    """Plain text with a backslash before what would be rewritten."""
    for character, pattern in ESCAPED.items():
        if character in text:
            text = pattern.sub(rf"\\{character}", text)
    return text
