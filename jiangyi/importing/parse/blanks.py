"""Convert blanks to fill in, tabs or underscores in text from a PDF, to clozes {{…}} with answers from a list that follows."""

import re

from jiangyi.importing.decisions import DecisionLog, shorten

BLANK_SPACE = re.compile(r"_{3,}|(?<=[\u4e00-\u9fff，、“（：])[ ]?\t+[ ]?(?=[\u4e00-\u9fff，、。；”）])")
UNKNOWN = "{{？}}"
ANSWERS = re.compile(r"^\s*[［\[【]\s*答案\s*[］\]】]\s*(?P<list>.+)$")
ANSWER_SEPARATOR = re.compile(r"[、；;，,\s\t]+")


def mark_blanks(text: str, line: int, log: DecisionLog) -> str:
    """Replace each blank by a noncharacter that `fill_blanks` recognizes."""
    if not BLANK_SPACE.search(text):
        return text
    log.add(line, "blank", shorten(text), f"{len(BLANK_SPACE.findall(text))} × {UNKNOWN}")
    return BLANK_SPACE.sub("\ufdd0", text)


def fill_blanks(texts: list[str], log: DecisionLog, lines: list[int]) -> list[str]:
    """Replace marked blanks by clozes; an answer list fills the blanks since the previous one if their numbers agree."""
    out = list(texts)
    holes: list[int] = []
    for number, text in enumerate(texts):
        match = ANSWERS.match(text.replace("\\", ""))
        if match and holes:
            answers = [answer for answer in ANSWER_SEPARATOR.split(match["list"].strip(" 。")) if answer]
            if len(answers) == len(holes):
                log.add(lines[number], "blank-guessed", shorten(match["list"]), str(len(answers)))
                for place, answer in zip(holes, answers, strict=True):
                    out[place] = out[place].replace("\ufdd0", "{{" + answer + "}}", 1)
            holes = []
        holes += [number] * text.count("\ufdd0")
    return [text.replace("\ufdd0", UNKNOWN) for text in out]
