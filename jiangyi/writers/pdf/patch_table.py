"""The patches of WeasyPrint and pydyf that writing a PDF needs; those of layout and drawing are in `engine`.

Digests are of WeasyPrint 70.0 and pydyf 0.13. See `engine.patches` for what happens where a library is another one.
"""

from jiangyi.core import Message
from jiangyi.engine import Dependency, Patch, PatchGroup
from jiangyi.writers.pdf import extraction, font_subsets, formula_text, spaced_glyphs, streams, tagging

STRUCTURE_TREE = PatchGroup(
    Message("a structure tree that joins content divided by page breaks", "合并跨页内容的结构树"),
    (
        Patch(
            "weasyprint.pdf.add_tags",
            "f0e74575b0ba",
            "pdf document pdf_version page_streams",
            replacement=tagging.add_tags,
            why="The engine tags page by page: paragraphs are divided, table heads repeated, running heads read out, footnotes nameless.",
        ),
    ),
    relies_on=(Dependency("weasyprint.pdf.generate_pdf", "626343ef25c3", "document target zoom options"),),
)
SERIALIZATION = PatchGroup(
    Message("fast and valid PDF streams", "高效合规的 PDF 数据流"),
    (
        Patch(
            "pydyf.Stream.data",
            "bdc2bc513f28",
            "self",
            replacement=property(streams.stream_data),
            why="A stream that ends in a carriage return breaks PDF/A-3 §6.1.7.1, and each is compressed twice for the identifier.",
        ),
        Patch(
            "pydyf.Dictionary.data",
            "1a6ebf2b6bc6",
            "self",
            replacement=property(streams.serialize_dictionary),
            why="It tests the type of every value in turn: a third of the time of writing a structure tree.",
        ),
        Patch(
            "pydyf.Array.data",
            "136a84494ae7",
            "self",
            replacement=property(streams.serialize_array),
            why="It tests the type of every item in turn.",
        ),
        Patch(
            "pydyf.PDF.page_references",
            "060bf90aad55",
            "self",
            replacement=property(streams.page_references),
            why="It is computed for all pages with every bookmark.",
        ),
    ),
    relies_on=(
        Dependency("pydyf.PDF.write", "242cd38f92ec", "self output version identifier compress"),
        Dependency("pydyf.Object.indirect", "fecd3a0ba70a"),
        Dependency("pydyf._to_bytes", "1cefd02c285d", "item"),
    ),
)
_FONT_DATA = Patch(
    "weasyprint.pdf.fonts.get_hb_object_data",
    "03040a623df0",
    "hb_object ot_color glyph",
    replacement=font_subsets.get_hb_object_data,
    why="The engine copies every font file when it first meets the font, 20 MB for one of Chinese.",
)
_SHOWN_TEXT = Patch(
    "pydyf.Stream.show_text",
    "3e008af86f62",
    "self text",
    replacement=spaced_glyphs.show_text,
    why="Programs that read a PDF take the gaps that the engine leaves between glyphs for spaces.",
)
_FORMULA_TEXT = Patch(
    "weasyprint.draw.draw_replacedbox",
    "7cb1486a51be",
    "stream box",
    replacement=formula_text.draw_replaced_box,
    why="A formula is a drawing, in which no reader finds or copies anything.",
)
_FONT_CLASS = (
    Dependency("weasyprint.pdf.fonts.Font", "1888854798bf"),
    Dependency("weasyprint.pdf.fonts.Font.__init__", "1f281166b103", "self pango_font description font_size"),
    Dependency("weasyprint.pdf.fonts.Font.subset", "61ed6bc2e9a7", "self to_unicode hinting"),
)
SUBSET_FONTS = PatchGroup(
    Message("compact font subsets", "精简的字体子集"),
    (
        Patch(
            "weasyprint.pdf.stream.Font",
            "1888854798bf",
            "pango_font description font_size",
            replacement=font_subsets.SubsetFont,
            why="The engine reads, subsets and keeps each font whole.",
        ),
        Patch(
            "weasyprint.pdf.build_fonts_dictionary",
            "fc551bef35d0",
            "pdf fonts compress subset options",
            replacement=font_subsets.build_fonts_dictionary,
            why="The engine subsets a font twice and leaves an empty place for every glyph that it drops, most of a small file.",
        ),
        Patch(
            "weasyprint.pdf.fonts.TTFont",
            "0729205bc682",
            replacement=font_subsets.open_undated,
            why="fontTools writes the time of the build into a font: the same input would not give the same bytes.",
        ),
        _FONT_DATA,
        _SHOWN_TEXT,
        _FORMULA_TEXT,
    ),
    relies_on=_FONT_CLASS,
    is_supported=font_subsets.has_subsetter,
)
PART_FONTS = PatchGroup(
    Message("layout of books in parts", "合集分篇排版"),
    (
        Patch(
            "weasyprint.pdf.stream.Font",
            "1888854798bf",
            "pango_font description font_size",
            replacement=extraction.DescribedFont,
            why="A part may be drawn by another process than the book is written by, so it must find its fonts again by their description.",
        ),
        _FONT_DATA,
        _SHOWN_TEXT,
        _FORMULA_TEXT,
    ),
    relies_on=(*_FONT_CLASS, Dependency("weasyprint.pdf.stream.Stream.__init__", "918b7e8bb22a")),
    is_supported=font_subsets.has_subsetter,
)
BARE_PAGES = PatchGroup(
    Message("layout of books in parts", "合集分篇排版"),
    (
        Patch(
            "weasyprint.layout.make_margin_boxes",
            "4a2d2e301eb3",
            "context page state",
            replacement=extraction.make_no_margin_boxes,
            why="The running heads and folios of a part are laid out with the whole book, when its page numbers are known.",
        ),
    ),
)
