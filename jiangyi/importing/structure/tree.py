"""Build the section tree: decide which labels belong to a series and which lines are headings, and nest pieces by rank."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import strip_markup
from jiangyi.importing.parse import TextPiece
from jiangyi.importing.structure import section_kinds
from jiangyi.readers import UNNUMBERED_RANK, LineLabel, format_line_label, opens_answer

FINAL = re.compile(r"[。！？!?…；;，,：:][”’」』）)]*$")
ENDS = re.compile(r"[。！？!?…；;][”’」』）)]*$")
BRACKETED = re.compile(r"^【[^【】]{1,16}】$")
"""A heading marked by brackets: 【热点背景】."""
ITEM_KINDS, RANKED_KINDS = ("point", "event"), ("heading", "point", "event")
"""What the user may say of a line that has a rank."""
LOWEST_ITEM_RANK = 8.0
OPTION_RANK = 9
"""The rank of the options of a question."""
LONGEST_HEADING, LONGEST_BARE = 45, 20
"""The maximum length of a heading in characters, with and without a number."""


@dataclass
class Branch:
    """A labelled line or heading with everything below it; the root has no piece."""

    piece: TextPiece | None
    rank: float
    label: LineLabel | None = None
    body: list[TextPiece] = field(default_factory=list)
    """The pieces before the first branch below."""
    branches: list["Branch"] = field(default_factory=list)
    after: list[TextPiece] = field(default_factory=list)
    """The pieces after the branches below, such as the answer of a question."""

    @property
    def text(self) -> str:
        """Its text without the label."""
        return "" if self.piece is None else (self.label.rest if self.label else self.piece.text)

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.piece.line if self.piece else 0

    @property
    def gap(self) -> dict[str, Any] | None:
        """The block of a gap between branches."""
        return dict(self.piece.block) if self.piece and self.piece.block else None

    @property
    def chosen(self) -> str:
        """What the user says that it is."""
        return self.piece.chosen if self.piece else ""

    @property
    def is_given(self) -> bool:
        """Whether the source or the user marks it as a heading."""
        return self.piece is not None and (self.piece.level > 0 or self.chosen == "heading")

    @property
    def is_bare(self) -> bool:
        """Whether it is a heading without a label."""
        return self.piece is not None and self.label is None and self.chosen not in ITEM_KINDS


def build_tree(found: Sequence[TextPiece], log: DecisionLog) -> Branch:
    """Nest pieces by the rank of their numbering, not by the order of appearance."""
    checked = _drop_lone_labels([_apply_choice(piece) for piece in found], log)
    ranks = _compute_ranks(checked)
    root = Branch(None, -99)
    stack = [root]
    for piece, rank in zip(checked, ranks, strict=True):
        if piece.chosen in RANKED_KINDS:
            rank = _choose_rank(piece, stack)  # noqa: PLW2901 - as the user says
        if rank is None:
            _attach_piece(piece, stack)
            continue
        while stack[-1].rank >= rank:
            stack.pop()
        branch = Branch(piece, rank, piece.label)
        if branch.is_bare and not branch.is_given:
            log.add(piece.line, "heading", strip_markup(piece.text))
        stack[-1].branches.append(branch)
        stack.append(branch)
    return root


def _apply_choice(piece: TextPiece) -> TextPiece:
    """A piece without the signs of what the user says that it is not."""
    if piece.chosen == "paragraph":
        return replace(piece, level=0, label=None, bold=False)
    return replace(piece, level=0) if piece.chosen in ITEM_KINDS else piece


def _choose_rank(piece: TextPiece, stack: Sequence[Branch]) -> float:
    """The rank of a piece that the user calls a heading, point or event: below the headings above it, beside others of its kind."""
    open_items = [branch for branch in stack if branch.piece and not branch.is_given and not branch.is_bare and branch.rank > 2]
    items = [branch.rank for branch in open_items if branch.chosen in ITEM_KINDS or not _may_be_title(branch)]
    if piece.chosen == "heading":
        return min([_choose_heading_rank(piece, stack), *(rank - 0.25 for rank in items)])
    if piece.label and piece.label.rank > 2:
        return piece.label.rank
    return items[0] if items else LOWEST_ITEM_RANK


def _choose_heading_rank(piece: TextPiece, stack: Sequence[Branch]) -> float:
    """The rank of a heading by its level or label, else that of the heading above it."""
    if piece.level:
        return -20.0 + piece.level
    if piece.label:
        return piece.label.rank - 0.25 if piece.label.rank >= 3 else piece.label.rank
    headings = [branch.rank for branch in stack if branch.is_given or branch.is_bare or branch.rank in (0, 1, 2)]
    return headings[-1] if headings else UNNUMBERED_RANK


def place_page_breaks(found: Sequence[TextPiece], log: DecisionLog) -> list[TextPiece]:
    """The pieces with page breaks before a label or heading set between branches; one within a question is left out."""
    out: list[TextPiece] = []
    for at, piece in enumerate(found):
        if not piece.block or piece.block.get("type") != "page_break":
            out.append(piece)
            continue
        after = next((other for other in found[at + 1 :] if not other.block), None)
        if after and (opens_answer(after.text) or (after.label and after.label.rank == OPTION_RANK)):
            log.add(piece.line, "page-break-dropped", shorten(after.text))
        else:
            between = after is None or after.level or (after.label and not after.label.is_word)
            out.append(replace(piece, gap=bool(between)))
    return out


def _attach_piece(piece: TextPiece, stack: list[Branch]) -> None:
    """Attach a piece to an open branch: an exercise or an explanation to the part that it is in, a gap to the nearest heading."""
    if _is_exercise(piece) or opens_answer(piece.text):
        while stack[-1].rank >= (6 if _is_exercise(piece) else 9) and len(stack) > 1:
            stack.pop()
    owner = stack[-1]
    if piece.gap:
        owner = next(branch for branch in reversed(stack) if branch.piece is None or branch.is_given or branch.is_bare or _is_title(branch))
        if owner.branches:
            owner.branches.append(Branch(piece, owner.branches[-1].rank))
            return
    (owner.after if owner.branches else owner.body).append(piece)


def _is_exercise(piece: TextPiece) -> bool:
    return piece.block is not None and piece.block.get("type") == "exercise"


def _is_title(branch: Branch) -> bool:
    return any(inner.rank < OPTION_RANK for inner in branch.branches) and _may_be_title(branch)


def _may_be_title(branch: Branch) -> bool:
    """Whether a line is as short as a title, and no sentence."""
    words = strip_markup(branch.text)
    return len(words) <= LONGEST_HEADING and not FINAL.search(words)


@dataclass
class _LabelSeries:
    """The labels of some pieces by style, so that a search in a series does not walk all pieces."""

    pieces: Sequence[TextPiece]
    places: dict[str, list[int]] = field(init=False)
    """The indices of the pieces with a label of each style, in order."""

    def __post_init__(self) -> None:
        self.places = {}
        for at, piece in enumerate(self.pieces):
            if piece.label:
                self.places.setdefault(piece.label.style, []).append(at)

    def find_next_number(self, at: int, style: str) -> int:
        """The number of the next label of a style within 60 pieces after an index, or 0."""
        places = self.places.get(style, [])
        position = bisect_right(places, at)
        label = self.pieces[places[position]].label if position < len(places) and places[position] < at + 60 else None
        return label.number if label else 0

    def has_begun(self, at: int, style: str) -> bool:
        """Whether a label of a style precedes an index."""
        return style in self.places and self.places[style][0] < at

    def iterate_last(self, at: int) -> Iterator[LineLabel]:
        """The last label of each style before an index."""
        for places in self.places.values():
            position = bisect_left(places, at)
            label = self.pieces[places[position - 1]].label if position else None
            if label:
                yield label


def _drop_lone_labels(found: Sequence[TextPiece], log: DecisionLog) -> list[TextPiece]:
    """The pieces with only those labels that start a series at 1 or continue one; `3.5万` and `2021.` do not."""
    out: list[TextPiece] = []
    series = _LabelSeries(found)
    last: dict[str, tuple[int, float]] = {}
    for at, piece in enumerate(found):
        label = piece.label
        if label is None or piece.level:
            if piece.level:
                last.clear()
            out.append(piece)
            continue
        before = last.get(label.style, (0, 0))[0]
        follows = series.find_next_number(at, label.style)
        begins = label.number == 1 and (label.rank < 9 or follows == 2)
        goes_on = 0 < before <= label.number <= before + 9
        if piece.chosen in RANKED_KINDS or begins or goes_on or follows == label.number + 1 or label.rank in (1, 2, 3):
            last = {style: value for style, value in last.items() if value[1] <= label.rank}
            last[label.style] = (label.number, label.rank)
            out.append(piece)
        else:
            if not label.is_word:
                log.add(piece.line, "label-left", shorten(piece.text, 24))
            out.append(replace(piece, label=None))
    return out


def _compute_ranks(found: list[TextPiece]) -> list[float | None]:
    """The rank of each piece: of a marked heading, of its label, of a heading without a number, or None for body text."""
    ranks: list[float | None] = [-20.0 + piece.level if piece.level else (piece.label.rank if piece.label else None) for piece in found]
    series = _LabelSeries(found)
    bare = {at for at, piece in enumerate(found) if ranks[at] is None and _may_be_heading(piece)}
    headings = [at for at in sorted(bare) if _is_heading(found, at, bare, series)]
    found_ranks: dict[int, tuple[float, float]] = {}
    for at, until in pairwise([*headings, len(found)]):
        below = next((rank for rank in ranks[at + 1 : until] if rank is not None), None)
        own = min([below, *_ended_ranks(series, at, below)]) - 0.5 if below is not None and below >= 0 else None
        inside = _enclosing_rank(series, at, own)
        found_ranks[at] = (inside, UNNUMBERED_RANK if own is None and inside < UNNUMBERED_RANK else inside + 0.5 if own is None else own)
    least: dict[float, float] = {}
    for inside, rank in found_ranks.values():
        least[inside] = min(rank, least.get(inside, rank))
    for at, (inside, _) in found_ranks.items():
        ranks[at] = max(inside + 0.25, least[inside])
    return ranks


def _enclosing_rank(series: _LabelSeries, at: int, own: float | None) -> float:
    """The deepest rank whose series continues after a heading without a number, which is therefore inside; -1 for none."""
    return max(
        (
            label.rank
            for label in series.iterate_last(at)
            if (own is None or label.rank < own) and label.rank < 6 and series.find_next_number(at, label.style) == label.number + 1
        ),
        default=-1.0,
    )


def _ended_ranks(series: _LabelSeries, at: int, below: float) -> list[float]:
    """The ranks above that of a heading's content whose series ends before it; the heading ranks above those too."""
    return [
        label.rank
        for label in series.iterate_last(at)
        if UNNUMBERED_RANK < label.rank < below and series.find_next_number(at, label.style) != label.number + 1
    ]


def _may_be_heading(piece: TextPiece) -> bool:
    text = strip_markup(piece.text)
    return (
        not piece.block
        and not piece.chosen
        and 0 < len(text) <= LONGEST_BARE
        and not ENDS.search(text)
        and not re.search(r"[，,、]$", text)
        and re.search(r"[\u4e00-\u9fffA-Za-z]", text) is not None
        and not re.match(r"(?:[-*+·•—]|\\?[*+-])\s", text)
        and "$" not in piece.text
        and not opens_answer(piece.text)
    )


def _is_heading(found: list[TextPiece], at: int, bare: set[int], series: _LabelSeries) -> bool:
    """Whether a short line without a number is a heading: set off by blank lines or bold, and followed by suitable content.

    If a label follows, its series must start there; a series that continues across the line means that it is no heading.
    """
    piece = found[at]
    after = next((found[n] for n in range(at + 1, len(found)) if not found[n].gap), None)
    if after is None or (after.block and after.block.get("type") == "rule"):
        return False
    words = strip_markup(piece.text)
    if BRACKETED.match(words):
        return True
    known = section_kinds.detect_section_kind(words) != "" or section_kinds.ANSWERS_HEADING.match(words) is not None
    colon = re.search(r"[：:]$", piece.text) is not None
    if label := found[at + 1].label:
        fits = not colon or (known and series.has_begun(at, label.style))
        return label.number == 1 and fits and (piece.above > 0 or known or piece.bold or at == 0)
    if colon and not (known and len(strip_markup(piece.text)) <= 8):
        return False
    next_long = after.block is not None or (
        ENDS.search(strip_markup(after.text)) is not None and len(strip_markup(after.text)) > LONGEST_BARE
    )
    set_off = piece.above >= 2 or piece.bold or (piece.above >= 1 and known)
    alone = piece.above >= 1 and next_long and after.block is None and "：" not in piece.text and (at - 1) not in bare
    if not (set_off or alone or known):
        return False
    return next_long or (piece.bold and at + 1 not in bare) or (known and (piece.above > 0 or at == 0)) or piece.above >= 2


def format_branch_label(branch: Branch) -> str:
    """The label of a branch with canonical punctuation, or ""."""
    return format_line_label(branch.label) if branch.label else ""
