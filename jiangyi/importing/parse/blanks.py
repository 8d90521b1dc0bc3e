"""Convert blanks to fill in, tabs or underscores in text from a PDF, to clozes {{…}} with answers from a list that follows."""

import re

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import strip_markup
from jiangyi.model import FILLED_LINE

BLANK_MARK, BLANK_WIDTH_MARK = "\ufdd0", "\ufdd6"
"""Noncharacters for a blank, and for each half em of its width where that is known."""
BLANK_SPACE = re.compile(r"_{3,}|(?<=[\u4e00-\u9fff，、“（：])[ ]?\t+[ ]?(?=[\u4e00-\u9fff，、。；”）])")
KEY_ROW = re.compile(r"^\s*(?:题号|(?:参考|正确)?答案)\s*\t")
MARKED_BLANK = re.compile(f"{BLANK_MARK}(?P<width>{BLANK_WIDTH_MARK}*)")
UNKNOWN = "{{？}}"
ANSWERS = re.compile(r"^\s*[［\[【]\s*答案\s*[］\]】]\s*(?P<list>.+)$")
ANSWER_SEPARATOR = re.compile(r"[、；;，,\s\t]+")


def mark_blanks(text: str, line: int, log: DecisionLog) -> str:
    """Replace each blank by a mark that `fill_blanks` recognizes; blanks with their answer on them stay."""
    if not BLANK_SPACE.search(text):
        return text
    if FILLED_LINE.search(text) or KEY_ROW.match(text):
        return text
    log.add(line, "blank", shorten(text), f"{len(BLANK_SPACE.findall(text))} × {UNKNOWN}")
    return BLANK_SPACE.sub(BLANK_MARK, text)


def fill_blanks(texts: list[str], log: DecisionLog, lines: list[int]) -> list[str]:
    """Replace marked blanks: an answer list fills those since the previous one with clozes if their numbers agree.

    Of the others, a blank of known width becomes a line of that width, any other a cloze.
    """
    out = list(texts)
    holes: list[int] = []
    for number, text in enumerate(texts):
        match = ANSWERS.match(text.replace("\\", ""))
        if match and holes:
            answers = [answer for answer in ANSWER_SEPARATOR.split(match["list"].strip(" 。")) if answer]
            if len(answers) == len(holes):
                log.add(lines[number], "blank-guessed", shorten(match["list"]), str(len(answers)))
                for place, answer in zip(holes, answers, strict=True):
                    before, after = MARKED_BLANK.split(out[place], maxsplit=1)[::2]
                    out[place] = before + "{{" + answer + "}}" + after
            holes = []
        holes += [number] * text.count(BLANK_MARK)
    return [draw_blanks(text) for text in out]


def draw_blanks(text: str) -> str:
    """The text with each marked blank as a line of its width, or as a cloze without an answer where the width is unknown."""
    if BLANK_MARK not in text:
        return text
    drawn = MARKED_BLANK.sub(lambda match: "_" * len(match["width"]) or UNKNOWN, text)
    if strip_markup(drawn).count("_") == drawn.count("_"):
        return drawn
    return MARKED_BLANK.sub(lambda match: "\\_" * len(match["width"]) or UNKNOWN, text)


def draw_line(text: str) -> str:
    """The text with each marked blank as a line, of the usual width where its own is unknown."""
    return MARKED_BLANK.sub(lambda match: "_" * max(4, len(match["width"])), text)
