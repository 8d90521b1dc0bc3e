"""Headings of groups of questions, and the line for name and mark, as printed examination papers have them.

Adjacent questions of one kind get a heading with their number and points: 一、单项选择题：10 题，每题 2 分，共 20 分. What the heading says
is not repeated in each question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from jiangyi.model import (
    AUTO_STRIP,
    NO_STRIP,
    Block,
    Exercise,
    Handout,
    Material,
    QuestionHead,
    ScoreStrip,
    Section,
    Str,
    Text,
    all_blocks,
    format_label,
    get_labels,
    get_numbering_styles,
    parse_points,
    prefix_label,
)

AUTO = "auto"
LEAST_QUESTIONS = 4
"""From so many questions of several kinds on, they are grouped."""
LEAST_GROUP = 2
"""The fewest questions of a group on average: kinds with one question each need no headings."""
LEAST_PAPER = 5
"""The fewest questions of an examination paper."""
PAPER_BLOCKS = frozenset({"section", "paragraph", "list", "callout", "answers", "page_break", "rule", "figure", "table", "gap"})
"""What an examination paper has beside questions and materials."""
HEAD_SUFFIX = "-head"
"""Appended to the id of the first block of a group: its heading."""
STRIP_SUFFIX = "-strip"
"""Appended to the id of a handout, or of a block: the line before it."""


@dataclass(frozen=True)
class QuestionGroup:
    """Adjacent questions of one kind with the materials before them."""

    kind: str
    blocks: tuple[Block, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The questions that every edition shows."""
        return tuple(block for block in self.blocks if isinstance(block, Exercise) and not block.only)


@dataclass(frozen=True)
class GroupedHandout:
    """A handout with headings of its groups of questions."""

    handout: Handout
    headed: frozenset[str] = frozenset()
    """The ids of the questions below a heading that says their kind."""


def group_questions(handout: Handout) -> GroupedHandout:
    """Add headings to groups of questions, and the line for name and mark to an examination paper, as the handout says."""
    exercises = tuple(block for block in all_blocks(handout) if isinstance(block, Exercise))
    if not exercises:
        return GroupedHandout(handout)
    asked = _top_level(handout)
    is_paper = _is_paper(handout, asked)
    headed = set[str]()

    def within(blocks: tuple[Block, ...], depth: int) -> tuple[Block, ...]:
        out: list[Block] = []
        for is_run, run in groupby(blocks, key=lambda block: bool(block.only) or isinstance(block, Exercise | Material)):
            members = tuple(run)
            groups = list(find_groups(members)) if is_run else []
            if not _is_grouped(groups, handout.question_heads):
                out += members
                continue
            out += takewhile(lambda block: block.only, members)
            if not is_paper:
                out += _strip(handout, (), [one for group in groups for one in group.exercises], groups[0].blocks[0].id)
            for number, group in enumerate(groups, 1):
                head, below = _with_head(handout, group, number, depth)
                headed.update(one.id for one in group.exercises)
                out += [head, *below]
        return tuple(out)

    def visit(section: Section, depth: int) -> Section:
        inside = tuple(visit(one, depth + 1) for one in section.sections)
        return section.model_copy(update={"blocks": within(section.blocks, depth), "sections": inside})

    blocks = within(handout.blocks, 0)
    given = handout.strip
    fields = tuple(get_labels(handout.lang)["strip_fields"].split()) if given == AUTO_STRIP else () if given == NO_STRIP else given
    if fields and (is_paper or given != AUTO_STRIP):
        blocks = (*_strip(handout, fields, asked, handout.id), *blocks)
    sections = tuple(visit(section, 1) for section in handout.sections)
    return GroupedHandout(handout.model_copy(update={"blocks": blocks, "sections": sections}), frozenset(headed))


def find_groups(run: Sequence[Block]) -> Iterator[QuestionGroup]:
    """The groups of a run of questions and materials; materials belong to the question after them.

    What only some editions show has no influence: it is passed over, and is left out where it is before all others.
    """
    kind, found, before = "", list[Block](), list[Block]()
    for block in run:
        if block.only or not isinstance(block, Exercise):
            shown = before if before or not block.only else found
            if shown or not block.only:
                shown.append(block)
            continue
        own = name_kind(block)
        if found and own != kind:
            yield QuestionGroup(kind, tuple(found))
            found = []
        kind = own
        found += [*before, block]
        before = []
    if found or before:
        yield QuestionGroup(kind, (*found, *before))


def name_kind(exercise: Exercise) -> str:
    """The kind by which a question is grouped. One with options is not multiple by its answer, which would be given away."""
    if exercise.questions and not exercise.kind:
        return "compound"
    return exercise.kind or ("single" if exercise.options else exercise.effective_kind)


def _is_grouped(groups: Sequence[QuestionGroup], mode: str) -> bool:
    """True if groups get headings: always, or where there are several kinds with several questions, and none of them twice."""
    count = sum(len(group.exercises) for group in groups)
    kinds = [group.kind for group in groups]
    are_several = len(kinds) > 1 and count >= max(LEAST_QUESTIONS, LEAST_GROUP * len(kinds))
    is_usual = are_several and len(set(kinds)) == len(kinds)
    return count > 0 and (mode == "always" or (mode == AUTO and is_usual))


def _with_head(handout: Handout, group: QuestionGroup, number: int, depth: int) -> tuple[QuestionHead, tuple[Block, ...]]:
    """The heading of a group, and its blocks; points that the heading gives for each question are not repeated."""
    labels = get_labels(handout.lang)
    worth = _count_points(group.exercises)
    name = labels[f"kind_{group.kind}"]
    facts = labels["between_facts"].join(_facts(worth, labels))
    words = labels["colon"].join((name, facts)) if facts else name
    styles = handout.numbering.section or get_numbering_styles(handout.lang)["section"]
    label = format_label(styles[depth], number) if depth < len(styles) else ""
    title = Text((Str(prefix_label(label, words)),))
    head = QuestionHead.model_construct(id=group.blocks[0].id + HEAD_SUFFIX, title=title)
    if not all(worth) or len(set(worth)) > 1:
        return head, group.blocks
    silent = (without_points(block) if isinstance(block, Exercise) else block for block in group.blocks)
    return head, tuple(silent)


def without_points(exercise: Exercise) -> Exercise:
    """A question that does not say its points; one of several questions says theirs."""
    return exercise if exercise.questions or exercise.only else exercise.model_copy(update={"points": ""})


def _facts(worth: Sequence[float], labels: Mapping[str, str]) -> Iterator[str]:
    """How many questions there are if there are several, the points of each where they are equal, and their sum."""
    if len(worth) > 1:
        yield labels["questions"].format(len(worth))
    if all(worth):
        if len(worth) > 1 and len(set(worth)) == 1:
            yield labels["points_each"].format(f"{worth[0]:g}")
        yield labels["points_sum" if len(worth) > 1 else "points_one"].format(f"{sum(worth):g}")


def _count_points(exercises: Sequence[Exercise]) -> list[float]:
    """The points of questions."""
    return [parse_points(one.total_points) for one in exercises]


def _strip(handout: Handout, fields: tuple[str, ...], exercises: Sequence[Exercise], name: str) -> list[Block]:
    """The line with the fields, and the total where all questions have points; none where it would be empty."""
    labels, worth = get_labels(handout.lang), _count_points(exercises)
    total = labels["total"].format(len(worth), f"{sum(worth):g}") if worth and all(worth) else ""
    strip = ScoreStrip.model_construct(id=f"{name}{STRIP_SUFFIX}", fields=fields, total=Text((Str(total),) if total else ()))
    return [strip] if fields or total else []


def _top_level(handout: Handout) -> tuple[Exercise, ...]:
    """The exercises that every edition shows and that are not questions of another one."""
    exercises = tuple(block for block in all_blocks(handout) if isinstance(block, Exercise))
    inner = {question.id for exercise in exercises for question in exercise.questions}
    return tuple(one for one in exercises if one.id not in inner and not one.only)


def _is_paper(handout: Handout, exercises: Sequence[Exercise]) -> bool:
    """True if a handout is an examination paper: questions with points, materials, and little else."""
    blocks = [*handout.blocks, *(block for section in handout.sections for block in _section_blocks(section))]
    others = [block for block in blocks if not (block.only or isinstance(block, Exercise | Material))]
    has_points = len(exercises) >= LEAST_PAPER and all(parse_points(one.total_points) for one in exercises)
    return has_points and len(others) <= len(exercises) and all(block.type in PAPER_BLOCKS for block in others)


def _section_blocks(section: Section) -> Iterator[Block]:
    """The blocks directly in a section and its subsections."""
    yield from section.blocks
    for inner in section.sections:
        yield from _section_blocks(inner)
