"""Lines that begin with # and are no heading of CommonMark: headings without a space, with a full-width ＃ or too deep, and tags."""

import re

from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine

HASHES = re.compile(r"^(?P<pad>[ ]{0,3})(?P<hashes>[#＃]+)(?P<gap>[ \t\u3000]*)(?P<words>.*)$")
TAG = re.compile(r"[#＃](?P<tag>[\w/-]*[^\W\d][\w/-]*)")
HEADING = re.compile(r"^ {0,3}[#＃]{1,6}(?:[ \t\u3000]|$)")
MAX_LEVEL = 6
TAG_LENGTH = 6
"""The longest tag that is expected alone on a line below a heading."""
SENTENCE_END = re.compile(r"[。；！？;!?，,][”’」』）)*_=~]*$")
OPENING = re.compile(r"[\u3400-\u9fff（(【《“\"*_`$=A-Z①-⑳Ⅰ-Ⅻ]|\d+[.．、]")
"""What a heading without a space begins with; #5, #include and #fff are words."""


def parse_tags(line: str) -> list[str]:
    """The tags (#tag) of a line with nothing else, or none."""
    words = line.split()
    found = [TAG.fullmatch(word) for word in words]
    return [match["tag"] for match in found if match] if words and all(found) else []


def is_tag_line(lines: list[NumberedLine], at: int) -> bool:
    """Whether a line is tags, not a heading without a space.

    Several tags, nested ones and English words are; a single Chinese word is where a tag is expected: below the title, or at the end.
    """
    line = lines[at][1]
    tags = parse_tags(line)
    if not tags or line.startswith(("    ", "\t")):
        return False
    tag = tags[0]
    if len(tags) > 1 or "/" in tag or (tag.isascii() and not tag[0].isupper()):
        return True
    above = next((text for _, text in reversed(lines[:at]) if text.strip()), "")
    below = next((text for _, text in lines[at + 1 :] if text.strip()), "")
    return len(tag) <= TAG_LENGTH and ((not below and bool(above)) or bool(HEADING.match(above)))


def rewrite_hash_line(lines: list[NumberedLine], at: int, log: ConversionLog | None = None) -> str | None:
    """The line as a heading, or empty where it is tags; None for any other line."""
    number, line = lines[at]
    found = HASHES.match(line)
    if not found or not found["words"].strip():
        return None
    level, words = len(found["hashes"]), found["words"]
    if is_tag_line(lines, at):
        if log:
            log.add(number, "tags", line.strip())
        return ""
    is_full = "＃" in found["hashes"] or "\u3000" in found["gap"]
    if found["gap"] and not is_full and level <= MAX_LEVEL:
        return None
    if not found["gap"] and not _is_heading(level, words):
        return None
    made = f"{'#' * min(level, MAX_LEVEL)} {words.strip()}"
    if log:
        log.add(number, "heading-deep" if level > MAX_LEVEL else "heading-tight", line.strip(), made)
    return found["pad"] + made


def _is_heading(level: int, words: str) -> bool:
    if level > 1:
        return bool(OPENING.match(words)) or words[:1].isalpha()
    return bool(OPENING.match(words)) and not SENTENCE_END.search(words.strip())
