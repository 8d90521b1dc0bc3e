"""Recognize options in one line, answers, explanations, and answer lists of questions."""

import re

OPTION = re.compile(r"(?<![A-Za-z0-9])[（(]?(?P<letter>[A-H])[.．、)）:：][ \u3000]*")
ANSWER_WORDS = re.compile(
    r"^\s*(?:\*\*)?(?:[【\[［]\s*(?:参考|正确|标准)?(?:答案|解析|解释|考点|点拨|分析|难度|来源)\s*[】\]］]|(?:参考|正确|标准)?答案\s*(?:[：:]|[A-J]{1,10}[。.]?$)|(?:答案|参考)?解析\s*[：:])"
)
ANSWER_LIST = re.compile(
    r"^\s*(?:\d{1,3}\s*[-—~～至]\s*\d{1,3}\s*[：:.]?\s*[A-H]{2,}|\d{1,3}\s*[.．、:：)]?\s*[A-H]{1,5}(?![a-z]))(?:[\s,，;；、]+|$)(?:\d|$)"
)


def split_options(text: str) -> list[str] | None:
    """The stem and the options of a line with several: `…（　）。A.甲 B.乙 C.丙 D.丁`; the stem is "" in a line of options."""
    run = _options_in_order(list(OPTION.finditer(text)))
    stem = text[: run[0].start()].strip() if run else ""
    if len(run) < 2 or (stem and run[0]["letter"] != "A") or (len(run) == 2 and stem and stem[-1] not in "。？?）):："):
        return None
    ends = [match.start() for match in run[1:]] + [len(text)]
    if any(not text[match.end() : end].strip() for match, end in zip(run, ends, strict=True)):
        return None
    return [stem, *(text[match.start() : end].strip() for match, end in zip(run, ends, strict=True))]


def _options_in_order(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The options from the first one on with consecutive letters."""
    run: list[re.Match[str]] = []
    for match in found:
        if not run or ord(match["letter"]) == ord(run[-1]["letter"]) + 1:
            run.append(match)
    return run


def is_answer(text: str) -> bool:
    """Whether a line gives or explains the answer of the question above it."""
    return ANSWER_WORDS.match(text) is not None


def is_answer_list(text: str) -> bool:
    """Whether a line lists answers by number: 1-5 BCDAA, or 1.B 2.C 3.A."""
    return ANSWER_LIST.match(text) is not None
