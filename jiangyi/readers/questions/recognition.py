"""Recognize the questions of a typed paper: parse them, deal out joint keys, and make each the data of an exercise."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiangyi.model import (
    CHOSEN_LETTERS,
    EMPTY_BLANK,
    OPTION_LETTERS,
    SIGNS,
    VERDICT,
    fold_answer,
    fold_verdict,
    format_letters,
    mark_filled_blanks,
    take_bracket_answer,
)
from jiangyi.readers.questions.keys import JointKey, KeyEntry, KeyFinder, fold_title
from jiangyi.readers.questions.lines import CHOSEN_OPTION, HAN, PaperLine, find_section_kind, read_number
from jiangyi.readers.questions.parser import HiddenLines, KeyPlace, PaperParser, are_spaced, split_paper
from jiangyi.readers.questions.parts import TypedQuestion

B = r"[\s*_\\]*+"
CHOSEN = re.compile(
    rf"^{B}(?:选项|应选|选|为|是)?[：:]?{B}[（(【\[]?{B}(?P<letters>{CHOSEN_LETTERS})(?![A-Za-z]){B}[）)】\]]?(?:项|选项)?{B}[。.；;，,：:、]*{B}"
)
SAID = re.compile(rf"^{B}(?P<verdict>{VERDICT})(?:的)?[\s*_\\]*(?:[。.；;，,：:！!]+|(?=[\s\u3000（(【]|$)){B}")
FINALLY = re.compile(
    rf"(?:正确(?:答案|选项)(?:为|是)[：:]?[ ]*(?P<said>{CHOSEN_LETTERS})(?![A-Za-z]))|(?:故|所以|因此)?(?:本题)?(?:正确)?(?:答案|应选|选)"
    rf"(?:应|为|是)?(?:选|为)?[：:]?[ ]*(?P<letters>{CHOSEN_LETTERS})(?![A-Za-z])(?:项)?[。.]?\s*$"
)
PARTS_OF_ANSWER = re.compile(r"[；;、，,\s\u3000]+|[（(]\d+[）)]|[①-⑳]")
BLANK = re.compile(r"\\?_(?:\\?_)+|(?P<open>[（(])[\s\u3000\u00a0]*(?P<close>[）)])|\{\{？\}\}|\ufdd0")
LIMIT = re.compile(
    r"(?:(?P<least>不少于|不低于|至少)\s*+)?(?P<first>\d{2,4})\s*+(?:(?:[-—–~～]++|至|到)\s*+(?P<second>\d{2,4})\s*+)?字(?P<about>左右)?"
)
VERDICT_OF_MODEL = re.compile(r"^(?:对|错|正确|错误|[√✓✔×✗✘]|true|false|right|wrong)[。.]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell the author: question, answer, bracket, dealt, unassigned or differ, with the line and a second line.

    Of a question, `other` is the number of its options.
    """

    kind: str
    line: int
    seen: str
    made: str = ""
    other: int = 0


@dataclass(frozen=True, slots=True)
class RecognizedQuestion:
    """A question with the data of its exercise."""

    question: TypedQuestion
    data: dict[str, Any]


RecognizedItem = PaperLine | RecognizedQuestion | HiddenLines


@dataclass
class Recognition:
    """A paper as recognized: questions, hidden lines and all other lines in order, and what to tell the author."""

    items: list[RecognizedItem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_needed(self) -> bool:
        """Whether anything was recognized."""
        return any(not isinstance(item, PaperLine) for item in self.items)


MAY_MATTER = re.compile(
    rf"答案|答[：:]|^[^\w\n]*+答[ \u3000]|答[ \u3000]+案|评分[标细]|填空"
    rf"|范文|参考作答|解析|[Kk]eys?[：:]|[Aa]nswer|ANSWER|[（(【\[][\s\u3000*_]*(?:{CHOSEN_LETTERS}|{VERDICT})[\s\u3000*_]*[）)】\]]|[√×✓✗✔✘]|_{{3}}"
    r"|(?:^|\s|[（(])A[ ]?[.．、)）：:。\s]|\d\s*+[-—–~～]\s*+\d++\s*+(?:[：:]\s*+)?[A-J]{2}|\d\s*+(?:[.．、:：]\s*+)?[A-J]\s++\d",
    re.MULTILINE,
)
"""What every question with an answer or options has: a quick test."""


def recognize_questions(lines: Sequence[PaperLine]) -> Recognition:
    """Recognize questions, their answers, and joint keys in lines."""
    if not any(MAY_MATTER.search(line.text) or line.chosen or _is_table(line) for line in lines):
        return Recognition(list(lines))
    segments = split_paper(lines)
    keys = KeyFinder(segments).find_keys()
    numbers = Counter(entry.number for key in keys for entry in key.entries)
    parser = PaperParser(segments, {key.start: key.end for key in keys}, is_spaced=are_spaced(lines), covered=numbers)
    items = list(parser.parse())
    _share_answers(items)
    found = Recognition()
    questions = [item for item in items if isinstance(item, TypedQuestion)]
    for question in questions:
        _settle_answer(question, found.findings)
    for at, key in enumerate(keys):
        _deal_key(key, keys[at - 1].end if at else 0, questions, found.findings)
    by_start = {key.start: key for key in keys}
    for item in items:
        if isinstance(item, TypedQuestion):
            found.items.append(RecognizedQuestion(item, _make_exercise(item)))
            found.findings += _describe(item)
        elif isinstance(item, KeyPlace):
            found.items += _keep_rest(by_start[item.start], found.findings)
        elif isinstance(item, HiddenLines):
            found.items.append(item)
            words = [line.text for line in item.lines if line.text and not line.is_label]
            found.findings += [Finding("unassigned", item.lines[0].number, words[0] if words else "")]
        else:
            found.items.append(item)
    return found


def _is_table(line: PaperLine) -> bool:
    return isinstance(line.block, dict) and line.block.get("type") == "table"


# Answers ------------------------------------------------------------------------------------------------------


def _kind_for_bracket(question: TypedQuestion) -> str:
    return {"choice": "single" if not question.options else "", "short": "-", "essay": "-"}.get(question.kind, question.kind)


def _settle_answer(question: TypedQuestion, findings: list[Finding]) -> None:
    """Read the answer of a question: letters, a verdict, words for its blanks; and take out the one that the question gives away."""
    _drop_bracket(question)
    take_chosen_options(question)
    _split_answer(question)
    if not question.answer and question.options:
        _find_letters_in_explanation(question)
    kind = _kind_for_bracket(question)
    for at in range(len(question.stem) - 1, -1, -1):
        text = question.stem[at]
        if not isinstance(text, str) or kind == "-":
            continue
        taken = take_bracket_answer(text, kind, len(question.options))
        if taken:
            stem, answer = taken
            given = "".join(part for part in question.answer if isinstance(part, str))
            if given and fold_answer(given) != fold_answer(answer):
                question.conflict = (question.first.number, answer, question.answer_line or question.first.number, given)
                question.stem[at] = stem
                return
            question.stem[at] = stem
            findings.append(Finding("bracket", question.first.number, text, answer))
            if not given:
                question.answer, question.answer_line = [answer], question.first.number
            return
    if not question.options and (question.kind in ("", "fill")):
        _fill_blanks(question, findings)


def _drop_bracket(question: TypedQuestion) -> None:
    """Drop the bracket at the end of an answer whose label is inside the other one: （答案：…）."""
    last = question.answer[-1] if question.answer else None
    if isinstance(last, str) and re.search(r"[）)]$", last) and len(re.findall("[（(]", last)) < len(re.findall("[）)]", last)):
        question.answer[-1] = last[:-1].rstrip()


SIGN_AFTER_OPTION = re.compile(
    rf"(?:(?<![ \u3000])[ \u3000]++)?(?:[（(【][ \u3000]*(?P<sign>{SIGNS})[ \u3000]*[）)】]|(?P<bare>{SIGNS}))[ \u3000]*$"
)


def take_chosen_options(question: TypedQuestion) -> None:
    """Take the signs of the chosen options away, before the letter or after the words: they are the answer."""
    before = [CHOSEN_OPTION.match(typed) is not None for typed in question.typed_options]
    after = [SIGN_AFTER_OPTION.search(option) if len(option) > 1 else None for option in question.options]
    bare = [match for match in after if match and match["bare"]]
    if len(bare) > 1 or (bare and len(bare) < len([match for match in after if match])):
        after = [None] * len(after)
    chosen = [n for n, match in enumerate(after) if match and fold_verdict(match["sign"] or match["bare"]) == "√"]
    for n, match in enumerate(after):
        if match and match.start():
            question.options[n] = question.options[n][: match.start()].rstrip()
    if any(before) and not all(before):
        chosen = [n for n, is_chosen in enumerate(before) if is_chosen]
    if chosen and len(chosen) <= len(OPTION_LETTERS) and not question.answer:
        question.answer, question.answer_line = ["".join(OPTION_LETTERS[n] for n in chosen)], question.first.number


def _split_answer(question: TypedQuestion) -> None:
    """Separate letters or a verdict from the explanation that follows them."""
    first = question.answer[0] if question.answer else None
    if not isinstance(first, str):
        return
    if question.options or question.kind in ("single", "multiple", "choice"):
        match = CHOSEN.match(first)
        known = OPTION_LETTERS[: len(question.options)] or OPTION_LETTERS
        if match and format_letters(match["letters"]):
            letters, rest = format_letters(match["letters"]), first[match.end() :].strip("* ")
            if rest and not match.group()[match.end("letters") :].strip() and set(letters) - set(known):
                return
            spoken = (
                question.options[ord(letters[0]) - ord("A")]
                if len(letters) == 1 and letters in OPTION_LETTERS[: len(question.options)]
                else ""
            )
            extra = [rest] if rest and fold_answer(rest) != fold_answer(spoken) else []
            question.answer, question.explanation = [letters], [*extra, *question.answer[1:], *question.explanation]
            return
        named = [n for n, option in enumerate(question.options) if fold_answer(option) == fold_answer(first)]
        if len(named) == 1 and len(question.answer) == 1:
            question.answer = [OPTION_LETTERS[named[0]]]
    elif question.kind in ("judge", "") and (match := SAID.match(first)):
        rest = first[match.end() :].strip("* ")
        if question.kind == "judge" or not rest or len(question.answer) == 1:
            if not question.kind and rest and not re.search(r"[。.；;，,：:！!（(【]", match.group()[match.end("verdict") :] + rest[:1]):
                return
            extra = [rest] if rest else []
            question.answer, question.explanation = [match["verdict"]], [*extra, *question.answer[1:], *question.explanation]


def _find_letters_in_explanation(question: TypedQuestion) -> None:
    """The letters that an explanation begins or ends with, where there is no other answer."""
    texts = [part for part in question.explanation if isinstance(part, str)]
    known = set(OPTION_LETTERS[: len(question.options)])
    if not texts:
        return
    match = re.match(rf"^{B}(?P<letters>[A-J]+)[\s*_\\]*(?:[。.，,：:；;、\s]|$)", texts[0]) or FINALLY.search(texts[-1])
    letters = format_letters(next(filter(None, match.groups()))) if match else ""
    if letters and set(letters) <= known:
        question.answer = [letters]


def _share_answers(items: list[Any]) -> None:
    """Deal out a list of words below a fill-in that are those of the blanks of the fill-ins above it too."""
    for at, item in enumerate(items):
        if not isinstance(item, TypedQuestion) or item.options or item.number is None or item.kind not in ("", "fill"):
            continue
        words = [word.rstrip("。") for part in item.answer if isinstance(part, str) for word in PARTS_OF_ANSWER.split(part) if word.strip()]
        own = len(BLANK.findall(item.words))
        above: list[tuple[int, TypedQuestion]] = []
        count, number = own, item.number
        for before in range(at - 1, -1, -1):
            if not own or count >= len(words):
                break
            other = _as_fill_in(items[before], item)
            if other is None or other.number is None or (other.number.rank, other.number.number) != (number.rank, number.number - 1):
                break
            count, number = count + len(BLANK.findall(other.words)), other.number
            above.append((before, other))
        if above and count == len(words):
            for place, other in reversed(above):
                many = len(BLANK.findall(other.words))
                other.answer, words = ["；".join(words[:many])], words[many:]
                items[place] = other
            item.answer = ["；".join(words)]


def _as_fill_in(item: Any, model: TypedQuestion) -> TypedQuestion | None:
    """A line with a number and blanks as a question; None for anything else, or a question that has an answer."""
    if isinstance(item, TypedQuestion):
        return item if not item.answer and not item.options and BLANK.search(item.words) else None
    numbered = read_number(item.text) if isinstance(item, PaperLine) and item.text and not item.level else None
    if numbered is None or not BLANK.search(numbered[1]):
        return None
    return TypedQuestion(item, numbered[0], model.section, model.kind, [numbered[1]], title=model.title, lines=[item])


def _fill_blanks(question: TypedQuestion, findings: list[Finding]) -> None:
    """Put the words of the answer into the blanks of the question; words on its lines become blanks."""
    texts = [n for n, part in enumerate(question.stem) if isinstance(part, str)]
    given = [part for part in question.answer if isinstance(part, str)]
    if not given:
        for n in texts:
            marked = mark_filled_blanks(question.stem[n].replace("\\_", "_"), question.kind)
            if marked != question.stem[n].replace("\\_", "_"):
                findings.append(
                    Finding("bracket", question.first.number, question.stem[n], "、".join(re.findall(r"\{\{(.+?)\}\}", marked)))
                )
                question.stem[n] = marked
        return
    blanks = [match for n in texts for match in BLANK.finditer(question.stem[n])]
    if not blanks or len(given) != len(question.answer) or any("{{" in part or "}}" in part for part in given):
        return
    if question.kind != "fill" and any(match["open"] for match in blanks):
        return
    whole = (
        [part.strip() for part in PARTS_OF_ANSWER.split("；".join(given)) if part.strip()] if len(blanks) > 1 or len(given) > 1 else given
    )
    if len(blanks) == 1:
        whole = ["；".join(given)]
    if len(whole) != len(blanks) or "\n" in "".join(whole):
        return
    words = iter(word.rstrip("。") for word in whole)

    def fill(match: re.Match[str]) -> str:
        return f"{match['open'] or ''}{{{{{next(words)}}}}}{match['close'] or ''}"

    for n in texts:
        question.stem[n] = BLANK.sub(fill, question.stem[n])
    question.answer = []


# Joint keys ---------------------------------------------------------------------------------------------------


def _deal_key(key: JointKey, since: int, questions: list[TypedQuestion], findings: list[Finding]) -> None:
    """Give each answer of a joint key to its question."""
    group, last = 0, 0
    for entry in key.entries:
        group += entry.number <= last and not entry.title
        last = entry.number
        question = _find_question(entry, key, since, group, questions)
        if question is None:
            continue
        entry.is_dealt = True
        given = "".join(part for part in question.answer if isinstance(part, str))
        before = question.answer, question.explanation, question.answer_line
        question.answer, question.explanation = list(entry.answer), [*question.explanation, *entry.explanation]
        question.answer_line = entry.line.number
        _split_answer(question)
        if not question.answer and question.options:
            _find_letters_in_explanation(question)
        dealt = "".join(part for part in question.answer if isinstance(part, str))
        if given or (before[0] and not given):
            if dealt and fold_answer(given) != fold_answer(dealt):
                question.conflict = (before[2] or question.first.number, given, entry.line.number, dealt)
            question.answer, question.answer_line = before[0], before[2]
        elif not question.options and question.kind in ("", "fill"):
            blanks = "{{" in question.words
            if not blanks:
                _fill_blanks(question, findings)
        if not question.answer and not question.explanation and "{{" not in question.words:
            entry.is_dealt = False
        findings.append(
            Finding("dealt", entry.line.number, f"{entry.number}. {dealt}", question.words.split("\n")[0], question.first.number)
        )


def _find_question(entry: KeyEntry, key: JointKey, since: int, group: int, questions: list[TypedQuestion]) -> TypedQuestion | None:
    """The question with a number: in the section that the key names, else the one between this key and the key before."""
    found = [one for one in questions if one.number and one.number.number == entry.number]
    if not found:
        return None
    if entry.title or entry.kind:
        titled = [one for one in found if entry.title and _has_title(one, entry.title)]
        alike = [one for one in found if entry.kind and (one.kind == entry.kind or find_section_kind(one.title) == entry.kind)]
        if titled or alike:
            return _nearest(titled or alike, key, since)
        if len(found) > 1 and len({one.section for one in found}) > 1 and not any(one.kind in ("", "choice") for one in found):
            return None
        return _nearest(found, key, since)
    candidates = _prefer(entry, [one for one in found if since <= one.at < key.start] or found)
    return candidates[0] if len(candidates) == 1 else candidates[group] if group < len(candidates) else None


def _prefer(entry: KeyEntry, found: list[TypedQuestion]) -> list[TypedQuestion]:
    """Of several questions with a number those that such an answer fits, and that have none yet."""
    answer = str(entry.answer[0]) if entry.answer else ""
    chooses = re.fullmatch(CHOSEN_LETTERS, answer.strip()) is not None and not fold_verdict(answer)
    fitting = [one for one in found if chooses == (bool(one.options) or one.kind in ("single", "multiple", "choice"))] or found
    return [one for one in fitting if not one.answer] or fitting


def _has_title(question: TypedQuestion, title: str) -> bool:
    """Whether a question stands below a title, of which the key may have the number only: 一、."""
    number = re.fullmatch(rf"([{HAN}]+)[、．.]?", title)
    if number:
        return re.match(rf"[#*\s]*{number[1]}[、．.]", question.title) is not None
    return fold_title(question.title) == fold_title(title)


def _nearest(found: list[TypedQuestion], key: JointKey, since: int) -> TypedQuestion:
    local = [one for one in found if since <= one.at < key.start]
    return (local or found)[0]


def _keep_rest(key: JointKey, findings: list[Finding]) -> Iterator[HiddenLines]:
    """The lines of a key that no question has, for editions with answers."""
    rest: list[PaperLine] = []
    for entry in key.entries:
        if not entry.is_dealt:
            rest += entry.lines
            findings.append(Finding("unassigned", entry.line.number, f"{entry.number}. {''.join(str(part) for part in entry.answer)}"))
    others = [line for line in key.others if line.text or line.block]
    rest += others
    findings += [Finding("unassigned", line.number, line.text) for line in others if line.text]
    if not rest:
        findings += [Finding("answer", line.number, line.text) for line in key.titles if line.text]
    else:
        order = {id(line): n for n, line in enumerate(dict.fromkeys((*key.titles, *rest)))}
        yield HiddenLines(tuple(sorted(dict.fromkeys((*key.titles, *rest)), key=lambda line: (line.number, order[id(line)]))))


# Exercises ----------------------------------------------------------------------------------------------------


def _make_exercise(question: TypedQuestion) -> dict[str, Any]:
    """The data of an exercise; where answers differ, it has both, for a question never shows one."""
    stem, answer = list(question.stem), list(question.answer)
    kind = _choose_kind(question)
    if question.conflict:
        answer = [question.conflict[1], question.conflict[3]]
    limit = "" if question.options else _find_limit(question)
    fields = {
        "kind": kind,
        "stem": stem or ["（\u3000\u3000）"],
        "options": question.options,
        "limit": limit,
        "answer": answer,
        "explanation": question.explanation,
    }
    return {"type": "exercise"} | {key: value for key, value in fields.items() if value}


def _choose_kind(question: TypedQuestion) -> str:
    """The kind to write: what the section's title says, where the content alone would say another."""
    letters = "".join(part for part in question.answer if isinstance(part, str))
    if question.options:
        chosen = format_letters(letters) if re.fullmatch(CHOSEN_LETTERS, letters.strip()) else ""
        inferred = "multiple" if len(chosen) > 1 else "single"
        return question.kind if question.kind == "multiple" and inferred != "multiple" else ""
    words = question.words
    inferred = "fill" if "{{" in words else "judge" if VERDICT_OF_MODEL.match(letters) else "short"
    wanted = {"choice": "single", "": ""}.get(question.kind, question.kind)
    if not wanted and inferred == "short" and EMPTY_BLANK.search(words) and len(question.answer) == 1 and "\n" not in letters:
        wanted = "fill"
    if wanted == "essay" or (wanted == "fill" and not letters and inferred == "fill"):
        return wanted if wanted == "essay" else ""
    return wanted if wanted != inferred else ""


def _find_limit(question: TypedQuestion) -> str:
    """The limit of a written answer as the question states it."""
    limits = list(LIMIT.finditer(question.words))
    if len(limits) != 1 or limits[0]["least"]:
        return ""
    return "-".join(filter(None, (limits[0]["first"], limits[0]["second"]))) + (limits[0]["about"] or "")


def _describe(question: TypedQuestion) -> Iterator[Finding]:
    """The findings about a question: what it is, and each labelled part."""
    number = f"{question.number.typed} " if question.number else ""
    answer = "/".join(part for part in question.answer if isinstance(part, str))
    yield Finding("question", question.first.number, number + question.words.split("\n")[0], answer, len(question.options))
    yield from (Finding("answer", line.number, typed) for line, typed in question.labelled)
    if question.conflict:
        line, one, other_line, other = question.conflict
        yield Finding("differ", other_line, other, one, line)
