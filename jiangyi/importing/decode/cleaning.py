"""Remove characters that no book can hold and replace compatibility radicals; line numbers stay the same."""

import re

from jiangyi.importing.decisions import DecisionLog
from jiangyi.punctuation import normalize_radical

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
ZERO_WIDTH = re.compile("[\u200b\u2060\u00ad\ufeff\u180e]+|[\u200c\u200d](?![\U0001f000-\U0001faff\u2600-\u27bf\u0900-\u0dff])")
"""Invisible characters; a joiner between emoji or in Indic scripts has a meaning and is kept."""
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters without a meaning of their own, which only the font that they were typed with shows."""
RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")


def clean_text(text: str, log: DecisionLog) -> str:
    """The text with Unix line ends and without invisible characters; radicals copied from a PDF become ordinary characters.

    Compatibility radicals (U+2F00–2FD5, U+2E80–2EF3) look like Han characters but are different code points, so search,
    numbering and fonts fail on them. Nothing else is normalized: NFKC would also turn ① into 1 and ， into a comma.
    """
    text = LINE_ENDS.sub("\n", text)
    text = _remove(CONTROL, "control", text, log)
    text = _remove(ZERO_WIDTH, "zero-width", text, log)
    if not RIGHT_TO_LEFT.search(text):
        text = _remove(BIDI, "zero-width", text, log)
    for number, line in enumerate(text.split("\n") if PRIVATE_USE.search(text) else (), 1):
        if found := PRIVATE_USE.findall(line):
            log.add(number, "private-use", ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in found)))
    return _replace_radicals(text, log)


def _remove(pattern: re.Pattern[str], kind: str, text: str, log: DecisionLog) -> str:
    if not pattern.search(text):
        return text
    for number, line in enumerate(text.split("\n"), 1):
        found = "".join(pattern.findall(line))
        if found:
            names = ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in found))
            log.add(number, kind, f"{names} × {len(found)}")
    return pattern.sub("", text)


def _replace_radicals(text: str, log: DecisionLog) -> str:
    if not RADICAL.search(text):
        return text
    for number, line in enumerate(text.split("\n"), 1):
        found = RADICAL.findall(line)
        if found:
            log.add(number, "radical", "".join(found), "".join(map(normalize_radical, found)))
    return RADICAL.sub(lambda match: normalize_radical(match.group()), text)
