"""Give ids to the headings and blocks of a note that links within it lead to."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from jiangyi.importing.decisions import shorten
from jiangyi.readers import NumberedLine, find_code_lines

WIKI_TARGET = re.compile(r"(?<!!)\[\[(?P<note>[^\[\]|#]*)#(?P<part>[^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
LINK_TARGET = re.compile(r"\]\(\s*<?#(?P<part>[^()<>\s]+)>?[^()]*\)")
HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>\S.*?)[ \t]*#*[ \t]*$")
BLOCK_ID = re.compile(r"(?P<before>^|\s)\^(?P<id>[A-Za-z0-9][A-Za-z0-9-]*)\s*$")
OTHER_LINES = re.compile(r"^\s*(?:[#|<]|```|~~~|\$\$|!\[)|[|}]\s*$")
"""Lines whose blocks take no id at their end."""
MARKS = re.compile(r"[*=_~`\[\]]")
LONGEST_NAME, LONGEST_QUOTATION = 30, 20


def mark_anchors(lines: list[NumberedLine], own: str) -> tuple[list[NumberedLine], dict[str, tuple[str, str]]]:
    """The lines with ids on what the note refers to in itself, and by the name in a link the id and the words for a reference."""
    code = find_code_lines(lines)
    wanted = {simplify_anchor(part) for at, (_, line) in enumerate(lines) if at not in code for part in _find_targets(line, own)}
    if not wanted:
        return lines, {}
    tops = [at for at, (_, line) in enumerate(lines) if at not in code and re.match(r"#[ \t]", line)]
    title = tops[0] if len(tops) == 1 else -1
    found: dict[str, tuple[str, str]] = {}
    out: list[NumberedLine] = []
    for at, (number, line) in enumerate(lines):
        heading = HEADING.match(line) if at not in code and at != title else None
        block = BLOCK_ID.search(line) if at not in code and not heading and not OTHER_LINES.search(line) else None
        if heading and (name := simplify_anchor(heading["words"])) in wanted - found.keys() and "{" not in line:
            found[name] = (_make_id(name, found), "")
            out.append((number, f"{line.rstrip(' #')} {{#{found[name][0]}}}"))
        elif block and (name := f"^{block['id'].lower()}") in wanted - found.keys() and line[: block.start()].strip():
            words = re.sub(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?", "", line[: block.start()])
            found[name] = (_make_id(name, found), f"“{shorten(MARKS.sub('', words), LONGEST_QUOTATION)}”")
            out.append((number, f"{line[: block.start()]} {{#{found[name][0]}}}"))
        else:
            out.append((number, line))
    return out, found


def simplify_anchor(part: str) -> str:
    """The name of a heading in a link, as programs make it from its words in different ways: without white space and punctuation."""
    words = unquote(part).rpartition("#")[2].strip()
    return words.lower() if words.startswith("^") else re.sub(r"[\W_]+", "", words).lower()


def find_anchor(note: str, part: str, own: str, anchors: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The id and the words of the place that a link within the note leads to, or None."""
    return anchors.get(simplify_anchor(part)) if note.strip().lower() in ("", own.lower()) and part.strip() else None


def _find_targets(line: str, own: str) -> Iterator[str]:
    yield from (match["part"] for match in WIKI_TARGET.finditer(line) if match["note"].strip().lower() in ("", own.lower()))
    yield from (match["part"] for match in LINK_TARGET.finditer(line))


def _make_id(name: str, taken: Mapping[str, tuple[str, str]]) -> str:
    """An id of letters and digits, of which no other anchor has the same."""
    plain = re.sub(r"[\W_]+", "", name)[:LONGEST_NAME] or "a"
    plain = plain if plain[0].isalpha() else f"s{plain}"
    used = {identifier for identifier, _ in taken.values()}
    return next(made for made in (plain, *(f"{plain}-{n}" for n in range(2, len(used) + 3))) if made not in used)
