"""Lays our lines in WeasyPrint 70: the one file that knows the inside of the print engine.

The engine breaks a line when it overflows and justifies by widening spaces, so that Chinese stays ragged. Here a paragraph
is measured once, its line ends are chosen for all of it (`lines.py`), and each line is built as copies of its boxes at
their final places. Three of the engine's functions are replaced: the one that makes the next line, the one that tells how
narrow and wide a text can be, and its Layout, which gets the chosen advances when it is drawn. The text itself is never
touched, so that copied words, tags, links and notes stay as they were.

What we do not set (text from right to left, listings, floats inside a line) goes the engine's own way.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.layout.leader import leader_index
from weasyprint.text import line_break

from jiangyi.engine import drawing, lengths, styles
from jiangyi.engine.patches import Replaced
from jiangyi.engine.shaping import NotOurs, SetLayout, measure, repeated
from jiangyi.typeset import Branch, Kind, Leaf, Material, Measure, Paragraph, Piece, compose, narrowest, positions, widest

LANGUAGES = ("zh", "ja")
FOREIGN = re.compile("[\u00ad\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\t]")
"""Soft hyphens, tabs and writing from right to left: the engine's matter."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WRAPPING = ("normal", "nowrap", "pre-line")
LONGEST = 10
"""Em: no column of a table is made wider than this for the sake of one word."""
SHORT = 5
"""Em: a text that is no longer stays in one line, unless it may break anywhere."""
CLOSENESS = 1e-4
"""Px that make no difference."""
REMEMBERED = 400
"""Paragraphs whose ink and gaps are remembered; when there are more, all are forgotten."""
MATERIALS: dict[Hashable, Material] = {}
"""The ink and gaps of paragraphs, by all that tells them."""
NO_BLOCK = (0.0, 0.0)
"""A containing block of no size: what is given in percent counts nothing for the widths of a text."""


def install() -> bool:
    """Put our functions in place; False, and nothing changed, where the engine is not as expected.

    What only saves time is put in place with them where it fits.
    """
    if not REPLACED.install():
        return False
    drawing.install()
    styles.REPLACED.install()
    lengths.REPLACED.install()
    return True


def uninstall() -> None:
    """Give the engine its own functions back."""
    lengths.REPLACED.uninstall()
    styles.REPLACED.uninstall()
    drawing.uninstall()
    REPLACED.uninstall()


# A paragraph, measured ----------------------------------------------------------------------------------------


def paragraph_of(context: Any, linebox: Any, containing_block: Any) -> Paragraph | None:
    """A line box as a paragraph, measured once; None where the engine sets it by itself.

    Without a containing block only its widths are asked for.
    """
    known: Paragraph | None = getattr(linebox, "typeset_paragraph", None)
    if known and known.root.seen is linebox.children and known.root.is_current():
        return known
    measuring = _Measuring(context, containing_block)
    try:
        paragraph = measuring.paragraph(linebox)
    except NotOurs:
        return None
    if not measuring.rough:
        linebox.typeset_paragraph = paragraph
    return paragraph


@dataclass(slots=True)
class _Measuring:
    """Goes through the boxes of a line box and notes the pieces they are made of."""

    context: Any
    containing_block: Any
    rough: bool = False
    """Whether something in it has another width once it is laid out."""
    pieces: list[Piece] = field(default_factory=list)
    forced: list[int] = field(default_factory=list)
    made_of: list[Hashable] = field(default_factory=list)
    """All that the pieces are told by."""

    def paragraph(self, linebox: Any) -> Paragraph:
        style = linebox.style
        lang = style["lang"] or ""
        if not lang.lower().startswith(LANGUAGES) or style["direction"] != "ltr":
            raise NotOurs
        root = Branch(linebox, 0)
        self.inside(root)
        if all(piece.kind is Kind.SPACE for piece in self.pieces):
            raise NotOurs
        return Paragraph(root, self.material(lang), frozenset(self.forced))

    def material(self, lang: str) -> Material:
        """The ink and gaps; of a paragraph that was there before, as when another was edited, they are remembered."""
        name = (lang, *self.made_of)
        if name not in MATERIALS:
            if len(MATERIALS) >= REMEMBERED:
                MATERIALS.clear()
            MATERIALS[name] = compose(self.pieces, lang)
        return MATERIALS[name]

    def inside(self, branch: Branch) -> None:
        branch.seen = branch.box.children
        for child in branch.box.children:
            if not child.is_in_normal_flow():
                raise NotOurs
            if isinstance(child, boxes.TextBox):
                branch.children.append(self.text(child, branch.box))
            elif isinstance(child, boxes.InlineBox):
                branch.children.append(self.inline_box(child))
            elif isinstance(child, boxes.AtomicInlineLevelBox):
                branch.children.append(self.atom(child))
            else:
                raise NotOurs
        branch.end = len(self.pieces)

    def inline_box(self, box: Any) -> Branch:
        inline.resolve_percentages(box, self.containing_block or NO_BLOCK)
        branch = Branch(box, len(self.pieces))
        self.inside(branch)
        if box.style["white_space"] == "nowrap":  # over all texts in it, however they are nested
            self.pieces[branch.begin + 1 :] = [piece._replace(tied=True) for piece in self.pieces[branch.begin + 1 :]]
        before, branch.behind = _sides(box)
        if before or branch.behind:
            if branch.begin == branch.end:
                raise NotOurs
            self.widen(branch.begin, before=before)
            self.widen(branch.end - 1, behind=branch.behind)
            self.made_of.append((branch.begin, branch.end, before, branch.behind))
        return branch

    def widen(self, place: int, before: float = 0.0, behind: float = 0.0) -> None:
        piece = self.pieces[place]
        self.pieces[place] = piece._replace(before=piece.before + before, behind=piece.behind + behind)

    def atom(self, box: Any) -> Leaf:
        if self.containing_block is None:
            self.rough = True
            width = preferred.max_content_width(self.context, box)
        else:
            inline.resolve_percentages(box, self.containing_block)
            width = inline.atomic_box(self.context, box, 0, None, self.containing_block, [], []).margin_width()
        kind = Kind.FORMULA if isinstance(box, boxes.ReplacedBox) else Kind.OBJECT if width else Kind.NOTE
        self.pieces.append(Piece("", width, box.style["font_size"], kind))
        self.made_of.append(self.pieces[-1])
        return Leaf(box, len(self.pieces) - 1, len(self.pieces))

    def text(self, box: Any, parent: Any) -> Leaf:
        style = box.style
        inline.resolve_percentages(box, self.containing_block or NO_BLOCK)
        kind = _kind_of(parent)
        if (
            (style["white_space"] not in WRAPPING and kind is not Kind.LEADER)
            or style["letter_spacing"] != "normal"
            or FOREIGN.search(box.text)
        ):
            raise NotOurs
        begin, size = len(self.pieces), style["font_size"]
        if box.text == "\n":  # what <br> becomes
            self.pieces.append(Piece("\n", 0.0, size, Kind.SPACE))
            self.forced.append(begin)
            self.made_of.append(self.pieces[-1])
            return Leaf(box, begin, begin + 1, (0,), (0.0,))
        if "\n" in box.text or not size:
            raise NotOurs
        tied = style["white_space"] == "nowrap"
        shaped = measure(box.text, style)
        columns = zip(shaped.clusters, shaped.advances, shaped.blanks, strict=True)
        self.pieces += [Piece(cluster, advance, size, kind, blanks, tied) for cluster, advance, blanks in columns]
        self.made_of.append((shaped, size, kind, tied))
        if tied:
            self.pieces[begin] = self.pieces[begin]._replace(tied=False)
        return Leaf(box, begin, len(self.pieces), shaped.offsets, shaped.advances, shaped.glyphs)


def _kind_of(parent: Any) -> Kind | None:
    """What the pieces of a text are where they are no plain text."""
    if parent.footnote is not None:
        return Kind.NOTE
    return Kind.LEADER if parent.is_leader else None


def _sides(box: Any) -> tuple[float, float]:
    """Px of margin, border and padding at both sides of an inline box."""
    margins = [0 if margin == "auto" else margin for margin in (box.margin_left, box.margin_right)]
    before = margins[0] + box.border_left_width + box.padding_left
    return before, margins[1] + box.border_right_width + box.padding_right


# The engine's own questions, answered ------------------------------------------------------------------------


def next_line(
    context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any, *rest: Any
) -> tuple[Any, Any]:
    """The next line of a line box, with where to go on after it; what `get_next_linebox` does."""
    absolute_boxes, fixed_boxes, first_letter_style, first_line_style = rest
    paragraph = None if first_letter_style or first_line_style else paragraph_of(context, linebox, containing_block)
    if paragraph is None:
        return REPLACED.before["get_next_linebox"](  # type: ignore[no-any-return]
            context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest
        )
    begin = paragraph.after_space(paragraph.root.piece_at(skip_stack))
    if begin == len(paragraph):
        return None, None
    linebox.position_y = position_y
    linebox.width, linebox.height = 0, 0
    if context.excluded_shapes:
        linebox.width, linebox.height = paragraph.material.ink[begin], inline.strut(linebox.style)[0]
    x, y, available = inline.avoid_collisions(context, linebox, containing_block, outer=False)
    style = linebox.style
    align = style["text_align_all"]
    indent = linebox.text_indent
    even = align == "center" or linebox.element_tag in HEADINGS
    end = paragraph.line_end(begin, Measure(available - indent, available, align == "justify", even))
    last = paragraph.is_last(end)
    shown = paragraph.before_space(begin, end)
    align_last = style["text_align_last"]
    if last:
        align = align_last if align_last != "auto" else align
    fill = align == "justify" and not (last and align_last == "auto")
    places = positions(paragraph.material, begin, shown, available - indent, fill=fill)
    shift = indent + _offset(align, available - indent - places[-1])
    laying = _Laying(context, containing_block, paragraph, begin, shown, end, x + shift, places, absolute_boxes, fixed_boxes)
    line = laying.line(linebox, x)
    _stand(line, y)
    resume_at = None if end == len(paragraph) else paragraph.root.skip_stack(end)
    return line, resume_at


def _offset(align: str, spare: float) -> float:
    """How far a line is moved by its alignment, in px."""
    if spare <= 0:
        return 0.0
    return {"center": spare / 2, "right": spare, "end": spare}.get(align, 0.0)


def _stand(line: Any, position_y: float) -> None:
    """Put the boxes of a line on its baseline, and the line at its height."""
    bottom, top = inline.line_box_verticality(line)
    line.baseline = -top
    line.position_y = top
    line.height = bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(0, position_y - top)
    line.position_y = position_y


def line_widths(
    context: Any,
    box: Any,
    outer: Any,
    is_line_start: Any,
    minimum: Any,
    skip_stack: Any = None,
    first_line: Any = False,  # noqa: FBT002
) -> Iterator[float]:
    """The widths of the lines of a box where it is as narrow or as wide as it can be; what `inline_line_widths` does."""
    paragraph = paragraph_of(context, box, None) if isinstance(box, boxes.LineBox) and skip_stack is None else None
    if paragraph is None:
        yield from REPLACED.before["inline_line_widths"](context, box, outer, is_line_start, minimum, skip_stack, first_line)
        return
    indent, size = box.style["text_indent"], box.style["font_size"]
    indent = indent.value if getattr(indent, "unit", "%") != "%" else 0.0
    for begin, whole in paragraph.stretches():
        end = paragraph.before_space(begin, whole)
        width = widest(paragraph.material, begin, end) + CLOSENESS
        if minimum and (width > SHORT * size or box.style["overflow_wrap"] == "anywhere"):
            width = min(narrowest(paragraph.material, begin, end), LONGEST * size)
        yield width + indent
        indent = 0.0


# A line, built -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Laying:
    """Copies of the boxes of one line, each at its final place."""

    context: Any
    containing_block: Any
    paragraph: Paragraph
    begin: int
    shown: int
    """The piece behind the last one that is seen: spaces at a line's end are not."""
    end: int
    left: float
    places: list[float]
    absolute_boxes: list[Any]
    fixed_boxes: list[Any]
    strut: tuple[float, float] = (0.0, 0.0)
    """The height and the baseline of the line itself, in px."""

    def __post_init__(self) -> None:
        self.strut = inline.strut(self.paragraph.root.box.style)

    def line(self, linebox: Any, x: float) -> Any:
        line = linebox.copy_with_children(list(self.children(self.paragraph.root)))
        line.position_x = x
        line.width = self.ink_end(self.shown - 1) - x
        inline._adjust_line_height(line)
        _close_up(line)
        return line

    def ink_start(self, piece: int) -> float:
        return self.left + self.places[min(piece, self.shown) - self.begin]

    def ink_end(self, piece: int) -> float:
        return self.ink_start(piece) + self.paragraph.material.ink[piece]

    def children(self, branch: Branch) -> Iterator[Any]:
        for child in branch.children:
            if child.begin == child.end:
                here = self.begin <= child.begin < self.end or child.begin == self.end == len(self.paragraph)
                if here and isinstance(child, Branch):
                    yield self.branch(child)
            elif child.begin < self.shown and child.end > self.begin:
                made = self.branch(child) if isinstance(child, Branch) else self.leaf(child)
                if made is not None:
                    yield made

    def branch(self, branch: Branch) -> Any:
        starts, ends = branch.begin >= self.begin, branch.end <= self.end
        box = branch.box.copy_with_children(list(self.children(branch)))
        box.remove_decoration(start=not starts, end=not ends)
        begin, end = max(branch.begin, self.begin), min(branch.end, self.shown)
        box.position_x = self.ink_start(begin)
        right = box.position_x if end <= begin else self.ink_end(end - 1)
        box.width = right - (branch.behind if ends and end > begin else 0.0) - box.content_box_x()
        inline._adjust_line_height(box)
        self.stand_like_the_line(box, box.margin_height())
        return box

    def stand_like_the_line(self, box: Any, own_height: float) -> None:
        """Give a box of the line's own height the line's baseline, so that another font or size in it moves no line."""
        height, baseline = self.strut
        if abs(own_height - height) < CLOSENESS and box.style["vertical_align"] == "baseline":
            box.baseline = baseline

    def leaf(self, leaf: Leaf) -> Any:
        begin, end = max(leaf.begin, self.begin), min(leaf.end, self.shown)
        if not leaf.offsets:
            box = inline.atomic_box(
                self.context, leaf.box, self.ink_start(begin), None, self.containing_block, self.absolute_boxes, self.fixed_boxes
            )
            box.position_x = self.ink_start(begin)
            return box
        first, last = begin - leaf.begin, end - leaf.begin
        data = leaf.box.text.encode()
        start = leaf.offsets[first]
        stop = leaf.offsets[last] if last < len(leaf.offsets) else len(data)
        text = data[start:stop].decode()
        if text == "\n":
            return None
        material = self.paragraph.material
        origins = [self.ink_start(piece) - material.lead[piece] for piece in range(begin, end)]
        box = leaf.box.copy_with_text(text)
        box.height, box.baseline = self.strut if leaf.box in self.paragraph.root.box.children else inline.strut(box.style)
        box.margin_top = box.margin_bottom = 0
        self.stand_like_the_line(box, box.height)
        box.position_x = origins[0]
        # a blank at the end stands between this box and the next, a padding belongs to a box around it
        box.width = origins[-1] + leaf.natural[last - 1] - origins[0]
        natural = leaf.natural[first:last]
        more = [b - a - advance for a, b, advance in zip(origins, origins[1:], natural, strict=False)]
        shifts = {leaf.offsets[first + n] - start: d for n, d in enumerate(more) if abs(d) > CLOSENESS}
        glyphs = leaf.glyphs[first:last] if leaf.glyphs else None
        box.pango_layout = SetLayout(text, shifts, box.width, box.style, glyphs, leaf.offsets[first:last])
        return box


def _close_up(line: Any) -> None:
    """Make the space between two boxes of a line a margin of the first, so that their widths add up as leaders need it."""
    for left, right in zip(line.children, line.children[1:], strict=False):
        left.margin_right += right.position_x - left.position_x - left.margin_width()


# Leaders ------------------------------------------------------------------------------------------------------


def leader(context: Any, line: Any, containing_block: Any) -> None:
    """Fill the leader of a line; what `handle_leader` does. A box for each of its dots becomes one for all of them."""
    REPLACED.before["handle_leader"](context, line, containing_block)
    found = leader_index(line)[1]
    if found is None or len(found.children) < 2:
        return
    dots = found.children[-1].copy()  # the engine counts them from the right
    count, pitch = len(found.children), dots.width
    shifts = repeated(dots.text, count, pitch, dots.style)
    if shifts is not None:
        dots.text, dots.width = dots.text * count, pitch * count
        shaped = measure(dots.text, dots.style)
        dots.pango_layout = SetLayout(dots.text, shifts, dots.width, dots.style, shaped.glyphs, shaped.offsets)
        found.children = (dots,)


REPLACED = Replaced(
    {
        (inline, "get_next_linebox"): (
            next_line,
            "context linebox position_y bottom_space skip_stack containing_block absolute_boxes fixed_boxes "
            "first_letter_style first_line_style",
        ),
        (inline, "handle_leader"): (leader, "context line containing_block"),
        (preferred, "inline_line_widths"): (line_widths, "context box outer is_line_start minimum skip_stack first_line"),
    },
    called={
        (preferred, "max_content_width"): "context box outer",
        (inline, "atomic_box"): "context box position_x skip_stack containing_block absolute_boxes fixed_boxes",
        (inline, "avoid_collisions"): "context box containing_block outer",
        (inline, "line_box_verticality"): "box",
        (inline, "resolve_percentages"): "box containing_block",
        (inline, "strut"): "style",
        (inline, "_adjust_line_height"): "box",
        (line_break, "Layout"): "style justification_spacing max_width",
    },
)
