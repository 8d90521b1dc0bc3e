"""Several numbered questions in one container of an exercise: `1. …` with its options and answer, then `2. …`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from jiangyi.core import Span
from jiangyi.readers.parsed_data import LISTS, ParsedFields, split_blocks
from jiangyi.readers.questions.lines import QUESTION_RANK, PaperLine, opens_answer, read_number
from jiangyi.readers.questions.recognition import RecognizedQuestion, recognize_questions

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter

OF_WHOLE = ("id", "n", "points")
"""What is said of all questions together, so that they have to be parts of one exercise."""


def is_series(groups: Sequence[list[Token]], *, asked: bool) -> bool:
    """Whether some blocks are at least two numbered questions, each with options or an answer, perhaps below words about all of them.

    So is a single one whose answer is in the item of a list that its number makes. `asked` says that a question precedes the blocks.
    """
    lines = list(_list_lines(groups))
    numbers = [found[0] for line in lines if line.text and (found := read_number(line.text))]
    if not any(number.rank == QUESTION_RANK for number in numbers):
        return False
    items = recognize_questions(lines).items
    first = next((at for at, item in enumerate(items) if isinstance(item, RecognizedQuestion)), len(items))
    typed = [item.question for item in items[first:] if isinstance(item, RecognizedQuestion)]
    if len(typed) == 1 and not first and len(items) == 1:
        return not asked and any(map(_holds_answer, groups))
    if len(typed) < 2 or first + len(typed) < len(items) or not all(isinstance(item, PaperLine) for item in items[:first]):
        return False
    order = [one.number.number if one.number and one.number.rank == QUESTION_RANK else 0 for one in typed]
    return 0 not in order and order == list(range(order[0], order[0] + len(order))) and all(one.options or one.answer for one in typed)


def convert_series(reader: "MarkdownConverter", groups: Sequence[list[Token]], place: Span, own: ParsedFields) -> Iterator[Any]:
    """The questions as exercises that share the fields of their container, with their numbers and below the words about all of them.

    A container with a number or points of its own is one exercise with questions.
    """
    root = ParsedFields(place, blocks=reader.blocks([token for group in groups for token in group]))
    reader.recognize_questions(root)
    blocks: list[Any] = root.get("blocks", [])
    first = next((at for at, block in enumerate(blocks) if block.get("type") == "exercise"), len(blocks))
    before, questions = blocks[:first], blocks[first:]
    stem = [*own.pop("stem", ()), *before]
    if any(name in own for name in OF_WHOLE):
        for question in questions:
            question.pop("n", None)
        yield ParsedFields(place, **{"type": "exercise", "stem": stem, **own, "questions": questions})
        return
    yield from (ParsedFields(place, type="paragraph", text=part) if isinstance(part, str) else part for part in stem)
    for question in questions:
        question.update(own)
        yield question


def _holds_answer(group: Sequence[Token]) -> bool:
    """Whether a list has the answer of a question in a line of an item."""
    return group[0].type in LISTS and any(opens_answer(line) for token in group for line in token.content.split("\n"))


def _list_lines(groups: Sequence[list[Token]]) -> Iterator[PaperLine]:
    """The lines of some blocks as those of a paper."""
    end = 0
    for line, text in _list_texts(groups):
        yield PaperLine(line + 1, text, None if text else {"type": "other"}, above=int(line > end))
        end = line + 1


def _list_texts(groups: Sequence[list[Token]], mark: str = "") -> Iterator[tuple[int, str]]:
    """Each line of some blocks with its number, the first after a mark; other blocks than paragraphs and lists have no text."""
    for group in groups:
        line = group[0].map[0] if group[0].map else 0
        if group[0].type == "paragraph_open":
            for n, text in enumerate(group[1].content.split("\n")):
                yield line + n, mark + text.strip().removesuffix("\\")
                mark = ""
        elif group[0].type in LISTS:
            for item in split_blocks(group[1:-1]):
                number = f"{item[0].info}. " if group[0].type == "ordered_list_open" else ""
                yield from _list_texts(list(split_blocks(item[1:-1])), number)
        else:
            yield line, ""
