"""The patches of WeasyPrint's layout and drawing. Those that only writing a PDF needs are in `writers/pdf`.

Digests are of WeasyPrint 70.0. When a new version changes one, compare the two sources, adapt the replacement if need be, and write
the new digest (`patches.digest_of`) here.
"""

from jiangyi.core import Message
from jiangyi.engine import (
    broken_floats,
    columns,
    deferred_drawing,
    drawing,
    footnotes,
    gradients,
    lengths,
    line_layout,
    listings,
    neutral_colours,
    page_lists,
    styles,
    table_widths,
)
from jiangyi.engine.patches import Dependency, Patch, PatchGroup

LINE_LAYOUT = PatchGroup(
    Message("Chinese line breaking and justification", "中文断行与两端对齐"),
    (
        Patch(
            "weasyprint.layout.inline.get_next_linebox",
            "67af458c2545",
            "context linebox position_y bottom_space skip_stack containing_block absolute_boxes fixed_boxes "
            "first_letter_style first_line_style",
            replacement=line_layout.get_next_linebox,
            why="Lines are broken one by one where they overflow, and justified by widening spaces only, so that Chinese stays ragged.",
        ),
        Patch(
            "weasyprint.layout.preferred.inline_line_widths",
            "6c24f789e3ce",
            "context box outer is_line_start minimum skip_stack first_line",
            replacement=line_layout.inline_line_widths,
            why="The narrowest and widest a text can be must be those of the lines that will be set.",
        ),
        Patch(
            "weasyprint.layout.inline.handle_leader",
            "e4bf5941eb94",
            "context line containing_block",
            replacement=line_layout.handle_leader,
            why="Leaders get a box for each dot, which is slow to draw and is tagged and copied dot by dot.",
        ),
        Patch(
            "weasyprint.layout.inline.split_first_line",
            "39ad1016863c",
            "text style context max_width justification_spacing is_line_start minimum",
            replacement=listings.split_first_line,
            why="Two Pango layouts are made for each text of a listing, although most texts are short, fit, and occur again.",
        ),
        Patch(
            "weasyprint.layout.inline.can_break_text",
            "4f3fb5ef1c23",
            "text lang",
            replacement=listings.can_break_text,
            why="The attributes of the same two characters are computed each time that they meet between two boxes.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.layout.inline.iter_line_boxes", "04aec48abfca"),
        Dependency("weasyprint.layout.inline.split_inline_box", "3a0cb7ca7e34"),
        Dependency("weasyprint.layout.inline.split_text_box", "8c564329599e"),
        Dependency(
            "weasyprint.layout.inline.atomic_box",
            "928f0e7eed56",
            "context box position_x skip_stack containing_block absolute_boxes fixed_boxes",
        ),
        Dependency("weasyprint.layout.inline.avoid_collisions", "5fc7793c573a", "context box containing_block outer"),
        Dependency("weasyprint.layout.inline.text_align", "e953d41b87cc"),
        Dependency("weasyprint.layout.inline._adjust_line_height", "822443b08f53", "box"),
        Dependency("weasyprint.layout.inline.line_box_verticality", "1018aadb3410", "box"),
        Dependency("weasyprint.layout.inline.resolve_percentages", "71673078096f", "box containing_block"),
        Dependency("weasyprint.layout.inline.strut", "b57885b70dd0", "style"),
        Dependency("weasyprint.layout.preferred.max_content_width", "249852d3d5ed", "context box outer"),
        Dependency("weasyprint.layout.leader.leader_index", "933aaa813a2b", "box"),
        Dependency("weasyprint.text.line_break.first_line_metrics", "55ec5d0b58b2"),
        Dependency("weasyprint.text.line_break.Layout", "681b737d1ba5", "style justification_spacing max_width"),
        Dependency("weasyprint.text.fonts.get_pango_font_key", "74cbeff1fac3", "pango_font"),
        Dependency("weasyprint.draw.text.draw_text", "ebaf96239c6c"),
        Dependency("weasyprint.draw.text.draw_first_line", "1bb8eae6d88e"),
    ),
)
STYLES = PatchGroup(
    Message("reuse of computed styles", "样式复用"),
    (
        Patch(
            "weasyprint.css.StyleFor.__init__",
            "b1e725a75525",
            "self html sheets presentational_hints font_config target_collector",
            replacement=styles.init_style_for,
            why="The styles of every element are computed again for every document, even where nothing they depend on has changed.",
        ),
        Patch(
            "weasyprint.css.StyleFor.set_computed_styles",
            "b5b15856b8be",
            "self element parent root pseudo_type base_url target_collector",
            replacement=styles.set_computed_styles,
            why="The styles of pages and margin boxes inherit from styles that are reused.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.css.StyleFor", "dac5a1326168"),
        Dependency("weasyprint.css.ComputedStyle", "4ff0512c0af1"),
        Dependency("weasyprint.css.AnonymousStyle", "414bbf41061e"),
        Dependency("weasyprint.css.InitialStyle", "a552b6e6072b", "font_config"),
        Dependency("weasyprint.css.find_style_attributes", "c5b4eb4d3c00", "tree presentational_hints base_url"),
        Dependency("weasyprint.css.preprocess_declarations", "4db5fa5a1b14", "base_url declarations prelude"),
        Dependency("weasyprint.css.declaration_precedence", "510a33df7059"),
        Dependency("weasyprint.layout.page.set_page_type_computed_styles", "4e68b396b35c"),
    ),
)
LENGTHS = PatchGroup(
    Message("reuse of resolved lengths", "长度复用"),
    (
        Patch(
            "weasyprint.layout.percent.resolve_percentages",
            "71673078096f",
            "box containing_block",
            replacement=lengths.resolve_percentages,
            also_in=tuple(
                f"weasyprint.layout.{module}.resolve_percentages"
                for module in ("absolute", "block", "column", "float", "grid", "inline", "page", "table")
            ),
            why="The lengths of every box are resolved again, although most boxes share a style and the size of a containing block.",
        ),
        Patch(
            "weasyprint.layout.inline.strut",
            "b57885b70dd0",
            "style",
            replacement=lengths.compute_strut,
            why="The key of the engine's cache of struts takes longer to compute than the lookup in a shared style.",
        ),
        Patch(
            "weasyprint.formatting_structure.boxes.Box.is_in_normal_flow",
            "5f49d6ab23da",
            "self",
            replacement=lengths.is_in_normal_flow,
            why="It is called again and again for each box, and looks at several properties each time.",
        ),
        Patch(
            "weasyprint.layout.background.layout_box_backgrounds",
            "617a870678c8",
            "page box get_image_from_uri layout_children style",
            replacement=lengths.layout_box_backgrounds,
            why="A dozen properties of every box are looked at, although few boxes have a background.",
        ),
    ),
    relies_on=(Dependency("weasyprint.layout.background.resolve_radii_percentages", "4980b3798c67", "box"),),
)
PAGES = PatchGroup(
    Message("layout of many pages in linear time", "多页排版用时线性增长"),
    (
        Patch(
            "weasyprint.layout.layout_fixed_boxes",
            "5c62b9c0838a",
            "context pages containing_page",
            replacement=page_lists.layout_fixed_boxes,
            why="For every page it looks for fixed boxes on all others.",
        ),
        Patch(
            "weasyprint.layout.page.set_page_type_computed_styles",
            "4e68b396b35c",
            "page_type html style_for",
            replacement=page_lists.set_page_type_computed_styles,
            why="For every page it looks for margin boxes on all others.",
        ),
        Patch(
            "weasyprint.css.targets.TargetCollector.cache_target_page_counters",
            "545eb30bb50f",
            "self anchor_name page_counter_values page_maker_index page_maker",
            replacement=page_lists.cache_target_page_counters,
            why="For every place that page numbers refer to, it looks at all references.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.css.targets.TargetCollector.collect_missing_counters", "24ea43be8656"),
        Dependency("weasyprint.css.StyleFor.add_page_declarations", "78e388ade232", "self page_type"),
        Dependency("weasyprint.css.StyleFor.get_cascaded_styles", "e8b389efb965", "self"),
    ),
)
MATRICES = PatchGroup(
    Message("faster coordinates", "坐标换算加速"),
    (
        Patch(
            "weasyprint.matrix.Matrix.transform_point",
            "035c0eb80aef",
            "self x y",
            replacement=lengths.transform_point,
            why="Every point is transformed by making two matrices and multiplying them.",
        ),
        Patch(
            "weasyprint.matrix.Matrix.__matmul__",
            "b6d133844b5d",
            "self other",
            replacement=lengths.multiply_matrices,
            why="Three nested loops of indexed access are a twentieth of the time that drawing a page takes.",
        ),
    ),
    relies_on=(Dependency("weasyprint.matrix.Matrix", "312bf3b1eee9"),),
)
READING_ORDER = PatchGroup(
    Message("texts of a PDF in the order in which they are read", "PDF 文字按阅读顺序排列"),
    (
        Patch(
            "weasyprint.draw.draw_stacking_context",
            "c5811b178bdf",
            "stream stacking_context",
            replacement=deferred_drawing.draw_stacking_context,
            why="Markers of lists, and all else that is positioned, are drawn after the text of a page: searched and copied out of place.",
        ),
        Patch(
            "weasyprint.draw.draw_inline_level",
            "068162a401d0",
            "stream page box offset_x text_overflow block_ellipsis",
            replacement=deferred_drawing.draw_inline_level,
            why="As above.",
        ),
        Patch(
            "weasyprint.draw.draw_block_level",
            "3de9ec3ad4aa",
            "page stream blocks_and_cells",
            replacement=deferred_drawing.draw_block_level,
            why="As above.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.draw.draw_page", "d5bda6b6e675", "page stream"),
        Dependency("weasyprint.draw.draw_text", "ebaf96239c6c", "stream textbox offset_x text_overflow block_ellipsis"),
        Dependency("weasyprint.draw.draw_replacedbox", "7cb1486a51be"),
        Dependency("weasyprint.pdf.stream.Stream.marked", "3fa3acacbbf6", "self box tag"),
        Dependency("weasyprint.document.Page.paint", "b2f0dcbda755", "self stream scale"),
    ),
)
SPACES = PatchGroup(
    Message("drawing of spaces between texts", "绘制文字之间的空格"),
    (
        Patch(
            "weasyprint.draw.text.draw_first_line",
            "1bb8eae6d88e",
            "stream textbox text_overflow block_ellipsis matrix",
            replacement=drawing.draw_line_with_spaces,
            why="A text of spaces only is not drawn, so that readers of the file join the words around it.",
        ),
    ),
)
DRAWING = PatchGroup(
    Message("drawing of measured glyphs", "按已测量的字形绘制"),
    (
        Patch(
            "weasyprint.draw.text.draw_first_line",
            "1bb8eae6d88e",
            "stream textbox text_overflow block_ellipsis matrix",
            replacement=drawing.draw_first_line,
            why="Each text is shaped again to be drawn, although its glyphs are known from layout.",
        ),
    ),
    is_supported=drawing.is_supported,
)
EMOJIS = PatchGroup(
    Message("pictures of emojis made once", "同一表情只转换一次"),
    (
        Patch(
            "weasyprint.draw.text.RasterImage",
            "ea99edc27653",
            "pillow_image image_id image_data filename cache orientation options",
            replacement=drawing.make_emoji,
            why="The picture of an emoji is decoded and compressed again for each place where it stands.",
        ),
    ),
)
BORDERS = PatchGroup(
    Message("faster drawing of boxes without borders", "无边框盒绘制加速"),
    (
        Patch(
            "weasyprint.draw.draw_border",
            "8ba918f30893",
            "stream box",
            replacement=drawing.draw_border,
            why="A dozen properties of every box are looked at, although few boxes have a border.",
        ),
        Patch(
            "weasyprint.draw.draw_outline",
            "c98afcef4e21",
            "stream box",
            replacement=drawing.draw_outline,
            why="The same holds for outlines.",
        ),
        Patch(
            "weasyprint.draw.set_mask_border",
            "2d237bb80221",
            "stream box",
            replacement=drawing.set_mask_border,
            why="The same holds for masks.",
        ),
    ),
)
PATHS = PatchGroup(
    Message("faster drawing of vector pictures", "矢量图绘制加速"),
    (
        Patch(
            "weasyprint.svg.SVG.point",
            "333add7cf44f",
            "self x y font_size",
            replacement=lengths.resolve_point,
            why="For each number of a path a module is imported and units are looked for: a third of the time that formulas take.",
        ),
    ),
    relies_on=(Dependency("weasyprint.svg.utils.size", "da153ed5f4a1", "string font_size percentage_reference"),),
)
PICTURES = PatchGroup(
    Message("errors of vector pictures", "矢量图出错的提示"),
    (
        Patch(
            "weasyprint.images.SVGImage.draw",
            "bf38036046fc",
            "self stream concrete_width concrete_height _style",
            replacement=drawing.draw_vector_picture,
            why="A picture that cannot be drawn is left half drawn, and even an interruption by the user is taken for such an error; "
            "equal formulas of a page are drawn anew each time.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.pdf.stream.Stream.__init__", "918b7e8bb22a"),
        Dependency("weasyprint.pdf.stream.Stream.push_state", "3e2340c99b30"),
        Dependency("weasyprint.pdf.stream.Stream.pop_state", "de364bfee3bd"),
        Dependency("weasyprint.pdf.stream.Stream.set_color", "d289ec41ef82"),
        Dependency("weasyprint.pdf.stream.Stream.set_alpha", "c9c74350fd9a"),
        Dependency("weasyprint.pdf.stream.Stream.set_state", "480c16c96aeb"),
        Dependency("weasyprint.draw.draw_replacedbox", "7cb1486a51be"),
    ),
)
MARKUP = PatchGroup(
    Message("reading markup as XML", "按 XML 读取标记"),
    (),
    relies_on=(Dependency("weasyprint.HTML", "77bbd748d3b2"),),
)
"""`markup.Markup` is a subclass that fills in the attributes of WeasyPrint's HTML class by itself."""

FOOTNOTES = PatchGroup(
    Message("footnotes on the page of their calls, and layout of many of them in linear time", "脚注与引用同页、大量脚注排版用时线性增长"),
    (
        Patch(
            "weasyprint.layout.LayoutContext.layout_footnote",
            "5075f64aaae4",
            "self footnote",
            replacement=footnotes.layout_footnote,
            why="All notes of a page are laid out again for one that is passed on to the next page because others were.",
        ),
        Patch(
            "weasyprint.layout.block._linebox_layout",
            "e07bbe000974",
            "context box index child new_children page_is_empty absolute_boxes fixed_boxes adjoining_margins bottom_space position_y "
            "skip_stack first_letter_style first_line_style draw_bottom_decoration max_lines",
            replacement=footnotes.linebox_layout,
            why="Notes are sent to the next page, away from their calls, where a paragraph cannot be broken at the end of a page.",
        ),
        Patch(
            "weasyprint.layout.LayoutContext.report_footnote",
            "f05bad3895c6",
            "self footnote",
            replacement=footnotes.report_footnote,
            why="All notes of a page are laid out again after one that was never among them has been passed on.",
        ),
        Patch(
            "weasyprint.layout.LayoutContext._update_footnote_area",
            "2e317e4b066f",
            "self",
            replacement=footnotes.update_footnote_area,
            why="All notes of a page are copied and laid out again for each further one.",
        ),
    ),
)
TABLES = PatchGroup(
    Message("column widths by content, and 续表", "按内容定列宽、续表"),
    (
        Patch(
            "weasyprint.layout.table.auto_table_layout",
            "8ce6f1e31a00",
            "context box containing_block",
            replacement=table_widths.auto_table_layout,
            why="Columns of short cells are broken beside long texts, and a table runs off the page where its words are too long for it.",
        ),
        Patch(
            "weasyprint.layout.table.table_layout",
            "6594fa40743f",
            "context table bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes",
            replacement=table_widths.table_layout,
            also_in=("weasyprint.layout.block.table_layout",),
            why="A head can only be the same on all pages, but it says 续表 on those on which the table goes on.",
        ),
    ),
    relies_on=(Dependency("weasyprint.layout.preferred.table_and_columns_preferred_widths", "1624962c403d", "context box outer"),),
)
COLUMNS = PatchGroup(
    Message("columns of equal height with their footnotes", "分栏等高，脚注与正文同页"),
    (
        Patch(
            "weasyprint.layout.block.columns_layout",
            "7a05cce3272f",
            "context box bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes adjoining_margins "
            "first_letter_style first_line_style",
            replacement=columns.columns_layout,
            why="Columns are balanced a pixel at a time, lines are not on the same baselines, and footnotes go to the next page.",
        ),
    ),
    relies_on=(
        Dependency("weasyprint.layout.column._create_column_box", "c9fc1aaa4d0f", "box containing_block children width position_y"),
        Dependency(
            "weasyprint.layout.block.block_box_layout",
            "a6279066e3d9",
            "context box bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes adjoining_margins "
            "first_letter_style first_line_style discard max_lines",
        ),
        Dependency("weasyprint.layout.block.remove_placeholders", "ce16d97a1caa", "context box_list absolute_boxes fixed_boxes"),
        Dependency("weasyprint.layout.block.block_level_width", "f1668591a421"),
        Dependency("weasyprint.layout.block.collapse_margin", "c91ad56f8171", "adjoining_margins"),
        Dependency("weasyprint.layout.block.avoid_page_break", "2810fc88d7b6", "page_break context"),
    ),
)
FLOATS = PatchGroup(
    Message("answers over their lines", "答案印在作答线上"),
    (
        Patch(
            "weasyprint.layout.page.make_page",
            "656f183328e8",
            "context root_box page_type resume_at page_number page_state",
            replacement=broken_floats.make_page,
            why="The rest of a float is printed twice, the second time over other text, where its block was moved to the next page.",
        ),
    ),
)
GRADIENTS = PatchGroup(
    Message("a limit on repetitions of gradients", "渐变重复次数的上限"),
    (
        Patch(
            "weasyprint.images.LinearGradient.layout",
            "7682d3654bdc",
            "self width height style",
            replacement=gradients.lay_out_linear,
            why="A gradient with a period of almost 0 is repeated for ever.",
        ),
        Patch(
            "weasyprint.images.RadialGradient._repeat",
            "02a0a1670c9c",
            "self width height scale_y points positions colors hints",
            replacement=gradients.repeat_radial,
            why="As above.",
        ),
    ),
    relies_on=(Dependency("weasyprint.images.process_color_stops", "a4a7ce8326fe", "vector_length positions hints style"),),
)
NEUTRAL_COLOURS = PatchGroup(
    Message("black and grey that are printed with black ink alone", "黑色和灰色只用黑墨印刷"),
    (
        Patch(
            "pydyf.Stream.set_color_rgb",
            "c64335d569ba",
            "self r g b stroke",
            replacement=neutral_colours.set_color_rgb,
            why="Black text is written as RGB, which an offset press mixes of four inks.",
        ),
    ),
    relies_on=(Dependency("weasyprint.pdf.stream.Stream.set_color", "d289ec41ef82"),),
)
LAYOUT_PATCHES = (LINE_LAYOUT, STYLES, LENGTHS, PAGES, MATRICES, MARKUP, FOOTNOTES, TABLES, COLUMNS, FLOATS)
"""In force while a document is laid out."""
DRAWING_PATCHES = (READING_ORDER, SPACES, DRAWING, EMOJIS, BORDERS, MATRICES, PATHS, PICTURES, GRADIENTS, NEUTRAL_COLOURS)
"""In force while the pages of a document are drawn; of two that replace the same function, the last one does."""
