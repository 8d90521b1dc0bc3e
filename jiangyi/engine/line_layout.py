"""Chinese line setting in WeasyPrint: paragraphs broken as a whole, justified between characters, with squeezed punctuation.

The engine breaks a line when it overflows and justifies by widening spaces, so that Chinese stays ragged. Here a line box is measured
once, the ends of its lines are chosen together (`typeset.line_breaking`), and each line is built from copies of its boxes at their
final places. Three functions of the engine are replaced: the one that makes the next line, the one that computes how narrow and wide
a text can be, and the one that fills leaders. Layouts of texts get the chosen advances when they are drawn. The text itself never
changes, so that copied text, tags, links and footnotes are unaffected.

Left to the engine: text from right to left, floats inside a line, and every language but Chinese and Japanese.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.layout.leader import leader_index

from jiangyi.core import LimitReached, limits
from jiangyi.engine.box_gaps import fill_box_gaps
from jiangyi.engine.caches import MAX_PARAGRAPHS, caches_of_style
from jiangyi.engine.inline_tree import InlineLeaf, InlineNode, MeasuredLineBox
from jiangyi.engine.line_building import TOLERANCE, LineBuilder
from jiangyi.engine.line_ends import keep_space_at_end
from jiangyi.engine.listings import build_line, is_listing
from jiangyi.engine.shaping import AdjustedLayout, UnsupportedText, compute_repetition, shape_text
from jiangyi.typeset import (
    CharClass,
    InlineRun,
    Measure,
    ParagraphMetrics,
    TypesetParagraph,
    justify,
    max_content_width,
    measure_paragraph,
    min_content_width,
)

LANGUAGES = ("zh", "ja")
UNSUPPORTED = re.compile("[\u00ad\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\t]")
"""Soft hyphens, tabs and scripts from right to left."""
UNBROKEN = re.compile(rf"[^\s\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef-]{{{limits.UNBROKEN_CHARACTERS.value}}}")
"""Characters, none of them Chinese, between which no line is broken."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TITLE = "title"
"""The class of a title that is repeated where it is no heading, as above the text behind a cover."""
ENTRIES = frozenset(("contents-line", "index-line"))
"""The classes of the lines of contents and indexes, which are broken by words as titles are."""
SCRIPTS = ("sub", "sup")
LONGEST_SCRIPT = 24
"""Characters of a sub- or superscript that is set without spacing rules and line ends of its own."""
WRAPPING = ("normal", "nowrap", "pre-line")
LONGEST = 10
"""Em: no column of a table is made wider than this for the sake of one word."""
SHORT = 5
"""Em: a text that is no longer stays in one line, unless it may break anywhere."""
NO_BLOCK = (0.0, 0.0)
"""A containing block of no size: percentages count nothing for the min-content and max-content widths."""

_engine_get_next_linebox = inline.get_next_linebox
_engine_handle_leader = inline.handle_leader
_engine_inline_line_widths = preferred.inline_line_widths


# Measuring a line box -----------------------------------------------------------------------------------------


def measure_line_box(context: Any, linebox: Any, containing_block: Any, skip_stack: Any = None) -> MeasuredLineBox | None:
    """Measure a line box, once; None where it is left to the engine.

    Without a containing block only its min-content and max-content widths will be used. The result is stored as an attribute of the
    engine's box, because the engine copies line boxes with their attributes, and a copy has the same lines.
    """
    stored: MeasuredLineBox | None = getattr(linebox, "jiangyi_measured", None)
    if stored and stored.children[0][1] is linebox.children:
        goes_on = skip_stack is not None and stored.next_line == (context.current_page, stored.root.piece_at(skip_stack))
        if goes_on or stored.is_current():  # boxes change between layouts of a page only, and a paragraph may have thousands
            return stored
    measuring = _Measuring(context, containing_block)
    try:
        measured = measuring.measure(linebox)
    except UnsupportedText:
        if skip_stack is None:
            _check_unbroken(linebox)
        return None
    if not measuring.is_provisional:
        linebox.jiangyi_measured = measured
    return measured


def _check_unbroken(linebox: Any) -> None:
    """Raise LimitReached for a text that the engine would measure as a whole for each line."""
    for box in linebox.descendants():
        if isinstance(box, boxes.TextBox) and UNBROKEN.search(box.text):
            raise LimitReached(limits.UNBROKEN_CHARACTERS)


@dataclass(slots=True)
class _Measuring:
    """Collects the pieces of a line box from its descendants."""

    context: Any
    containing_block: Any
    is_provisional: bool = False
    """Whether some piece will have another width in the final layout."""
    runs: list[InlineRun] = field(default_factory=list)
    count: int = 0
    """The pieces of all runs."""
    forced: list[int] = field(default_factory=list)
    key: list[Hashable] = field(default_factory=list)
    """Everything that determines the pieces."""
    children: list[tuple[Any, Any]] = field(default_factory=list)
    """The boxes that are measured, with their children."""
    notes: int = 0
    """The footnotes that it refers to so far."""
    scripts: int = 0
    """The number of sub- and superscripts around the current place."""

    def measure(self, linebox: Any) -> MeasuredLineBox:
        style = linebox.style
        lang = style["lang"] or ""
        if not lang.lower().startswith(LANGUAGES) or style["direction"] != "ltr":
            raise UnsupportedText
        root = InlineNode(linebox, 0)
        self.add_children(root)
        if all(run.kind is CharClass.SPACE or not run.clusters for run in self.runs):
            raise UnsupportedText
        return MeasuredLineBox(root, TypesetParagraph(self.metrics(style, lang), frozenset(self.forced)), self.children)

    def metrics(self, style: Any, lang: str) -> ParagraphMetrics:
        """The metrics; those of an equal paragraph are reused, as after an edit in another one."""
        cache = caches_of_style(style).paragraphs
        key = (lang, *self.key)
        if key not in cache:
            if len(cache) >= MAX_PARAGRAPHS:
                cache.clear()
            cache[key] = measure_paragraph(self.runs, lang)
        return cache[key]

    def add_children(self, node: InlineNode) -> None:
        self.children.append((node.box, node.box.children))
        for child in node.box.children:
            if not child.is_in_normal_flow():
                raise UnsupportedText
            if isinstance(child, boxes.TextBox):
                node.children.append(self.add_text(child, node.box))
            elif isinstance(child, boxes.InlineBox):
                node.children.append(self.add_inline_box(child))
            elif isinstance(child, boxes.AtomicInlineLevelBox):
                node.children.append(self.add_atomic_box(child))
            else:
                raise UnsupportedText
        node.end = self.count

    def add_inline_box(self, box: Any) -> InlineNode:
        inline.resolve_percentages(box, self.containing_block or NO_BLOCK)
        node, first = InlineNode(box, self.count), len(self.runs)
        self.scripts += box.element_tag in SCRIPTS
        self.add_children(node)
        self.scripts -= box.element_tag in SCRIPTS
        if box.style["white_space"] == "nowrap":  # holds for all texts in it, however they are nested
            for run in self.runs[first:]:
                run.tied = run.tied_before = True
            if len(self.runs) > first:  # tied to the text before it where the stylesheet avoids a break there
                self.runs[first].tied_before = box.style["break_before"] == "avoid"
        before, node.after = _edges(box)
        if before or node.after:
            if node.begin == node.end:
                raise UnsupportedText
            self.runs[first].before += before
            self.runs[-1].after += node.after
            self.key.append((node.begin, node.end, before, node.after))
        return node

    def add_atomic_box(self, box: Any) -> InlineLeaf:
        if self.containing_block is None:
            self.is_provisional = True
            width = preferred.max_content_width(self.context, box)
        else:
            inline.resolve_percentages(box, self.containing_block)
            width = inline.atomic_box(self.context, box, 0, None, self.containing_block, [], []).margin_width()
        is_formula = isinstance(box, boxes.ReplacedBox)
        kind = CharClass.FORMULA if is_formula else CharClass.OBJECT if width else CharClass.NOTE
        if not self.count and kind is CharClass.OBJECT and box.element_tag != "ruby":
            kind = CharClass.LEADER  # a label, such as that of an option or the number of a footnote: its own width is the gap
        begin = self.add_run(InlineRun(("",), (width,), box.style["font_size"], kind), (width, box.style["font_size"], kind))
        return InlineLeaf(box, begin, begin + 1)

    def add_text(self, box: Any, parent: Any) -> InlineLeaf:
        style = box.style
        inline.resolve_percentages(box, self.containing_block or NO_BLOCK)
        kind = _special_class(parent)
        self.notes += kind is CharClass.NOTE
        if self.notes > limits.NOTES_OF_PARAGRAPH.value:
            raise LimitReached(limits.NOTES_OF_PARAGRAPH)
        if self.scripts and len(box.text) <= LONGEST_SCRIPT:
            kind = CharClass.SCRIPT
        if (
            (style["white_space"] not in WRAPPING and kind is not CharClass.LEADER)
            or (style["letter_spacing"] != "normal" and kind is not CharClass.LEADER)  # `handle_leader` has the pitch of its dots
            or UNSUPPORTED.search(box.text)
        ):
            raise UnsupportedText
        size = style["font_size"]
        if box.text == "\n":  # a <br>
            begin = self.add_run(InlineRun("\n", (0.0,), size, CharClass.SPACE), size)
            self.forced.append(begin)
            return InlineLeaf(box, begin, begin + 1)
        if "\n" in box.text or not size:
            raise UnsupportedText
        tied = style["white_space"] == "nowrap"
        shaped = shape_text(box.text, style)
        begin = self.add_run(InlineRun(shaped.clusters, shaped.advances, size, kind, shaped.blanks, tied), (shaped, size, kind, tied))
        return InlineLeaf(box, begin, self.count, shaped)

    def add_run(self, run: InlineRun, key: Hashable) -> int:
        """Add a run with all that determines its pieces; returns the number of its first piece."""
        begin = self.count
        self.runs.append(run)
        self.key.append(key)
        self.count += len(run.clusters)
        return begin


def _special_class(parent: Any) -> CharClass | None:
    """The class of all pieces of a text that is no plain text; None for plain text."""
    if parent.footnote is not None:
        return CharClass.NOTE
    return CharClass.LEADER if parent.is_leader else None


def _edges(box: Any) -> tuple[float, float]:
    """Px of margin, border and padding at the start and at the end of an inline box."""
    margins = [0 if margin == "auto" else margin for margin in (box.margin_left, box.margin_right)]
    before = margins[0] + box.border_left_width + box.padding_left
    return before, margins[1] + box.border_right_width + box.padding_right


def _is_title(linebox: Any) -> bool:
    """True for the lines of a heading or of a title that is repeated."""
    if linebox.element_tag in HEADINGS:
        return True
    return TITLE in _classes(linebox)


def _classes(linebox: Any) -> list[str]:
    """The classes of the element whose lines these are."""
    return [] if linebox.element is None else linebox.element.get("class", "").split()


# Replacements of the engine's functions ----------------------------------------------------------------------


def get_next_linebox(
    context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any, *rest: Any
) -> tuple[Any, Any]:
    """The next line of a line box, and the place after it. Replaces `get_next_linebox`."""
    absolute_boxes, fixed_boxes, first_letter_style, first_line_style = rest
    measured = None
    if first_letter_style or first_line_style:
        pass
    elif is_listing(linebox):
        built = build_line(context, linebox, position_y, skip_stack, containing_block)
        if built:
            line, (shift, y), resume_at = built
            _align_vertically(line, y, shift)
            return line, resume_at
    else:
        measured = measure_line_box(context, linebox, containing_block, skip_stack)
    if measured is None:
        line, resume_at = _engine_get_next_linebox(context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest)
        if line is not None and not is_listing(linebox):
            keep_space_at_end(linebox, line, resume_at)
        return line, resume_at
    paragraph = measured.paragraph
    begin = paragraph.skip_spaces(measured.root.piece_at(skip_stack))
    if begin == len(paragraph):
        return None, None
    linebox.position_y, linebox.width, linebox.height = position_y, 0, 0
    if context.excluded_shapes:
        linebox.width, linebox.height = paragraph.metrics.ink[begin], inline.strut(linebox.style)[0]
    x, y, available = inline.avoid_collisions(context, linebox, containing_block, outer=False)
    style = linebox.style
    align, indent = style["text_align_all"], linebox.text_indent
    balanced = align == "center" or _is_title(linebox)
    by_words = balanced or not ENTRIES.isdisjoint(_classes(linebox))
    end = paragraph.line_end(begin, Measure(available - indent, available, align == "justify", balanced, by_words))
    is_last = paragraph.is_last_line(end)
    shown = paragraph.strip_spaces(begin, end)
    align_last = style["text_align_last"]
    if is_last:
        align = align_last if align_last != "auto" else align
    fill = align == "justify" and not (is_last and align_last == "auto")
    places = justify(paragraph.metrics, begin, shown, available - indent, fill=fill)
    shift = indent + _alignment_offset(align, available - indent - places[-1])
    builder = LineBuilder(context, containing_block, measured, begin, shown, end, x + shift, places, absolute_boxes, fixed_boxes)
    line = builder.build(linebox, x)
    _align_vertically(line, y)
    fill_box_gaps(line)
    vars(line).pop("jiangyi_measured", None)  # finished lines live until the file is written, and need it no more
    if end < len(paragraph):
        measured.next_line = (context.current_page, end)
        return line, measured.root.skip_stack(end)
    vars(linebox).pop("jiangyi_measured", None)
    return line, None


def _alignment_offset(align: str, spare: float) -> float:
    """Px by which a line is moved by its alignment."""
    if spare <= 0:
        return 0.0
    return {"center": spare / 2, "right": spare, "end": spare}.get(align, 0.0)


def _align_vertically(line: Any, position_y: float, shift: float = 0.0) -> None:
    """Move the boxes of a line to its baseline, and the line to its position; horizontally by `shift`."""
    bottom, top = inline.line_box_verticality(line)
    line.baseline = -top
    line.position_y = top
    line.height = bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(shift, position_y - top)
    line.position_y = position_y


def inline_line_widths(
    context: Any,
    box: Any,
    outer: Any,
    is_line_start: Any,
    minimum: Any,
    skip_stack: Any = None,
    first_line: Any = False,  # noqa: FBT002
) -> Iterator[float]:
    """The widths of the lines of a box where it is as narrow or as wide as it can be. Replaces `inline_line_widths`."""
    measured = measure_line_box(context, box, None) if isinstance(box, boxes.LineBox) and skip_stack is None else None
    if measured is None:
        yield from _engine_inline_line_widths(context, box, outer, is_line_start, minimum, skip_stack, first_line)
        return
    paragraph = measured.paragraph
    indent, size = box.style["text_indent"], box.style["font_size"]
    indent = indent.value if getattr(indent, "unit", "%") != "%" else 0.0
    for begin, whole in paragraph.split_at_forced_breaks():
        end = paragraph.strip_spaces(begin, whole)
        width = max_content_width(paragraph.metrics, begin, end) + TOLERANCE
        if minimum and (width > SHORT * size or box.style["overflow_wrap"] != "normal"):
            width = min(min_content_width(paragraph.metrics, begin, end) + TOLERANCE, LONGEST * size)
        yield width + indent
        indent = 0.0


# Leaders ------------------------------------------------------------------------------------------------------


def handle_leader(context: Any, line: Any, containing_block: Any) -> None:
    """Fill the leader of a line, with one box for all of its dots instead of one for each. Replaces `handle_leader`."""
    _engine_handle_leader(context, line, containing_block)
    leader = leader_index(line)[1]
    if leader is None or len(leader.children) < 2:
        return
    dots = leader.children[-1].copy()  # the engine builds them from right to left
    count, pitch = len(leader.children), dots.width
    spacing = dots.style["letter_spacing"]
    if spacing != "normal" and isinstance(dots.pango_layout, AdjustedLayout):  # its measured width is without the spacing
        width, pitch = pitch * count, pitch + spacing
        count = int(width / pitch)
        dots.translate(width - count * pitch)
    shifts = compute_repetition(dots.text, count, pitch, dots.style)
    if shifts is not None:
        dots.text, dots.width = dots.text * count, pitch * count - shifts[-1]
        shifts[-1] = 0.0  # the gap behind the last dot is one between boxes
        shaped = shape_text(dots.text, dots.style)
        dots.pango_layout = AdjustedLayout(shaped, None, shifts, dots.width, dots.style)
        leader.children = (dots,)
        fill_box_gaps(line)
