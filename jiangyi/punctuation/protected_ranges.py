"""Mask what no rule may change: code, formulas, addresses, numbers, markup."""

import re
from collections.abc import Iterable, Iterator

from jiangyi.core import compile_late

EDITABLE, OPAQUE, TRANSPARENT, ENTITY = range(4)
"""The class of each character: it may be edited; it stays and counts as a word; it is transparent markup; it is an entity."""

ADDRESS = r"[A-Za-z0-9\-._~:/?#\[\]@!$&*+,;=%()']"
ENTITY_PATTERN = r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
SUFFIX = (
    r"(?:txt|md|mdx|docx?|xlsx?|pptx?|pdf|epub|html?|xml|json|ya?ml|toml|csv|tsv|png|jpe?g|gif|webp|svg|mp[34]|zip|rar|7z|tar|gz"
    r"|py|js|ts|css|java|c|cc|cpp|h|go|rs|sh|bat|exe|sql|log|ini|tex|bib)"
)
NAMES_WITH_MARKS = r"Yahoo!|Yum!|Jeopardy!|Joomla!|Kahoot!|Canal\+|E!|Mamma Mia!|Oklahoma!|Moulin Rouge!|Guess\?|Toys\"R\"Us|YAHOO!"
"""Names that contain a mark."""
PREFIX = r"(?:[ \t>]|[*+-][ \t]|\d{1,9}[.)][ \t])*+"
"""What may stand before a block in its first line: marks of quotations and list items."""
INSIDE = r"(?:(?!\n[ \t]*\n).)+?"
"""Anything that does not go beyond its paragraph."""
LONG = (
    (compile_late(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL), "---"),
    (compile_late(rf"^{PREFIX}(?P<fence>`{{3,}}+)[^\n]*(?:\n(?![ \t>]*(?P=fence))[^\n]*)*(?:\n[^\n]*|\Z)", re.MULTILINE), "```"),
    (compile_late(rf"^{PREFIX}(?P<fence>~{{3,}}+)[^\n]*(?:\n(?![ \t>]*(?P=fence))[^\n]*)*\n[ \t>]*~{{3,}}[ \t]*$", re.MULTILINE), "~~~"),
    (compile_late(rf"\$\${INSIDE}\$\$", re.DOTALL), "$$"),
    (compile_late(r"\\\[(?:(?!\n[ \t]*\n|\\\[).)+?\\\]|\\\((?:(?!\n[ \t]*\n|\\\().)+?\\\)", re.DOTALL), "\\"),
    (compile_late(rf"%%{INSIDE}%%", re.DOTALL), "%%"),
)
"""Stretches that may hold line ends, each with a string that has to be there at all."""
ENCLOSED = (
    (compile_late(r"<!--"), compile_late(r"-->")),
    *(
        (compile_late(rf"<{name}\b[^<>]*>", re.IGNORECASE), compile_late(rf"</{name}>", re.IGNORECASE))
        for name in ("script", "style", "pre", "code")
    ),
)
"""The beginning and the end of stretches of any length."""
THROUGH_PATTERNS = (
    r"(?<!`)(?:`(?!`)[^\n]+?(?<!`)`(?!`)|``(?!`)[^\n]+?(?<!`)``(?!`))",  # code span
    r"\$(?![\s$\d])(?:\\.|[^$\n\\\u3000-\u303f\uff01-\uff5e])+?(?<![\s\\])\$(?!\d)",  # formula
    r"\$(?![\s$])[^$\n\u3000-\uffff]+?(?<![\s\\])\$(?!\d)",
    r"</?[A-Za-z][\w-]*(?:\s[^<>\n]*)?/?>",  # tag
    r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”))?\s*\)",  # target of a link
    r"(?<=\])\([^()\n]*\.(?:png|jpe?g|gif|webp|svg|bmp|pdf)[^()\n]*\)",  # target with spaces in it
    r"(?<=\])\(<[^<>\n]*>[^()\n]*\)",  # target in angle brackets
    r"(?<=\])\[[^\[\]\n]*\](?![(\[])",  # label of a reference link
    r"!?\[\[[^\[\]\n]*\]\]",  # wikilink, embedded note
    r"!(?=\[(?:[^\[\]\n]|\[[^\[\]\n]*\]){0,200}\][(\[])",  # picture
    r"(?:(?<=>)|(?<=>[ ]))\[![^\[\]\n]+\][+-]?",  # kind of a callout
    r"\[\^[^\[\]\s]+\]:?",  # mark of a footnote
    r"\[\#[^\[\]\s]+\]",  # cross-reference
    r"\[(?:[ xX]|\d[\d,，\-–~ ]*)\]",  # task, citation
    r"\{:?[ ]?(?:[\#.][^\s{}]+(?:\s[^{}\n]*)?|(?:[^\W\d]|[\u3400-\u9fff])[\w:\u3400-\u9fff-]*=[^{}\n]*)\}",  # attributes
    r"\{[^{}|\n]+\|[^{}|\n]+\}",  # reading, emphasis dots
)
SOLID_PATTERNS = (
    r"\\(?:&\#?\w+;|[!-/:-@\[-`{-~])",  # escape
    rf"(?:https?|ftp|file)://{ADDRESS}+",
    rf"(?<![\w.@])www\.{ADDRESS}+",
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?<![A-Za-z0-9])10\.\d{4,9}/[\w.;()/:\-]*\w",  # DOI
    r"(?<![\w])[A-Za-z]:\\[^\s\"，。；]*",
    rf"(?<![\w.\-/])(?:\.{{0,2}}/)?[\w.\-]+(?:/[\w.\-]+)*\.{SUFFIX}(?![A-Za-z0-9])",  # file name
    r"(?<![\w.-])(?:[\w-]+\.)+(?:com|cn|org|net|gov|edu|io|dev|app|info)(?:/(?:[A-Za-z0-9\-._~/?#@!$*+,;=%]|&(?!\w+;(?!\w)))*[A-Za-z0-9/])?(?![A-Za-z0-9])",
    r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?",  # 1,200
    r"(?<!\d)\d+(?:\s?:\s?\d+)+(?!\d)",  # 10:30, 3:2
    r"(?<![A-Za-z0-9])[vV]?\d+(?:\.\d+)+",  # 3.5, 1.2.3
    r"\b[A-Za-z_]\w*(?:::\w+)+(?:\(\))?",  # std::vector
    r"(?<![A-Za-z0-9]):[a-z][a-z0-9_+\-]*:(?![A-Za-z0-9/])",  # :emoji:
    r"\{\s*\"[^\"\n]*\"\s*:[^{}\n]*\}",  # JSON
    r"\b[A-Za-z_][\w.]{0,200}\((?=[^()\n]*[=\"'])[^()\n]*\)",  # a call with strings or names in it
    r"(?<![\w$])[$@]?(?:[A-Za-z_$][\w$]*(?:\.|::|->|\#)){0,20}(?:[a-z_$][\w$]*|[A-Za-z_$][\w$]+[!?]?)\(\)",  # apply()
    rf"(?<!\w)(?:{NAMES_WITH_MARKS})(?!\w)",
    r"!(?=[a-z_]\w)",  # !import
    r",\s?(?:…{1,2}|\.{3})\s?,(?=\s?\w)",  # 1, 2, …, n
    r"[!<>=:]==?|&&(?!#?\w+;)|\|\||\?\?|\?\.|[!?]{1,2}=",  # operators
    r"(?:(?<=[\s(\"'])|(?<=^)):[A-Za-z][\w!-]*(?!\w)",  # a command such as :wq
    r"/(?=[^/\n\s]*[:'])[a-z\u0250-\u02ff\u03b8\u00e6\u00f0\u014b():'\u02c8\u02cc.]{1,24}/",  # phonetic transcription
    r"[/\[][^/\[\]\n\u3000-\uffff]{0,40}[\u0250-\u02ff][^/\[\]\n\u3000-\uffff]{0,40}[/\]]",
    r"[(\[]\s?[-+\u2212]?(?:\d[\d.]*|\u221e)\s?,\s?[-+\u2212]?(?:\d[\d.]*|[+\-]?\u221e)\s?[)\]]",  # a point, an interval
    r"(?<![\w:;])[:;=][-']?(?:\)(?!\))|\((?![^()\n]*\)))",  # emoticon
    r"(?:(?<=[\s~\u2026\u3002\uff01])|(?<=^))[:;=][-']?[DPpOo|/*](?![\w()])",
    r"\((?=[^()\n]{1,12}\))[^()\w\s\u3000-\u9fff\uff00-\uffef]*[\^><;T_\-][^()\w\u3000-\u303f\uff00-\uffef]*[_\^><;T.\-][^()\n]{0,3}\)",
)
SHORT = compile_late(
    rf"(?=[\x21-\x7e])(?:(?P<through>{'|'.join(THROUGH_PATTERNS)})|(?P<entity>{ENTITY_PATTERN})|(?P<solid>{'|'.join(SOLID_PATTERNS)}))",
    re.ASCII,
)
LINES = compile_late(
    rf"^{PREFIX}(?:\|?[ \t]*:?-++:?[ \t]*+(?:\|[ \t]*+:?-*+:?[ \t]*+)*+$"
    rf"|[:：]{{3,}}[^{{}}\n]*\{{\w+:[^{{}}\n]*\}}|[:：]{{2,}}[ \t\u3000]*[^\W\d_]*(?:[ \t\u3000]*[:：]{{3,}}[ \t]*$)?"
    rf"|:[ \t]+(?=\S)|(?:\?{{3}}\+?|!{{3}}\+?|={{3}}[!+]?)[ \t]+[^\n]*|\[(?!\^)[^\]\n]+\]:[ \t]*\S+[^\n]*)",
    re.MULTILINE,
)
"""Delimiter rows of tables and rules, openings of containers, definitions of terms and of links."""
KINDS = {"through": TRANSPARENT, "entity": ENTITY, "solid": OPAQUE}
TAIL = ".,;:!?'*"
ENTITY_END = compile_late(rf"{ENTITY_PATTERN}\Z", re.ASCII)
LONGEST_ENTITY = 33


def mask_protected(text: str, keep: Iterable[tuple[int, int]] = ()) -> bytearray:
    """For each character whether it is free, looked through, or solid. `keep` are ranges known from elsewhere, looked through."""
    mask = bytearray(len(text))
    for start, end in keep:
        _paint(mask, start, end, TRANSPARENT)
    for pattern, sign in LONG:
        if sign in text:
            for match in pattern.finditer(text):
                _paint(mask, match.start(), match.end(), TRANSPARENT)
    for opening, closing in ENCLOSED if "<" in text else ():
        for start, end in _find_enclosed(text, opening, closing):
            _paint(mask, start, end, TRANSPARENT)
    for match in LINES.finditer(text):
        if not match.group().isspace():
            _paint(mask, match.start(), match.end(), TRANSPARENT)
    at = 0
    while found := SHORT.search(text, at):
        at = found.end()
        if not mask[found.start()]:
            kind = KINDS[found.lastgroup or ""]
            at -= _tail(found.group()) * (kind == OPAQUE)
            _paint(mask, found.start(), at, kind)
    return mask


def _find_enclosed(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches from an opening to the next closing; nothing is closed behind the last one."""
    begun = opening.search(text)
    while begun and (ended := closing.search(text, begun.end())):
        yield begun.start(), ended.end()
        begun = opening.search(text, ended.end())


def _paint(mask: bytearray, start: int, end: int, kind: int) -> None:
    mask[start:end] = bytes([kind]) * (end - start)


def _tail(found: str) -> int:
    """How many characters at the end of an address belong to the sentence: marks, entities, brackets it does not open (GFM §6.9)."""
    if "/" not in found and "www." not in found:
        return 0
    end, closed = len(found), found.count(")") - found.count("(")
    while end:
        entity = ENTITY_END.search(found, max(0, end - LONGEST_ENTITY), end)
        if entity:
            end = entity.start()
        elif found[end - 1] == ")" and closed > 0:
            closed -= 1
            end -= 1
        elif found[end - 1] in TAIL:
            end -= 1
        else:
            break
    return len(found) - end
