"""Correct half-width marks in Chinese text to full-width ones: brackets in pairs, other marks by their context.

The rules are those of GB/T 15834-2011 for text with some Latin words: a mark is full-width where the sentence is Chinese,
whatever the adjacent words are; a mark in a number, an address, code or an English sentence stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import BLANKS, FULL_WIDTH_MARKS, HAN_PATTERN, SET_APART, WORD, is_chinese, is_mostly_english
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.full_stops import find_full_stops
from jiangyi.punctuation.paragraph_ranges import find_paragraphs
from jiangyi.punctuation.protected_ranges import TRANSPARENT

RULE = "half-width-mark"
MAX_SPACES = 2
"""More spaces than these leave room for something and stay."""
BRACKET = compile_late("[()（）]")
CANDIDATE_MARKS = ",;:?!()"
CANDIDATE = compile_late(f"[{CANDIDATE_MARKS}]")
TRANSPARENT_LEFT = frozenset("*_~^=\"'“”‘’)]} \t\u00a0\u3000")
TRANSPARENT_RIGHT = frozenset("*_~^=“‘([{ \t\u00a0\u3000\n")
LATIN_RUN = frozenset("\n .%‰-+/'’&_°℃#@\"“”‘’*~=)(]")
NUMBERED = compile_late(r"[（(][ ]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Za-z])[ ]?[)）]")
BLANK = compile_late(r"[\s_\u3000\u00a0]*")
ARGUMENTS = compile_late(r"\s*(?:[A-Za-z]?\d*|\d+(?:\.\d+)?)(?:\s*[,+\-*/^=<>|]\s*(?:[A-Za-z]?\d*|\d+(?:\.\d+)?))*\s*")
FUNCTION_NAME = compile_late(r"(?:^|[^A-Za-z])(?:[A-Za-z]|[a-z]\w{1,11})$")
SPACES = compile_late(f"[ \u00a0]{{1,{MAX_SPACES}}}(?![{BLANKS}]|{SET_APART})(?=[^\\n|])")
SPACES_BACKWARD = compile_late(f"(?<![{BLANKS}])[ \u00a0]{{1,{MAX_SPACES}}}\\Z")
LATIN_CLAUSE = compile_late(r"[\x00-\x09\x0b-\x27\x2a-{}~\x7f]*")
"""What a mark may follow without a break: Latin characters but line ends, brackets and bars."""
REACH = 500
"""How far a mark is from what decides about it: with the whole line, many marks would take time by the square of their number."""
COMPANY = compile_late(r"\s?(?:Inc|Ltd|Co|Corp|LLC|Jr|Sr|PhD)\b")


def correct_half_width_marks(text: str, mask: bytearray, *, folded: bool = False) -> list[Edit]:
    """An edit for each half-width mark of a Chinese sentence.

    `folded` means that every mark of the document was folded: then marks between two Latin words are restored too.
    """
    return _HalfWidthCorrector(text, mask, folded).find_edits() if CANDIDATE.search(text) or "." in text else []


@dataclass(slots=True)
class _CorrectedText:
    """A text with some characters replaced; a list of its characters would take twenty times its memory."""

    text: str
    replaced: dict[int, str] = field(default_factory=dict)

    def __getitem__(self, at: int) -> str:
        return self.replaced.get(at) or self.text[at]


class _HalfWidthCorrector:
    """One pass over a text; `current` is the text with the corrections so far, which later decisions depend on."""

    def __init__(self, text: str, mask: bytearray, folded: bool) -> None:  # noqa: FBT001 - private
        self.text, self.mask, self.folded = text, mask, folded
        self.found: dict[int, str] = {}
        self.current = _CorrectedText(text, self.found)
        self.start, self.end = 0, 0

    def find_edits(self) -> list[Edit]:
        for start, end in find_paragraphs(self.text):
            self.start, self.end = start, end
            if not CANDIDATE.search(self.text, start, end) and "." not in self.text[start:end]:
                continue
            if HAN_PATTERN.search(self.text, self.start, self.end) and not is_mostly_english(self.text, self.mask, self.start, self.end):
                self.correct_brackets()
                self.correct_marks()
                for at in find_full_stops(self.text, self.mask, start, end):
                    self.change(at, "。")
        return [*self.emit_edits()]

    def change(self, at: int, mark: str) -> None:
        self.found[at] = mark

    # brackets

    def correct_brackets(self) -> None:
        stack: list[int] = []
        for match in BRACKET.finditer(self.text, self.start, self.end):
            at, character = match.start(), match.group()
            if self.mask[at]:
                continue
            if character in "(（":
                stack.append(at)
            elif stack:
                opened = stack.pop()
                mixed = (self.text[opened] == "(") != (character == ")")
                if "(" in self.text[opened] + character.replace(")", "(") and (mixed or self.is_chinese_pair(opened, at)):
                    for place in (opened, at):
                        if self.text[place] in FULL_WIDTH_MARKS:
                            self.change(place, FULL_WIDTH_MARKS[self.text[place]])

    def is_chinese_pair(self, opened: int, closed: int) -> bool:
        left, right = self.find_left(opened, ",;:?!"), self.find_right(closed)
        has_han = HAN_PATTERN.search(self.text, opened + 1, min(closed, opened + REACH))
        if has_han or (left and is_chinese(left)) or BLANK.fullmatch(self.text, opened + 1, closed):
            return True
        if self.is_at_line_start(opened) and NUMBERED.fullmatch(self.text, opened, closed + 1):
            return True
        if not right or not is_chinese(right):
            return False
        if not left or not (left.isalnum() and self.text[opened - 1] == left):
            return True
        is_call = ARGUMENTS.fullmatch(self.text, opened + 1, closed) if self.folded else None
        return self.folded and not (is_call and FUNCTION_NAME.search(self.text[max(self.start, opened - 14) : opened]))

    # commas, semicolons, colons, question and exclamation marks

    def correct_marks(self) -> None:
        """Go forwards, then backwards: in a run of marks the context may be known at either end."""
        places = [match.start() for match in CANDIDATE.finditer(self.text, self.start, self.end)]
        for at in (*places, *reversed(places)):
            mark = self.current[at]
            if mark in ",;:?!" and not self.mask[at] and self.is_chinese_mark(at, mark):
                self.change(at, FULL_WIDTH_MARKS[mark])

    def is_chinese_mark(self, at: int, mark: str) -> bool:
        left, right = self.find_left(at, "\n" if mark in ",;" else ""), self.find_right(at)
        if not left:
            return bool(right) and is_chinese(right) and self.has_code_before(at)
        if is_chinese(left):
            return True
        if right and is_chinese(right):
            return not (mark in "?!" and self.count_words_before(at) >= 3)
        if mark in "?!" and self.count_words_before(at) >= 2:
            return False
        if not right:
            return self.has_han_before(at)
        return self.is_chinese_between_latin(at)

    def is_chinese_between_latin(self, at: int) -> bool:
        """Whether a mark with Latin letters or digits on both sides belongs to a Chinese sentence."""
        before, after = self.text[at - 1], self.text[at + 1 : at + 2]
        if after.isspace() or COMPANY.match(self.text, at + 1) or (before.isdigit() and after.isdigit()):
            return False
        beside = before in "”’）》" or after in "“‘（《" or not before.isalnum()
        return (self.folded or beside) and self.has_han_before(at) and self.has_han_after(at)

    # what stands beside

    def find_left(self, at: int, through: str = "") -> str:
        """The nearest character to the left in the line other than spaces, quotes, markup and those of `through`; "" at its start."""
        first = max(self.start, at - REACH)
        at -= 1
        while at >= first and (self.mask[at] >= TRANSPARENT or self.current[at] in TRANSPARENT_LEFT or self.current[at] in through):
            at -= 1
        return "" if at < first or self.current[at] in "\n|" else self.current[at]

    def find_right(self, at: int) -> str:
        """The nearest character to the right in the paragraph other than spaces, opening quotes and markup; "" at its end."""
        last = min(self.end, at + REACH)
        at += 1
        while at < last and (self.mask[at] >= TRANSPARENT or self.current[at] in TRANSPARENT_RIGHT):
            at += 1
        return "" if at >= last or self.current[at] == "|" else self.current[at]

    def has_code_before(self, at: int) -> bool:
        """Whether code or a formula precedes a mark in its line, so that the mark does not open the line."""
        first = max(self.start, at - REACH)
        line = max(self.text.rfind("\n", first, at) + 1, first)
        return any(self.mask[place] and self.text[place].isalnum() for place in range(line, at))

    def is_at_line_start(self, at: int) -> bool:
        first = max(self.start, at - REACH)
        line = self.text.rfind("\n", first, at) + 1
        return not self.text[max(line, first) : at].strip(" \t\u00a0\u3000*#>-_|.0123456789")

    def has_han_before(self, at: int) -> bool:
        """Whether Chinese text precedes the run of Latin words before a mark."""
        first = max(self.start, at - REACH)
        at -= 1
        while at >= first and self.is_latin_run(at):
            at -= 1
        return at >= first and is_chinese(self.current[at])

    def has_han_after(self, at: int) -> bool:
        """Whether Chinese text, or another mark of the series, follows the run of Latin words after a mark."""
        last = min(self.end, at + REACH)
        at += 1
        while at < last and self.is_latin_run(at):
            at += 1
        return at < last and (is_chinese(self.current[at]) or self.current[at] in ",;")

    def is_latin_run(self, at: int) -> bool:
        """Whether a character belongs to a run of Latin words; in a folded document also any that is neither Chinese nor a mark."""
        character = self.current[at]
        if self.mask[at] or character in LATIN_RUN or (character.isascii() and character.isalnum()):
            return True
        return self.folded and not is_chinese(character) and character not in ",;:?!()|"

    def count_words_before(self, at: int) -> int:
        """The number of consecutive Latin words before a mark."""
        before = self.text[max(self.start, at - REACH) : at]
        run = LATIN_CLAUSE.match(before[::-1])
        return len(WORD.findall(before, len(before) - run.end())) if run else 0

    # spaces beside

    def emit_edits(self) -> Iterator[Edit]:
        """The edits, with the spaces beside the marks; a folded document had its spaces before it was folded."""
        until = 0
        for at in sorted(self.found):
            start, end = (at, at + 1) if self.folded else (max(until, self.find_space_start(at)), self.find_space_end(at))
            yield Edit(start, end, self.found[at], RULE)
            until = end

    def find_space_start(self, at: int) -> int:
        """The start of the spaces before an opening bracket in a line, or inside before a closing one."""
        spaces = SPACES_BACKWARD.search(self.text, max(0, at - MAX_SPACES), at) if self.found[at] in "（）" else None
        if (
            not spaces
            or self.text[spaces.start() - 1 : spaces.start()] in ("", "\n", "|")
            or any(self.mask[spaces.start() : at])
            or self.is_kept_bracket(at)
        ):
            return at
        before = self.current[spaces.start() - 1]
        return at if before in "#>*-_.(（" or (self.found[at] == "）" and before == "（") else spaces.start()

    def find_space_end(self, at: int) -> int:
        """The end of the spaces after a mark."""
        spaces = SPACES.match(self.text, at + 1, self.end)
        if not spaces or any(self.mask[at + 1 : spaces.end()]) or self.is_kept_bracket(at):
            return at + 1
        after = self.text[spaces.end()]
        return at + 1 if after in ")）_" and self.found[at] == "（" else spaces.end()

    def is_kept_bracket(self, at: int) -> bool:
        """Whether a bracket belongs to a blank such as （ ）, or to a label at the start of a line, whose spaces stay."""
        mark = self.found[at]
        if mark not in "（）":
            return False
        first = max(self.start, at - REACH)
        opened = at if mark == "（" else max(self.text.rfind("(", first, at), self.text.rfind("（", first, at))
        if opened < 0:
            return False
        inside = BLANK.match(self.text, opened + 1, self.end)
        if inside and self.text[inside.end() : inside.end() + 1] in (")", "）"):
            return True
        return NUMBERED.match(self.text, opened, self.end) is not None and self.is_at_line_start(opened)
