"""Where slides begin: the content of a handout in portions of a slide each, by estimated heights.

A slide holds at most one question and is filled to at least a third where the content allows it; a new section or question begins a new
slide. The heights are estimates: content that is higher than a slide runs on, and the stylesheet keeps shorter blocks whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, inf

from jiangyi.model import (
    AnswerSheet,
    Block,
    Event,
    Exercise,
    Figure,
    Footnote,
    Handout,
    ImageFile,
    Link,
    Node,
    Section,
    Table,
    arrange_options,
    inline,
    iter_texts,
    measure_em,
    walk_blocks,
)

LEAST_PART = 1 / 3
"""The part of a slide that is filled at least."""
FULL_PART = 0.95
"""The part of a slide that is planned with: heights are estimates."""
PICTURE = 9.0
"""The lines of a picture with its caption."""
NOTE = 1.0
"""The lines of a footnote."""
EXTRAS = {"section": 2.0, "event": 3.0, "case": 3.0, "material": 2.0, "callout": 1.5, "quote": 1.5, "math": 3.0, "table": 2.0}
"""The lines of a block beside those of its texts: titles, sources, padding."""
OF_WORDS = frozenset({"paragraph", "list", "point", "event", "case", "definition", "quote", "callout", "material", "exercise"})
"""The blocks that are enlarged on a slide with little content: lines of words, which are as wide as the slide at any size."""
GAP = 1.0
"""The lines between two questions, or before an answer."""
FEW, LATE_SECTION, LATE_QUESTION, LATE_EVENT, SLIDE = 60.0, 8.0, 4.0, 3.0, 4.0
"""The costs of a slide that is hardly filled, of a section, a question or an event that does not begin one, and of each slide."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A block, or the heading of a section, that is not divided between slides if it can be helped."""

    id: str
    lines: float
    """Its estimated height."""
    role: str
    """`heading`, `question`, `event` or empty."""
    is_enlarged: bool = False
    """Whether it is set larger on a slide with little content."""


def plan_slides(handout: Handout, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> Mapping[str, str]:
    """What blocks are to slides, by their ids: `start` where they begin one, `lone` where it has little content, `large` if enlarged."""
    portions = list(_list_portions(handout, sheet, pictures))
    starts = divide_portions(portions, sheet.lines)
    found: dict[str, str] = {}
    for start, end in zip(starts, [*starts, len(portions)][1:], strict=True):
        slide = portions[start:end]
        is_lone = sum(one.lines for one in slide) < sheet.lines * LEAST_PART
        found |= {one.id: "large" for one in slide if is_lone and one.is_enlarged}
        words = "start" + " lone" * is_lone
        found[slide[0].id] = " ".join((words, found[slide[0].id])) if slide[0].id in found else words
    return found


def divide_portions(portions: Sequence[Portion], lines: float) -> list[int]:
    """The indexes at which slides begin, for slides of so many lines: the division of the least cost, found from the end."""
    count = len(portions)
    before = [0.0, *accumulate(one.lines for one in portions)]
    best, following = [inf] * count + [0.0], [count] * (count + 1)
    for start in reversed(range(count)):
        questions = content = 0
        full = 0.0
        for end in range(start + 1, count + 1):
            last = portions[end - 1]
            questions += last.role == "question"
            content += last.role != "heading"
            height = before[end] - before[start] - full
            if content == 1 and last.role != "heading" and height > lines:  # it fills slides, and more fits on the last of them
                full = lines * (ceil(height / lines) - 1)
                height -= full
            if content > 1 and (height > lines * FULL_PART or questions > 1):
                break
            if last.role == "heading" and end < count:
                continue
            cost = best[end] + _cost(portions[start:end], height / lines)
            if cost < best[start]:
                best[start], following[start] = cost, end
    starts, at = [], 0
    while at < count:
        starts.append(at)
        at = following[at]
    return starts


def _cost(slide: Sequence[Portion], filled: float) -> float:
    """The cost of a slide whose last, or only, page is filled to a part."""
    late = {"heading": LATE_SECTION, "question": LATE_QUESTION, "event": LATE_EVENT}
    led = False
    cost = SLIDE
    for portion in slide:
        cost += late.get(portion.role, 0.0) * led
        led = led or portion.role != "heading"
    return cost + FEW * max(0.0, 1 - filled / LEAST_PART)


def _list_portions(handout: Handout, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> Iterator[Portion]:
    """The portions of a handout in reading order."""

    def visit(blocks: Sequence[Block], sections: Sequence[Section]) -> Iterator[Portion]:
        for block in blocks:
            role = "question" if isinstance(block, Exercise) else "event" if isinstance(block, Event) else ""
            role = "heading" if block.type in ("question_head", "score_strip") else role
            is_words = all(part.type in OF_WORDS for part in (block, *walk_blocks(block)))
            yield Portion(block.id, _estimate(block, sheet, pictures), role, is_words and role != "heading")
        for section in sections:
            yield Portion(section.id, _words(section, sheet) + EXTRAS["section"] - 1, "heading")
            yield from visit(section.blocks, section.sections)

    yield from visit(handout.blocks, handout.sections)


def _estimate(block: Block, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> float:
    """The lines of a block with all that is in it."""
    parts = [block, *walk_blocks(block)]
    found = sum(_own_lines(part, sheet, pictures) for part in parts)
    return found + GAP * isinstance(block, Exercise)


def _own_lines(block: Block, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> float:
    """The lines of a block without the blocks in it."""
    if isinstance(block, Figure):
        return _picture_lines(block, sheet, pictures)
    if isinstance(block, Table):
        return EXTRAS["table"] + len(block.rows) * 0.8
    lines = EXTRAS.get(block.type, 0.0) + _words(block, sheet)
    if isinstance(block, Exercise):
        columns = arrange_options(block, sheet, pictures)
        lines -= sum(ceil(measure_em(str(option)) / sheet.measure) for option in block.options)
        lines += ceil(len(block.options) / columns.columns) * max(1.0, columns.height) + GAP * bool(block.answer or block.explanation)
    return lines


def _words(node: Node, sheet: AnswerSheet) -> float:
    """The lines of the texts of a node, and of their footnotes."""
    texts = list(iter_texts(node))
    notes = sum(isinstance(item, Footnote | Link) for text in texts for item in inline.walk_inlines(text.inlines))
    return sum(ceil((measure_em(str(text)) + 2) / sheet.measure) for text in texts if text) + NOTE * notes


def _picture_lines(figure: Figure, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> float:
    """The lines of a picture: by its proportions where it has a width in percent."""
    image = pictures.get(figure.id)
    if image is None or not figure.width.endswith("%"):
        return PICTURE
    width = sheet.measure * float(figure.width.removesuffix("%")) / 100
    return min(PICTURE, width * image.height / image.width / 1.5 + 1.5)
