"""Blanks that survive a PDF only as tabs or underscores become {{…}}, filled from a list of answers where one follows."""

import re

from jiangyi.importing.decisions import Log, short

HOLE = re.compile(r"_{3,}|(?<=[\u4e00-\u9fff，、“（：])[ ]?\t+[ ]?(?=[\u4e00-\u9fff，、。；”）])")
UNKNOWN = "{{？}}"
ANSWERS = re.compile(r"^\s*[［\[【]\s*答案\s*[］\]】]\s*(?P<list>.+)$")
PARTED = re.compile(r"[、；;，,\s\t]+")


def marked(text: str, line: int, log: Log) -> str:
    """The text with each hole as characters that `filled` knows."""
    if not HOLE.search(text):
        return text
    log.add(line, "blank", short(text), f"{len(HOLE.findall(text))} × {UNKNOWN}")
    return HOLE.sub("\ufdd0", text)


def filled(texts: list[str], log: Log, lines: list[int]) -> list[str]:
    """The texts with holes as clozes; an answer list fills the holes since the last one, if there are as many."""
    out = list(texts)
    holes: list[int] = []
    for number, text in enumerate(texts):
        match = ANSWERS.match(text.replace("\\", ""))
        if match and holes:
            answers = [answer for answer in PARTED.split(match["list"].strip(" 。")) if answer]
            if len(answers) == len(holes):
                log.add(lines[number], "blank-guessed", short(match["list"]), str(len(answers)))
                for place, answer in zip(holes, answers, strict=True):
                    out[place] = out[place].replace("\ufdd0", "{{" + answer + "}}", 1)
            holes = []
        holes += [number] * text.count("\ufdd0")
    return [text.replace("\ufdd0", UNKNOWN) for text in out]
