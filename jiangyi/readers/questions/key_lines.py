"""The grammar of joint keys: answers by number in a line, in a range, or in a table."""

import re
import unicodedata
from itertools import pairwise
from typing import Any

from jiangyi.model import CHOSEN_LETTERS, SIGNS, VERDICT
from jiangyi.readers.questions.lines import HAN, read_part_label

NUMBER = r"(?:第[ ]?)?[（(【\[]?[ ]?(?P<number>[0-9０-９]{1,4})[ ]?[）)】\]]?(?:[ ]?题)?"
ANSWER = rf"(?:{CHOSEN_LETTERS}(?![A-Za-z])|(?:{VERDICT})(?![\u4e00-\u9fff]))"
ENTRY = re.compile(rf"{NUMBER}[ \u3000]*[.．、:：)）\-—]*[ \u3000]*[（(【\[]?[ \u3000]*(?P<answer>{ANSWER})[ \u3000]*[）)】\]]?")
RANGE = re.compile(
    r"[（(【\[]?(?:第[ ]?)?(?P<first>[0-9０-９]{1,4})[ ]?(?:[-—–~～至到]|--)+[ ]?(?P<last>[0-9０-９]{1,4})[ ]?题?[ ]?[）)】\]]?"
    r"[ \u3000]*[：:.．、]?[ \u3000]*"
    rf"(?P<answers>(?:(?:[A-JＡ-Ｊ]+|{SIGNS}|正确|错误|对|错|[TF])[ \u3000,，、;；/]*)+)(?![a-z])"
)
BETWEEN = re.compile(r"[\s\u3000,，;；、。|｜/]*")
KINDS_IN_OPENING = r"选择|判断|填空|是非|单选|多选|不定项"
OPENING = re.compile(
    rf"^[ ]*(?:\*\*)?(?:(?:[{HAN}]+[、．.]|[（(][{HAN}]+[）)])[ ]*)?"
    rf"(?:[^\s\dA-Z：:]{{0,12}}(?:{KINDS_IN_OPENING})[^\s\dA-Z：:]{{0,6}}|[^\s\dA-Z：:]{{0,8}}答案[^\s\dA-Z：:]{{0,4}}"
    r"|(?i:answers?|keys?)(?=[ ]*[：:]))?"
    r"(?:[（(][^（）()]*[）)])?[ ]*(?:\*\*)?[：:]?[ \u3000]*"
)
"""What may stand before the answers of a line: 一、, 单选题：, 答案："""


NUMBER_ROW = re.compile(r"^[|\s]*(?:题号|序号|题目)[\s|：:]+\d+(?:[\s|]+\d+)+[\s|]*$")
ANSWER_ROW = re.compile(r"^[|\s]*(?:参考|正确)?答案[\s|：:]+")


def read_key_line(text: str) -> tuple[str, list[tuple[int, str]]] | None:
    """The title in a line of answers, and each answer with its number; None for a line that is anything else."""
    opening = OPENING.match(text)
    title, rest = (opening.group(), text[opening.end() :]) if opening else ("", text)
    if not re.match(r"[（(【\[第]?[ ]?[0-9０-９]", rest):
        title, rest = "", text
    found: list[tuple[int, str]] = []
    at, ranges = 0, 0
    while at < len(rest):
        at = BETWEEN.match(rest, at).end()  # type: ignore[union-attr] # matches anything
        if at >= len(rest):
            break
        match = RANGE.match(rest, at)
        dealt = _deal_range(match) if match else None
        if match and dealt:
            found += dealt
            at, ranges = match.end(), ranges + 1
            continue
        match = ENTRY.match(rest, at)
        if not match:
            return None
        found.append((int(unicodedata.normalize("NFKC", match["number"])), match["answer"].strip()))
        at = match.end()
    return (title.strip(" *：:　"), found) if len(found) > 1 or ranges else None


def read_key_rows(numbers: str, answers: str) -> tuple[str, list[tuple[int, str]]] | None:
    """The answers in two lines, 题号 1 2 3 and 答案 A B C."""
    opening = ANSWER_ROW.match(answers)
    if not opening:
        return None
    found = re.findall(r"\d+", numbers)
    given = [word for word in re.split(r"[\t|｜]+|[ \u3000]+", answers[opening.end() :].strip(" |\t")) if word]
    return ("", [(int(number), answer) for number, answer in zip(found, given, strict=True)]) if len(found) == len(given) else None


def _deal_range(match: re.Match[str]) -> list[tuple[int, str]] | None:
    """The answers of a range one by one; None where their number is another."""
    first, last = (int(unicodedata.normalize("NFKC", match[name])) for name in ("first", "last"))
    groups = [word for word in re.split(r"[ \u3000,，、;；/]+", match["answers"]) if word]
    single = [one for word in groups for one in re.findall(rf"[A-JＡ-Ｊ]|{SIGNS}|正确|错误|对|错|[TF]", word)]
    count = last - first + 1
    chosen = groups if len(groups) == count and len(groups) > 1 else single if len(single) == count else None
    return [(first + n, answer) for n, answer in enumerate(chosen)] if chosen else None


def read_key_table(block: Any) -> list[tuple[int, str, str]]:
    """The answers in a table, each with number and explanation: in rows 题号, 答案, or with a question in each row."""
    if not isinstance(block, dict) or block.get("type") != "table":
        return []
    rows = [[str(cell) for cell in row] for row in (block.get("columns") or [], *(block.get("rows") or [])) if isinstance(row, list)]
    return _read_rows(rows) or _read_columns(rows)


def names_answers(block: Any) -> bool:
    """Whether the first row or column of a table says that it has answers."""
    if not isinstance(block, dict) or block.get("type") != "table":
        return False
    rows = [row for row in block.get("rows") or [] if isinstance(row, list) and row]
    return any(re.search(r"答案|Answer|Key", str(cell)) for cell in [*(block.get("columns") or []), *(row[0] for row in rows)])


def _read_rows(rows: list[list[str]]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for above, below in pairwise(rows):
        numbers = [_number_in(cell) for cell in above]
        if sum(map(bool, numbers)) >= 2 and sum(map(bool, numbers)) >= len([cell for cell in above if cell.strip()]) - 1:
            found += [(n, cell.strip(), "") for n, cell in zip(numbers, below, strict=False) if n and cell.strip()]
    return found if found and all(not _number_in(answer) for _, answer, _ in found) else []


def _read_columns(rows: list[list[str]]) -> list[tuple[int, str, str]]:
    head = [cell.strip() for cell in rows[0]] if rows else []
    places = [n for n, cell in enumerate(head) if re.search(r"题号|序号|编号|^题$|No", cell)]
    answers = [n for n, cell in enumerate(head) if re.search(r"答案|选项|Answer|Key", cell)]
    if not places or not answers or len(places) != len(answers):
        return []
    explained = [n for n, cell in enumerate(head) if re.search(r"解析|说明|理由|Explanation", cell) and n not in answers]
    found: list[tuple[int, str, str]] = []
    for row in rows[1:]:
        cells = [*row, *[""] * (len(head) - len(row))]
        for place, answer in zip(places, answers, strict=True):
            if (number := _number_in(cells[place])) and cells[answer].strip():
                found.append((number, cells[answer].strip(), cells[explained[0]].strip() if explained else ""))
    return found


def _number_in(cell: str) -> int:
    match = re.fullmatch(r"[*\s]*(?:第)?(\d{1,4})[题.．、）)]?[*\s]*", cell)
    return int(match[1]) if match else 0


def is_brief_answer(text: str) -> bool:
    """Whether a text is nothing but letters or a verdict, perhaps with an explanation."""
    label = read_part_label(text)
    words = label[1] if label and label[0] == "answer" else text
    return (
        re.match(rf"[（(]?(?:{CHOSEN_LETTERS}(?![A-Za-z])|(?:{VERDICT})(?![\u4e00-\u9fff]))[）)]?(?:[\s。.，,；;：:、（(【]|$)", words)
        is not None
    )
