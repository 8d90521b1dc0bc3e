"""Build a line of a paragraph from copies of its boxes, each at its final place."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from jiangyi.engine.inline_tree import InlineLeaf, InlineNode, MeasuredLineBox
from jiangyi.engine.line_ends import SPACE, make_space
from jiangyi.engine.shaping import AdjustedLayout

TOLERANCE = 1e-4
"""Px that make no difference."""


@dataclass(slots=True)
class LineBuilder:
    """Copies the boxes of one line to their final places."""

    context: Any
    containing_block: Any
    measured: MeasuredLineBox
    begin: int
    shown: int
    """The piece after the last one that is shown: spaces at the end of a line are not."""
    end: int
    left: float
    places: list[float]
    absolute_boxes: list[Any]
    fixed_boxes: list[Any]
    strut: tuple[float, float] = (0.0, 0.0)
    """The height and the baseline of the line itself, in px."""

    def __post_init__(self) -> None:
        self.strut = inline.strut(self.measured.root.box.style)

    def build(self, linebox: Any, x: float) -> Any:
        """The line at its place across the page."""
        line = linebox.copy_with_children(list(self._copy_children(self.measured.root)))
        line.position_x = x
        line.width = self._ink_end(self.shown - 1) - x
        inline._adjust_line_height(line)
        _fill_gaps_with_margins(line)
        return line

    def _ink_start(self, piece: int) -> float:
        return self.left + self.places[min(piece, self.shown) - self.begin]

    def _ink_end(self, piece: int) -> float:
        return self._ink_start(piece) + self.measured.paragraph.metrics.ink[piece]

    def _copy_children(self, node: InlineNode) -> Iterator[Any]:
        for child in node.children_in(self.begin, self.end):
            if child.begin == child.end:
                is_here = self.begin <= child.begin < self.end or child.begin == self.end == len(self.measured.paragraph)
                if is_here and isinstance(child, InlineNode):
                    yield self._copy_node(child)
            elif child.begin == self.shown and isinstance(child, InlineLeaf):
                if self._has_space_at_end(child):
                    yield make_space(child.box.copy(), self._ink_end(self.shown - 1))
            elif child.begin < self.shown and child.end > self.begin:
                copy = self._copy_node(child) if isinstance(child, InlineNode) else self._copy_leaf(child, node)
                if copy is not None:
                    yield copy

    def _has_space_at_end(self, leaf: InlineLeaf) -> bool:
        """True if a text has the space that ends the line."""
        place = self.shown - leaf.begin
        return self.shown < self.end and leaf.shaped is not None and leaf.shaped.clusters[place : place + 1] in (SPACE, [SPACE])

    def _copy_node(self, node: InlineNode) -> Any:
        starts, ends = node.begin >= self.begin, node.end <= self.end
        box = node.box.copy_with_children(list(self._copy_children(node)))
        box.remove_decoration(start=not starts, end=not ends)
        begin, end = max(node.begin, self.begin), min(node.end, self.shown)
        box.position_x = self._ink_start(begin)
        right = box.position_x if end <= begin else self._ink_end(end - 1)
        box.width = right - (node.after if ends and end > begin else 0.0) - box.content_box_x()
        inline._adjust_line_height(box)
        self._use_line_baseline(box, box.margin_height())
        return box

    def _use_line_baseline(self, box: Any, own_height: float) -> None:
        """Give a box of the line's own height the line's baseline, so that another font or size in it moves no line."""
        height, baseline = self.strut
        if abs(own_height - height) < TOLERANCE and box.style["vertical_align"] == "baseline":
            box.baseline = baseline

    def _copy_leaf(self, leaf: InlineLeaf, parent: InlineNode) -> Any:
        begin, end = max(leaf.begin, self.begin), min(leaf.end, self.shown)
        if not isinstance(leaf.box, boxes.TextBox):
            box = inline.atomic_box(
                self.context, leaf.box, self._ink_start(begin), None, self.containing_block, self.absolute_boxes, self.fixed_boxes
            )
            box.position_x = self._ink_start(begin)
            return box
        shaped = leaf.shaped
        if shaped is None:
            return None
        first, last = begin - leaf.begin, end - leaf.begin
        lead = self.measured.paragraph.metrics.lead
        starts = self.places[begin - self.begin : end - self.begin]
        origins = [self.left + x - before for x, before in zip(starts, lead[begin:end], strict=True)]
        box = leaf.box.copy_with_text(shaped.text(first, last))
        box.height, box.baseline = self.strut if parent is self.measured.root else inline.strut(box.style)
        box.margin_top = box.margin_bottom = 0
        self._use_line_baseline(box, box.height)
        box.position_x = origins[0]
        natural = shaped.advances[first:last]
        # a blank at the end is between this box and the next one, and padding belongs to a box around this one
        box.width = origins[-1] + natural[-1] - origins[0]
        shifts = [b - a - advance for (a, b), advance in zip(pairwise(origins), natural, strict=False)]
        shown = array("d", [shift if abs(shift) > TOLERANCE else 0.0 for shift in shifts])
        shown.append(0.0)
        if end == self.shown and self._has_space_at_end(leaf):  # outside of the line, for programs that join it with the next one
            last += 1
            shown.append(0.0)
        box.pango_layout = AdjustedLayout(shaped, range(first, last), shown, box.width, box.style)
        if begin == self.begin:
            box.pango_layout.give_up_blank(lead[begin])
        return box


def _fill_gaps_with_margins(line: Any) -> None:
    """Make the space between two boxes of a line a margin of the first, since the engine adds up their widths for leaders."""
    for left, right in zip(line.children, line.children[1:], strict=False):
        left.margin_right += right.position_x - left.position_x - left.margin_width()
