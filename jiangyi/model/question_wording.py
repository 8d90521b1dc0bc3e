"""What a question says besides its text: that it has several answers, where to put a verdict, and how long the answer may be.

Examination papers say all of this in the question; what the author has typed there is not repeated.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from jiangyi.model.blocks.base import Block, Blocks
from jiangyi.model.blocks.exercise import Exercise, WordLimit
from jiangyi.model.blocks.item_list import ItemList
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.document import iter_texts, walk_blocks
from jiangyi.model.inline import Inlines, Str, Text
from jiangyi.model.numbering import to_hanzi
from jiangyi.model.terms import get_labels

SEVERAL = re.compile(r"多选|多项|不定项|select all|choose all|more than one", re.IGNORECASE)
"""Words that say that several options may be right."""
EMPTY_BRACKET = re.compile(r"[（(【][\s\u2000-\u200b_]*[）)】]")
COUNT = r"(?<![\d.])(?:{})\s*(?:个)?\s*(?:字|words?)"
ANSWERED_IN = {"judge": "verdict", "single": "letters", "multiple": "letters", "indefinite": "letters"}
"""The kinds that are answered in a bracket, with the label that is one: papers in English have none for letters."""
OPEN_ENDS = ("：", ":", "_", "＿")
"""The ends of questions that options complete."""
DIGITS = r"\d一二两三四五六七八九十百千"
NUMBER_OF_WORDS = rf"[{DIGITS}]++\s*+(?:个\s*+)?(?:字|words?)"
REQUIREMENT = re.compile(
    rf"(?:不超过|不多于|不少于|不低于|至少|最多|限|控制在|at (?:least|most)|about|under)\s*{NUMBER_OF_WORDS}"
    rf"|(?<![{DIGITS}]){NUMBER_OF_WORDS}\s*(?:以内|以下|以上|之内|左右|上下)",
    re.IGNORECASE,
)
"""A length that is asked for."""


def complete_stem(exercise: Exercise, lang: str, *, is_named: bool = False) -> Blocks:
    """The question with the name of its kind before it, and behind it a bracket for a verdict and the limit of its length.

    A kind that is inferred from the answer is not named: it would tell how many options are right. Nor is one that a heading above
    names, `is_named`.
    """
    words, labels = question_words(exercise), get_labels(lang)
    is_named = is_named or bool(SEVERAL.search(words))
    before = labels[exercise.kind] if exercise.kind in ("multiple", "indefinite") and not is_named else ""
    bracket = labels[ANSWERED_IN[exercise.effective_kind]] if _needs_bracket(exercise, words) else ""
    limit = f"{labels['limit_before']}{format_limit(exercise.limit, lang)}{labels['limit_after']}" if exercise.limit else ""
    is_said = exercise.limit is None or says_number(words, exercise.limit) or find_typed_limit(words)
    after = bracket + ("" if is_said else limit)
    new = f"{exercise.id}.more"
    stem = _change_paragraph(exercise.stem, 0, new, lambda inlines: (Str(before), *inlines)) if before else exercise.stem
    return _change_paragraph(stem, -1, new, lambda inlines: (*inlines, Str(after))) if after else stem


def take_numbers(exercises: Iterable[Exercise]) -> Mapping[str, Exercise]:
    """The questions that are typed with their numbers, `7. …`, and were read as a list of one item, by id: without it.

    A number that is not the next one is kept as the label of the question.
    """
    taken: dict[str, Exercise] = {}
    number = 1
    for exercise in exercises:
        first = exercise.stem[0] if exercise.stem else None
        is_typed = isinstance(first, ItemList) and first.ordered and not first.style and len(first.items) == 1
        if is_typed and not exercise.n and isinstance(first, ItemList):
            label = "" if first.start == number else f"{first.start}."
            stem = (*first.items[0].body, *exercise.stem[1:])
            taken[exercise.id] = exercise.model_copy(update={"n": label, "stem": stem})
        number += not taken.get(exercise.id, exercise).n
    return taken


def _needs_bracket(exercise: Exercise, words: str) -> bool:
    """True if a question is answered in a bracket that is not typed; one that ends in a colon or a blank is completed by its options."""
    is_asked = (
        exercise.effective_kind in ANSWERED_IN and not exercise.questions and (exercise.options or exercise.effective_kind == "judge")
    )
    return bool(is_asked) and not EMPTY_BRACKET.search(words) and not words.rstrip("。. \u3000").endswith(OPEN_ENDS)


def format_limit(limit: WordLimit, lang: str) -> str:
    """The length of an answer in the usual words: 不超过150字, 300字左右, 800～1000字."""
    labels = get_labels(lang)
    if limit.open_ended:
        return labels["limit_least"].format(limit.words)
    if limit.least and limit.least != limit.words:
        both = labels["limit_range"].format(limit.least, limit.words)
        return labels["limit_about"].format(both) if limit.about else labels["limit_words"].format(both)
    return labels["limit_about" if limit.about else "limit_most"].format(limit.words)


def says_number(words: str, limit: WordLimit) -> bool:
    """True if a question says the number of words of a limit, in digits or in Chinese."""
    numbers = [form for number in (limit.words, limit.least) if number for form in (str(number), to_hanzi(number))]
    return re.search(COUNT.format("|".join(numbers)), unicodedata.normalize("NFKC", words), re.IGNORECASE) is not None


def find_typed_limit(words: str) -> str:
    """The words of a question that say how long its answer may be; empty where there are none."""
    found = REQUIREMENT.search(unicodedata.normalize("NFKC", words))
    return found[0] if found else ""


def question_words(exercise: Exercise) -> str:
    """The text of a question."""
    return "".join(str(text) for block in exercise.stem for part in (block, *walk_blocks(block)) for text in iter_texts(part))


def _change_paragraph(stem: Blocks, at: int, new: str, change: Callable[[Inlines], Inlines]) -> Blocks:
    """The blocks of a question with the text of the first or the last paragraph changed; one with the id `new` where there is none."""
    places = [n for n, block in enumerate(stem) if isinstance(block, Paragraph)]
    if not places:
        made: Block = Paragraph.model_construct(id=new, text=Text(change(())))
        return (made, *stem) if at == 0 else (*stem, made)
    place = places[at]
    paragraph = stem[place]
    changed = paragraph.model_copy(update={"text": Text(change(paragraph.text.inlines))})
    return (*stem[:place], changed, *stem[place + 1 :])
