"""Answers as people type them into a question: a letter or a sign in its bracket, words on its blank, a sign after a statement."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

LETTERS = "A-JＡ-Ｊ"
CHOSEN_LETTERS = rf"[{LETTERS}](?:[\s\u3000]*+(?:[,，、;；/和][\s\u3000]*+)?[{LETTERS}])*"
"""Letters of options, with or without marks between them."""
RIGHT_SIGNS, WRONG_SIGNS = "√✓✔☑✅", "×✗✘╳⨯❌✕✖"
RIGHT_WORDS = ("对", "正确", "是", "T", "TRUE", "RIGHT", "Y", "YES")
WRONG_WORDS = ("错", "错误", "否", "X", "F", "FALSE", "WRONG", "N", "NO")
SIGNS = rf"[{RIGHT_SIGNS}{WRONG_SIGNS}]\ufe0f?"
PLAIN_VERDICT = rf"(?:{SIGNS}|对|错|正确|错误)"
"""A verdict that is nothing else in any sentence."""
VERDICT = rf"(?:{PLAIN_VERDICT}|[xX]|是|否|[TF](?![A-Za-z])|(?i:true|false|right|wrong))"
"""A verdict where one is asked for."""
MARKUP = r"(?:[\s\u2000-\u200b\u3000\u00a0*_=~\\]|</?[A-Za-z][^<>]*>|\{\{|\}\}){0,200}+"
"""White space and inline markup around an answer in a bracket."""
BRACKET_PAIRS = {"（": "）", "(": ")", "【": "】", "［": "］", "[": "]", "〔": "〕", "{": "}"}
AFTER_BRACKET = re.compile(r"[\s\u3000*_=]*+[。．.？?！!：:；;，,]?+[\s\u3000*_=]*+(?:[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)])?[\s。*]*$")
"""What may follow the bracket at the end of a question."""
INSIDE = r"[\s\u2000-\u200b\u3000\u00a0_]"
EMPTY_BRACKET = re.compile(rf"（{INSIDE}*）|\({INSIDE}+\)|(?<![A-Za-z0-9_\]>])\(\)|（{INSIDE}*\)|\({INSIDE}*）|【{INSIDE}+】")
"""A bracket to write an answer in; after a Latin word () is code."""
EMPTY_BLANK = re.compile(r"\\?_(?:\\?_)+(?![^_\s。，；、\\]{1,40}\\?__)|\{\{？\}\}")
ROOM = "\u3000\u3000"
JOINING = "的和与及或到是走向为在有把以之而同作于"
"""Characters with which words between two empty blanks begin."""
WORDS_LIKE_JOINING = (
    r"为人民|为民|为公|以人|以民|以德|以案|以点|以身|以法|和谐|和平|和睦|和美|和合|与时俱进|与民|及时|及格|到位|是非|走群众|走访|走出|向心|向善|在职|在场"
    r"|有效|有为|有序|有机|有限|有法|有章|有事|有人|有利|把握|把关|把脉|把好|以上率下|之江|而立|同心|同步|同志|同舟|同甘|作风|作用|作品|于法|于民"
)
"""Beginnings of words whose first character is one of those."""
ON_LINE = rf"[ \u3000]*(?P<line>(?!(?!{WORDS_LIKE_JOINING})[{JOINING}])[^_\s，。；：、？！][^_\n，。；：？！]{{0,30}}?)[ \u3000]*"
FILLED_BLANK = re.compile(
    rf"(?<!_)_{{2,}}{ON_LINE}_{{2,}}(?!_)|(?<!_)__(?P<strong>[^_\s，。；：、？！][^_\n，。；：？！]{{2,30}}?)__(?!_)"
    r"|＿+[ \u3000]*(?P<wide>[^＿\s，。；：、？！][^＿\n，。；：？！]{0,30}?)[ \u3000]*＿+"
    r"|<u>[\s\u3000]*(?P<tag>[^<>\n]{1,60}?)[\s\u3000]*</u>"
    r"|\[[\s\u3000]*(?P<span>[^\[\]\n]{1,60}?)[\s\u3000]*\]\{\.underline\}"
)
"""A blank with its answer on it."""
FILLED_LINE = re.compile(rf"(?<!_)_{{3,}}{ON_LINE}_{{3,}}(?!_)")
"""A blank with its answer on it, wherever it stands; words that join two blanks are no answer."""
REMARK = re.compile(
    r"^\s*(?:\d+(?:\.\d+)?\s*分|每|共|本题|多选|单选|判断|不定项|(?:19|20)\d\d\s*年?\S*?[考卷题拟]|[一二三四五六七八九十]$|\d{1,2}$)"
)
"""Words in brackets that are about the question, not its answer."""


def _pattern_of_bracket(words: str) -> re.Pattern[str]:
    opened, closed = (re.escape("".join(signs)) for signs in (BRACKET_PAIRS, BRACKET_PAIRS.values()))
    return re.compile(
        rf"(?P<open>[{opened}]){MARKUP}\[?(?:答案?[：:]{MARKUP})?(?P<words>{words})[。.]?(?:\]\{{[^{{}}]*\}})?{MARKUP}(?P<close>[{closed}])(?!\()"
    )


ANSWERS_IN_BRACKETS = {"letters": CHOSEN_LETTERS, "verdict": VERDICT, "plain": PLAIN_VERDICT}
BRACKETS = {name: _pattern_of_bracket(words) for name, words in ANSWERS_IN_BRACKETS.items()}
LETTERS_ON_LINE = re.compile(rf"(?P<open>(?<!_)_++)[ \u3000]*+(?P<words>{CHOSEN_LETTERS})[ \u3000]*(?P<close>_+)")
OPTION_ORDER = "ABCDEFGHIJ"
"""Letters in this order before the last bracket are names, as in 甲（A）与乙（B）."""
LETTERS_AT_END = re.compile(rf"(?<=[\s\u3000：:是为有])(?P<words>{CHOSEN_LETTERS})[\s\u3000]*[。.]?\s*$")
VERDICT_AT_END = re.compile(rf"(?<=\S)[\s\u3000]*(?P<words>{SIGNS})[\s\u3000]*$")
BRACKET_OF_WORDS = re.compile(
    r"(?<!\])(?P<open>[（(]|(?<!^)【)[\s\u3000]*(?P<words>[^（）()【】\n]{1,40}?)[\s\u3000]*(?P<close>[）)】])(?!\()", re.MULTILINE
)
WRITTEN_IN = re.compile(
    r"(?P<open>[（(【])[\s\u3000]*(?P<words>[^（）()【】\n]+?)[\s\u3000]*(?P<close>[）)】])(?!\()"
    r"|(?P<line>(?<!_)_{2,}[ \u3000]*(?P<lined>[^_\s][^_\n]*?)[ \u3000]*_{2,}(?!_))"
)
"""Words in a bracket or on a line, of any length."""
PARTS_OF_ANSWER = re.compile(r"[；;、，,\s\u3000]+")


def fold_answer(answer: str) -> str:
    """An answer in the form in which equal ones are equal: letters alone, √ or ×, else its words without spaces and final mark."""
    words = unicodedata.normalize("NFKC", re.sub(r"[*`\\=]|</?[A-Za-z][^<>]*>", "", answer)).strip()
    words = re.sub(r"[\s。.．；;，,]+$", "", words)
    if re.fullmatch(CHOSEN_LETTERS, words):
        return "".join(sorted(set(re.findall("[A-J]", words))))
    return fold_verdict(words) or re.sub(r"[\s，,、；;]", "", words)


def fold_verdict(words: str) -> str:
    """√ or × for a verdict in any spelling, else ""."""
    sign = words.strip("\ufe0f 　。.")
    upper = sign.upper()
    if sign and (sign in RIGHT_SIGNS or upper in RIGHT_WORDS):
        return "√"
    return "×" if sign and (sign in WRONG_SIGNS or upper in WRONG_WORDS) else ""


def format_letters(words: str) -> str:
    """The letters of chosen options without marks between them."""
    return "".join(dict.fromkeys(re.findall("[A-J]", unicodedata.normalize("NFKC", words))))


def take_bracket_answer(stem: str, kind: str = "", options: int = 0) -> tuple[str, str] | None:
    """A question and the answer taken out of it; None where it gives none away.

    Of a choice the letters in the bracket at its end, or in its only bracket; of a statement the verdict in a bracket or after it.
    An empty bracket means that the others are part of the question.
    """
    if EMPTY_BRACKET.search(stem):
        return None
    if options or kind in ("single", "multiple", "indefinite"):
        return _take_letters(stem, options)
    return _take_verdict(stem, surely=kind == "judge") if kind in ("", "judge") else None


def _take_letters(stem: str, options: int) -> tuple[str, str] | None:
    for pattern, room in ((BRACKETS["letters"], ROOM), (LETTERS_ON_LINE, "")):
        found = [match for match in pattern.finditer(stem) if _are_known(match["words"], options)]
        last = [match for match in found if AFTER_BRACKET.match(stem, match.end())]
        letters = [format_letters(match["words"]) for match in found]
        if last and len(found) > 1 and "".join(letters[:-1]) != OPTION_ORDER[: len(found) - 1]:
            for one in reversed(found):
                stem = _cut(stem, one, room)
            return stem, letters[0] if len(set(letters)) == 1 else "；".join(letters)
        if chosen := last or (found if len(found) == 1 else []):
            return _cut(stem, chosen[-1], room), format_letters(chosen[-1]["words"])
    match = LETTERS_AT_END.search(stem)
    if match and options and _are_known(match["words"], options):
        return stem[: match.start()] + f"（{ROOM}）", format_letters(match["words"])
    return None


def _are_known(words: str, options: int) -> bool:
    letters = format_letters(words)
    return bool(letters) and (not options or max(letters) <= chr(ord("A") + options - 1))


def _take_verdict(stem: str, *, surely: bool) -> tuple[str, str] | None:
    found = list(BRACKETS["verdict" if surely else "plain"].finditer(stem))
    first = len(stem) - len(stem.lstrip("* "))
    ends = [match for match in found if AFTER_BRACKET.match(stem, match.end()) or match.start() <= first]
    if ends:
        return _cut(stem, ends[-1], ROOM), ends[-1]["words"]
    match = VERDICT_AT_END.search(stem)
    return (stem[: match.start()] + f"（{ROOM}）", match["words"]) if match else None


def _cut(stem: str, match: re.Match[str], room: str) -> str:
    """The question with room in place of its answer; the bracket, or the line, stays."""
    opened, closed = match["open"], match["close"]
    blank = "____" if not room else opened + room + (BRACKET_PAIRS[opened] if closed not in BRACKET_PAIRS.values() else closed)
    return stem[: match.start()] + blank + stem[match.end() :]


def mark_filled_blanks(stem: str, kind: str = "") -> str:
    """The question with blanks {{…}} in place of the answers that are written on its lines, or in the brackets of a fill-in."""
    typed, stem = stem, stem.replace("\\_", "_")
    if kind != "fill":
        marked = FILLED_LINE.sub(lambda match: "{{" + match["line"] + "}}", stem)
        return typed if marked == stem else marked
    marked = FILLED_BLANK.sub(lambda match: "{{" + next(filter(None, match.groups())) + "}}", stem)
    if marked != stem:
        return marked
    if EMPTY_BLANK.search(stem) or EMPTY_BRACKET.search(stem) or "{{" in stem:
        return typed

    def fill(match: re.Match[str]) -> str:
        return match.group() if REMARK.match(match["words"]) else match["open"] + "{{" + match["words"] + "}}" + match["close"]

    marked = BRACKET_OF_WORDS.sub(fill, stem)
    return typed if marked == stem else marked


class AnswersDifferError(ValueError):
    """A question gives away another answer than the one below it; the arguments are both.

    Of two in the lines of an answer, the place of the second one is a third argument.
    """


def move_typed_answer(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of an exercise with the answer taken out of its question; raises AnswersDifferError where there are two."""
    stem = fields.get("stem")
    parts = [stem] if isinstance(stem, str) else list(stem) if isinstance(stem, list | tuple) else []
    typed = tuple(parts)
    kind, options = str(fields.get("kind") or ""), len(fields.get("options") or ())
    taken = ""
    for at in range(len(parts) - 1, -1, -1):
        text = _text_of(parts[at])
        if not text:
            continue
        marked = "" if options else mark_filled_blanks(text, kind)
        if marked and marked != text:
            parts[at] = _with_text(parts[at], marked)
        elif not taken and (found := take_bracket_answer(text, kind, options)):
            parts[at], taken = _with_text(parts[at], found[0]), found[1]
    given = _join_answer(fields.get("answer"))
    if given and not taken and not options:
        _empty_brackets(parts, given)
    _compare_answers(fields.get("answer"), options)
    if tuple(parts) == typed:
        return fields
    if taken and given and fold_answer(given) != fold_answer(taken):
        raise AnswersDifferError(taken, given)
    moved = {"answer": taken} if taken and not given else {}
    return {**fields, "stem": parts[0] if isinstance(stem, str) else parts, **moved}


def _empty_brackets(parts: list[Any], given: str) -> None:
    """Empty the brackets and lines of a question whose words are its answer, or all the parts of it."""
    written = {fold_answer(match["words"] or match["lined"]) for part in parts for match in WRITTEN_IN.finditer(_text_of(part))}
    pieces = {fold_answer(piece) for piece in PARTS_OF_ANSWER.split(given) if piece}
    known = {fold_answer(given)} if fold_answer(given) in written else pieces if len(pieces) > 1 and pieces <= written else set()

    def empty(match: re.Match[str]) -> str:
        if fold_answer(match["words"] or match["lined"]) not in known:
            return match.group()
        return "____" if match["line"] else match["open"] + ROOM + match["close"]

    for at, part in enumerate(parts):
        if known and _text_of(part):
            parts[at] = _with_text(part, WRITTEN_IN.sub(empty, _text_of(part)))


def _compare_answers(answer: Any, options: int) -> None:
    """Raise AnswersDifferError where an answer is several letters or verdicts, one below the other, that differ."""
    texts = [_text_of(part).strip() for part in answer] if isinstance(answer, list | tuple) else []
    brief = [text for text in texts if (re.fullmatch(CHOSEN_LETTERS, text) if options else fold_verdict(text))]
    other = next((at for at, text in enumerate(brief) if fold_answer(text) != fold_answer(brief[0])), 0)
    if other and len(brief) == len(texts):
        raise AnswersDifferError(brief[0], brief[other], other)


def _text_of(part: Any) -> str:
    if isinstance(part, dict):
        part = part.get("text") if part.get("type") == "paragraph" else None
    return part if isinstance(part, str) else ""


def _with_text(part: Any, text: str) -> Any:
    return {**part, "text": text} if isinstance(part, dict) else text


def _join_answer(answer: Any) -> str:
    parts = answer if isinstance(answer, list | tuple) else [answer]
    return "".join(map(_text_of, parts)) if answer else ""
