"""The context of templates: the variables and functions that they use, bound to one document of one book."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from math import ceil, inf
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from markupsafe import Markup

from jiangyi.core import ById, Memo, memoize
from jiangyi.model import (
    COVER_PICTURES,
    OPTION_LETTERS,
    AnswerSheet,
    AnswerSpace,
    BlankSolution,
    Block,
    Book,
    Cell,
    Exam,
    Exercise,
    Footnote,
    Grid,
    Handout,
    Head,
    ImageFile,
    Link,
    Node,
    PlacedCell,
    Point,
    Ref,
    Section,
    Solution,
    SquaredPaper,
    Str,
    Text,
    all_blocks,
    arrange_options,
    count_answer_lines,
    count_key_columns,
    count_space_lines,
    fits_cells,
    fix_picture_sizes,
    get_labels,
    inline,
    is_address,
    is_printable_address,
    iter_children,
    lay_out_squared_paper,
    lay_out_table,
    measure_bracket,
    measure_em,
    measure_field_lines,
    name_version,
    prefix_label,
    read_answer_sheet,
    space_after_label,
)
from jiangyi.notation import draw_qr_code
from jiangyi.passes import (
    CHOSEN_SUFFIX,
    LEAD_SUFFIX,
    Index,
    IndexEntry,
    Listing,
    collect_footnotes,
    find_first_reference,
    get_even_width,
    get_note_blocks,
    name_without_blanks,
    title_behind,
)
from jiangyi.render.address_marks import address_marks
from jiangyi.render.code_html import highlight_code
from jiangyi.render.columns import Columns, divide_blocks, find_columns
from jiangyi.render.contents_depth import PrintedContents, select_contents
from jiangyi.render.exercise_view import ExerciseView, find_near_materials, group_solutions, has_details, run_in, view_exercise
from jiangyi.render.heading_html import mark_word_breaks
from jiangyi.render.index_pages import list_index_pages
from jiangyi.render.inline_html import InlineRenderer, count_lone_pictures, size_field
from jiangyi.render.running_heads import RunningHeads
from jiangyi.render.slide_plan import plan_slides
from jiangyi.theme import Target, Theme, create_environment, render_template, root_properties

FRAME_RATIOS = (1.05, 2.4)
"""The ratios of width to height of pictures that fill their frame on a cover."""
FLOATING = ("figures", "tables")
"""Indexes of blocks whose label says what they are and is set apart from the words: Figure 1."""
QUESTION_INDENT = 2.0
"""Em that questions of an exercise are indented."""
TITLES = ((60.0, "longest"), (36.0, "longer"), (20.0, "long"), (0.0, "usual"))
"""The least width in em of each length class; the longer a title is, the smaller it is set."""


@dataclass(frozen=True)
class TemplateContext:
    """One document of a book, or the part of a document that is made from one handout."""

    template_names: ClassVar[tuple[str, ...]] = ("fill", "handout")
    """What templates can read of it."""

    book: Book
    index: Index
    theme: Theme
    target: Target
    href: Callable[[str], str]
    """The address of a block, relative to this document."""
    handout: Handout | None = None
    """The handout that is rendered; None for what belongs to the whole book."""
    heading_shift: int = 0
    """The number of heading levels above the first heading of this document."""
    in_note: bool = False
    """Whether the blocks of a footnote are rendered: in print, footnotes in them are part of it."""
    without_effect: frozenset[str] = frozenset()
    """The ids of page breaks that would only make an empty page."""
    page_of: Callable[[str], str] = lambda _name: ""
    """For an e-book, the printed page of a block; empty where it is not known."""

    def fill(self, name: str, /, **values: Any) -> Markup:
        """Render a template with these values added to the variables."""
        return Markup(render_template(self.environment, name, self.variables | values))  # noqa: S704 - the environment escapes

    @cached_property
    def environment(self) -> Environment:
        """The Jinja environment of the theme."""
        return _environment(self.theme.templates)

    @cached_property
    def variables(self) -> dict[str, Any]:
        """The variables and functions of every template."""
        return {
            **self.environment.globals,
            "book": self.book,
            "head": self.head,
            "index": self.index,
            "contents": self.contents.entries,
            "beside_contents": self.contents.beside,
            "labels": get_labels(self.head.lang),
            "target": self.target,
            "href": self.href,
            "fill": self.fill,
            "text": self.text,
            "heading": self.mark_title,
            "link": self.link,
            "around": self.inline.link_around,
            "ref": lambda name: self.text(Text((Ref(name),))),
            "note_body": lambda note: get_note_blocks(self.handout, note),
            "note_text": lambda note: self.text(Text(note.content)),
            "blocks": self.blocks,
            "body": self.body,
            "label": self.label,
            "gap": self.gap,
            "gap_class": lambda label: GAPS[space_after_label(label)],
            "labelled_title": lambda block: prefix_label(self.label(block), self.name(self.title(block))),
            "title": self.title,
            "name": self.name,
            "repeated": lambda text: replace(self.inline, has_anchors=False).render(text),
            "level": self.level,
            "depth": self.depth,
            "picture": self.picture,
            "cover_picture": self.cover_picture,
            "is_far_from_frame": is_far_from_frame,
            "size": lambda block: Markup(size_field(width=block.width, height=block.height)),  # noqa: S704 - lengths only
            "has_only_pictures": lambda text: count_lone_pictures(text.inlines) > 0,
            "formula": _weigh(1000, partial(self.inline.formula, display=True)),
            "highlight": lambda text, language: highlight_code(text, language, self.theme.css(self.target)),
            "is_address": is_address,
            "qr": _weigh(1000, lambda words: draw_qr_code(words) if is_printable_address(words) else ""),
            "edition": self.heads.edition,
            "heads": self.heads,
            "running_head": lambda kind, words: self.heads.shorten(kind, words, self.head.lang),
            "version_words": lambda version, **how: name_version(version, self.head.lang, **how),
            "run_in": run_in,
            "lead": self.lead,
            "exercise": self.view_exercise,
            "is_written_on": lambda: self.book.edition.space and self.sheet.is_written,
            "field_lines": lambda strip: measure_field_lines(strip.fields, str(strip.total), self.sheet.measure),
            "is_elsewhere": lambda part: part.of in self.index.companion.pages,
            "question_label": self.question_label,
            "index_label": self.index_label,
            "index_pages": lambda line: list_index_pages(line, self.page_of, self.head.lang),
            "has_effect": lambda block: block.id not in self.without_effect,
            "table_layout": lay_out_table,
            "cell_content": self.cell_content,
            "has_notes": has_notes,
            "grid": _weigh(300, partial(self.lay_out_cells)),
            "option": lambda text: self.text(fix_picture_sizes(text, self.sheet) if self.target.is_paged else text),
            "arrange": lambda block: arrange_options(block, self.sheet_of(block), self.book.pictures),
            "key_columns": lambda solutions: count_key_columns(solutions, self.sheet.measure),
            "key_groups": lambda solutions: group_solutions(solutions, self.handout if self.target is Target.WEB else None),
            "has_details": has_details,
            "exam": self.exam,
            "length_class": length_class,
            "letters": OPTION_LETTERS,
            "label_width": lambda labels: round(max(LEAST_INDENT, *(measure_em(label) + LABEL_GAP for label in labels)), 2),
            "number_width": lambda digits: ceil(NUMBER_WIDTH + digits * DIGIT),
            "css_string": lambda label: '"' + re.sub(r'(["\\])', r"\\\1", prefix_label(label, "")) + '"',
        }

    @cached_property
    def contents(self) -> PrintedContents:
        """The table of contents as it is printed."""
        levels = self.head.contents
        return select_contents(self.index.contents, sum(self.index.amounts.values()), self.sheet, levels)

    @cached_property
    def heads(self) -> RunningHeads:
        """The running heads."""
        return RunningHeads.of(self.book, root_properties(self.theme.print_css))

    @property
    def head(self) -> Head:
        """The head of the handout, or of the book."""
        return self.handout or self.book.head

    @cached_property
    def inline(self) -> InlineRenderer:
        """The renderer of inline text; in print, links show their addresses as the handout says."""
        links = self.handout.links if self.handout and self.target.is_paged else "none"
        marks = address_marks(self.handout) if self.handout and links in ("footnote", "qr") else {}
        shows = (links == "inline", links == "qr")
        return InlineRenderer(
            self.target,
            self.index,
            self.href,
            marks,
            *shows,
            self.book.blank,
            self.book.pictures,
            self.note_blocks,
            self.bracket_widths,
            self.in_note,
            lang=self.head.lang,
            formula_form=self.book.head.formulas,
            even_width=get_even_width(self.handout, self.book.head),
            longest_note=self.sheet.measure * self.sheet.lines * LONGEST_NOTE if self.target.is_paged else inf,
        )

    def note_blocks(self, note: Footnote) -> tuple[str, str]:
        """The id of the first reference to a footnote with blocks, and in print the markup of its blocks there."""
        body = get_note_blocks(self.handout, note)
        first = find_first_reference(self.handout, note) if self.handout and body else note.id
        return first, self._note_markup(body) if self.target.is_paged and first == note.id else ""

    def _note_markup(self, body: tuple[Block, ...]) -> Markup:
        """The blocks of a footnote in print; footnotes in them follow it, since the engine puts them on other pages."""
        inside = replace(self, in_note=True)
        parts = [inside.blocks(body)]
        for note in chain.from_iterable(map(collect_footnotes, body)):
            inner = get_note_blocks(self.handout, note)
            if self.handout and find_first_reference(self.handout, note) == note.id:
                content = inside._note_markup(inner) if inner else inside.text(Text(note.content))
                parts.append(self.fill("parts/inner_note.html.j2", note=note, content=content))
        return Markup(BETWEEN_TAGS.sub(lambda match: match["pre"] or "><", str(Markup("").join(parts))))  # noqa: S704 - it is markup

    @property
    def bracket_widths(self) -> Mapping[str, float]:
        """The inner width in em of the bracket in the question of each exercise, by the id of the answer in it."""
        handout = self.handout
        return BRACKET_WIDTHS.get_or_compute(id(handout), ById(handout), partial(_bracket_widths, handout)) if handout else {}

    @cached_property
    def sheet(self) -> AnswerSheet:
        """The sheet of paper that answers are written on."""
        return read_answer_sheet(root_properties(self.theme.print_css))

    def sheet_of(self, exercise: Exercise) -> AnswerSheet:
        """The sheet as an exercise fills it: questions of an exercise are indented."""
        depth = self.depth(exercise)
        return replace(self.sheet, measure=self.sheet.measure - QUESTION_INDENT * depth) if depth else self.sheet

    def text(self, text: Text) -> Markup:
        """Inline text as markup."""
        return self.inline.render(text)

    def mark_title(self, text: Text) -> Markup:
        """A title as markup; in an e-book with its words marked, by which our own line breaking recognizes them in print."""
        html = self.text(text)
        return html if self.target.is_paged else mark_word_breaks(html, self.head.lang)

    def name(self, text: Text) -> str:
        """A title as plain text, with lines for words that are left blank."""
        return name_without_blanks(text, self.book.blank)

    def link(self, href: str, words: str = "") -> Markup:
        """A link to an address, as in inline text."""
        return self.text(Text((Link(href, (Str(words or href),)),)))

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        """The markup of blocks, one after another."""
        return Markup("").join(self._block(block) for block in blocks)

    def body(self, node: Handout | Section) -> Markup:
        """The markup of the blocks of a section, or before the first one; in print some of them in columns."""
        columns = self.columns.get(node.id)
        parts = ((fits, self.blocks(blocks)) for fits, blocks in (divide_blocks(node.blocks) if columns else [(False, node.blocks)]))
        return Markup("").join(self.fill("parts/columns.html.j2", columns=columns, content=part) if fits else part for fits, part in parts)

    @cached_property
    def columns(self) -> Mapping[str, Columns]:
        """The columns of the sections that have some, by id; pages of screens have none."""
        if not (self.handout and self.target.is_paged and self.sheet.is_written):
            return {}
        return find_columns(self.handout, self.sheet.measure)

    def cell_content(self, content: Text | Cell) -> Markup:
        """The content of a cell of a table."""
        return self.text(content) if isinstance(content, Text) else self.blocks(content.body)

    def _block(self, block: Block) -> Markup:
        template = _template_of(self.theme.templates, block.type, self.target)
        framed = bool(block.only) and self.book.edition.paged and self.target.is_paged
        markup = self.fill("block.html.j2", block=block, template=template, framed=framed, unseen=block.id in self.book.unseen)
        start = self.slides.get(block.id)
        return markup if start is None else Markup(FIRST_TAG.sub(rf'\1 data-slide="{start}"', str(markup), count=1))  # noqa: S704

    @cached_property
    def slides(self) -> Mapping[str, str]:
        """What blocks are to slides, on papers that are divided by content."""
        if not (self.handout and self.target.is_paged and self.sheet.is_slide):
            return {}
        return plan_slides(self.handout, self.sheet, self.book.pictures)

    def lead(self, point: Point) -> Markup:
        """The lead of a point, which an edition may leave blank."""
        name = point.id + LEAD_SUFFIX
        if name not in self.index.blanks or (not self.target.is_paged and name not in self.book.blank):
            return self.text(point.lead)
        return self.inline.render_cloze(point.lead.inlines, name)

    def view_exercise(self, exercise: Exercise) -> ExerciseView:
        """The view of an exercise."""
        near = NEAR_MATERIALS.get_or_compute(id(self.handout), ById(self.handout), lambda: find_near_materials(self.handout))
        return view_exercise(exercise, self.book, self.index, self.answer_space(exercise), self.sheet, near.get(exercise.id, frozenset()))

    def answer_space(self, exercise: Exercise) -> AnswerSpace:
        """The space for an answer in print: at least as many lines as requested, and enough for the answer if it is set in them."""
        room = exercise.answer_space
        if not (self.target.is_paged and self.book.edition.space and self.sheet.is_written):
            return AnswerSpace(kind="none")
        if room.kind in ("lines", "box", "blank"):
            sheet = self.sheet_of(exercise)
            return AnswerSpace(kind=room.kind, size=max(count_space_lines(exercise, sheet), count_answer_lines(exercise, sheet.measure)))
        return room

    def lay_out_cells(self, exercise: Exercise) -> SquaredPaper:
        """The squared paper of an exercise, with room for what the teacher's copy sets over it: all that is not in its cells."""
        over = exercise.model_copy(update={"answer": ()}) if fits_cells(exercise) else exercise
        below = count_answer_lines(over, self.sheet.measure) if over.has_solution else 0
        return lay_out_squared_paper(exercise, self.handout.grid if self.handout else Grid(), self.sheet, below)

    def question_label(self, part: Solution | BlankSolution) -> str:
        """What an entry of the key is called: the number of its question or blank; "back" where a link leads to one without a number."""
        if part.of in self.index.companion.pages:
            return self.index.companion.labels.get(part.of, "")
        return self.index.name_question(part.of) or get_labels(self.head.lang)["back"]

    def index_label(self, line: IndexEntry, listing: Listing) -> str:
        """The label before the words of an index line, with what separates both; empty where the block has none."""
        if listing.kind in FLOATING and line.label:
            return line.label + get_labels(self.head.lang)["separator"]
        return prefix_label(line.label, "") if line.label else ""

    def exam(self, source: Exam) -> str:
        """An examination in a few words: 〔2023 年 国考 副省级〕."""
        names = get_labels(self.head.lang)
        year = names["year"].format(source.year) if source.year else ""
        return names["exam_before"] + " ".join(part for part in (year, source.province, source.paper) if part) + names["exam_after"]

    def title(self, node: Any) -> Text:
        """The title of a handout or a section without the label that is printed before it."""
        return title_behind(node.title, self.label(node))

    def label(self, block: Block) -> str:
        """The label of a block as it is printed; empty where it has none."""
        return self.index.labels.get(block.id, "")

    def gap(self, label: str = "") -> str:
        """In an e-book, the space after a label, or between two texts, which is copied and converted; in print the styles set a margin."""
        if self.target.is_paged:
            return ""
        return space_after_label(label) if label else " "

    def level(self, node: Block | Handout) -> int:
        """The heading level of a block or handout in this document, 1 to 6."""
        return min(max(1, self.index.levels[node.id] - self.heading_shift), 6)

    def depth(self, block: Block) -> int:
        """The nesting depth of a section or point among its kind, from 0."""
        return self.index.depths.get(block.id, 0)

    def picture(self, block: Block) -> ImageFile | None:
        """The image of a figure."""
        return self.book.pictures.get(block.id)

    def cover_picture(self, field: str) -> ImageFile | None:
        """The image that a field of the head names for the cover."""
        key = COVER_PICTURES[field]
        if self.book.collected:
            return self.book.pictures.get(key)
        return next((image for name, image in self.book.pictures.items() if name.endswith(f".{key}")), None)


def is_far_from_frame(image: ImageFile) -> bool:
    """True for a picture of which a third or more would be cut off to fill its frame on a cover; it is shown whole."""
    return not FRAME_RATIOS[0] <= image.width / max(1, image.height) <= FRAME_RATIOS[1]


def _weigh(steps: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose calls count as so many steps of the work of templates; `theme.sandbox` limits it."""
    function.template_steps = steps  # type: ignore[attr-defined]
    return function


BETWEEN_TAGS = re.compile(r"(?P<pre><pre\b.*?</pre>)|>\s*\n\s*<", re.DOTALL)
"""White space between tags, which the engine sets as empty lines in a footnote, and code, where it counts."""
FIRST_TAG = re.compile(r"(<[a-z][a-z0-9]*)")
"""The first tag of the markup of a block."""
LEAST_INDENT = 2.4
"""The least indentation of a list, in em."""
LONGEST_NOTE = 0.6
"""The part of a page of text that a footnote may take."""
NUMBER_WIDTH, DIGIT = 1.25, 0.5
"""Em: the full stop and space behind the number of an item, and one of its digits."""
LABEL_GAP = 0.4
"""The space between the label of a list item and its text, in em."""


def has_notes(cells: Iterable[PlacedCell]) -> bool:
    """True if there is a footnote in some cells."""
    contents = [cell.content for cell in cells]
    texts = (text for content in contents for text in ((content,) if isinstance(content, Text) else _iter_all_texts(content)))
    return any(isinstance(item, Footnote) for text in texts for item in inline.walk_inlines(text.inlines))


def _iter_all_texts(node: Node) -> Iterator[Text]:
    """Every text inside a node."""
    for _, child in iter_children(node):
        if isinstance(child, Text):
            yield child
        else:
            yield from _iter_all_texts(child)


GAPS = {"": "wide", " ": "narrow", "\u3000": "chapter"}
"""The classes of what separates a label from its words."""


@memoize(8)
def _environment(folders: tuple[Path, ...]) -> Environment:
    return create_environment(folders)


@memoize(512)
def _template_of(folders: tuple[Path, ...], kind: str, target: Target) -> str:
    """The template of a block type: the one for the target where there is one, else the common one."""
    special = f"blocks/{kind}.{target}.html.j2"
    return special if any((folder / special).is_file() for folder in folders) else f"blocks/{kind}.html.j2"


NEAR_MATERIALS = Memo[Mapping[str, frozenset[str]]]("near materials")
BRACKET_WIDTHS = Memo[Mapping[str, float]]("bracket widths")


def _bracket_widths(handout: Handout) -> Mapping[str, float]:
    exercises = (block for block in all_blocks(handout) if isinstance(block, Exercise))
    return {exercise.id + CHOSEN_SUFFIX: measure_bracket(exercise) for exercise in exercises}


def length_class(*texts: Text | None) -> str:
    """The class by which stylesheets size a title, or everything on a cover, by its length."""
    width = sum(measure_em(str(text)) for text in texts if text)
    return next(name for least, name in TITLES if width >= least)
