"""What e-readers require of the files in an EPUB, apart from its styles."""

import re

from jiangyi.core import Message
from jiangyi.ereaders import citation
from jiangyi.ereaders.rule import Requirement, Treatment

MIB = 1024 * 1024
KINDLE, KOBO, APPLE, ADE, KOREADER = "Kindle", "Kobo", "Apple Books", "Adobe Digital Editions", "KOReader"
KINDLE_LANGUAGES = (
    frozenset({"af", "ar", "br", "ca", "co", "cy", "da", "de", "en", "es", "eu", "fi", "fr", "frr", "fy", "ga", "gd", "gl"})
    | {"gsw", "gu", "gv", "hi", "is", "it", "ja", "kw", "lb", "ml", "mr", "nb", "nl", "nn", "no", "oc", "pl", "pt", "rm", "sco"}
    | {"stq", "sv", "ta", "zh"}
)
"""The languages of books that Kindle accepts, by their first subtags (KDP, Supported Languages)."""
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/-]*")
"""What a name in the container consists of."""

EMAIL_SIZE = Requirement(
    "email-size",
    Message("an e-mail to a Kindle carries at most 50 MB", "用邮件发到 Kindle 的文件不超过 50 MB"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.AMAZON_MAIL,
    50 * MIB,
)
CHAPTER_SIZE = Requirement(
    "chapter-size",
    Message("a chapter's file has at most 260 KB", "每个章节文件不超过 260 KB"),
    (ADE, KOREADER),
    Treatment.CORRECTED,
    citation.CALIBRE_SPLIT,
    260 * 1024,
)
PICTURE_PIXELS = Requirement(
    "picture-pixels",
    Message("a picture has at most 5.6 million pixels", "每张图片不超过 560 万像素"),
    (APPLE,),
    Treatment.CORRECTED,
    citation.APPLE_PICTURES,
    5_600_000,
)
PICTURE_SIZE = Requirement(
    "picture-size",
    Message("a picture's file has at most 5 MB", "每张图片的文件不超过 5 MB"),
    (KOBO, KINDLE),
    Treatment.CORRECTED,
    citation.KOBO_PICTURES,
    5 * MIB,
)
COVER_SIZE = Requirement(
    "cover-size",
    Message("the cover's file has at most 3 MB", "封面文件不超过 3 MB"),
    (KOBO,),
    Treatment.KEPT,
    citation.KOBO_COVER,
    3 * MIB,
)
CONTENTS_DEPTH = Requirement(
    "contents-depth",
    Message("the contents of older readers (NCX) have at most two levels", "供旧阅读器使用的目录（NCX）不超过两级"),
    (KINDLE, KOBO),
    Treatment.CORRECTED,
    citation.KDP_CONTENTS,
    2,
)
TABLE_CELLS = Requirement(
    "table-cells",
    Message("a table has at most 1,800 cells", "每张表格不超过 1800 个单元格"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.KDP_TABLES,
    1_800,
)
TABLE_TEXT = Requirement(
    "table-text",
    Message("a table has at most 20,000 characters", "每张表格不超过 20000 个字符"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.KDP_TABLES,
    20_000,
)
TABLE_ROWS = Requirement(
    "table-rows",
    Message("a table has fewer than 100 rows", "每张表格少于 100 行"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.KDP_TABLES,
    99,
)
TABLE_COLUMNS = Requirement(
    "table-columns",
    Message("a table has fewer than 10 columns", "每张表格少于 10 列"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.KDP_TABLES,
    9,
)
COMMENTS = Requirement(
    "comments",
    Message("documents have no comments", "文档里没有注释"),
    (KINDLE,),
    Treatment.CORRECTED,
    citation.COMMENTS,
)
HIDDEN_TEXT = Requirement(
    "hidden-text",
    Message("at most 10,000 characters are hidden", "隐藏的文字不超过 10000 个字符"),
    (KINDLE,),
    Treatment.REPORTED,
    citation.KINDLEGEN_HIDDEN,
    10_000,
)

REQUIREMENTS = (
    EMAIL_SIZE,
    CHAPTER_SIZE,
    PICTURE_PIXELS,
    PICTURE_SIZE,
    Requirement(
        "picture-format",
        Message(
            "pictures are JPEG or PNG in RGB: no GIF, WebP, TIFF, no CMYK", "图片为 RGB 的 JPEG 或 PNG：不用 GIF、WebP、TIFF，不用 CMYK"
        ),
        (KINDLE, KOBO, APPLE),
        Treatment.CORRECTED,
        citation.KDP_PICTURES,
    ),
    Requirement(
        "picture-ground",
        Message("pictures have no transparent areas, which are black at night", "图片没有透明的部分：透明处在夜间模式下会变黑"),
        (KINDLE, KOBO, APPLE),
        Treatment.CORRECTED,
        citation.KOBO_PICTURES,
    ),
    Requirement(
        "cover-shape",
        Message("the cover is a JPEG of 1600 × 2560 pixels", "封面是 1600 × 2560 像素的 JPEG"),
        (KINDLE,),
        Treatment.KEPT,
        citation.KDP_COVER,
    ),
    COVER_SIZE,
    CONTENTS_DEPTH,
    Requirement(
        "contents-order",
        Message("the contents name the chapters in the order in which they are read", "目录的次序与各章的阅读次序相同"),
        (KINDLE,),
        Treatment.KEPT,
        citation.AMAZON_ORDER,
    ),
    TABLE_CELLS,
    TABLE_TEXT,
    TABLE_ROWS,
    TABLE_COLUMNS,
    Requirement(
        "language",
        Message("the language is one that Kindle knows", "语言是 Kindle 支持的语言"),
        (KINDLE,),
        Treatment.REPORTED,
        citation.KDP_LANGUAGES,
    ),
    Requirement(
        "encoding",
        Message("every document states its encoding, and all pictures have an address", "每个文档都写明编码；图片都有地址"),
        (KINDLE,),
        Treatment.KEPT,
        citation.AMAZON_ENCODING,
    ),
    COMMENTS,
    Requirement(
        "nesting",
        Message("no paragraph is inside a paragraph, and there are no scripts", "段落里不套段落，没有脚本"),
        (KINDLE,),
        Treatment.KEPT,
        citation.KDP_NESTING,
    ),
    HIDDEN_TEXT,
    Requirement(
        "note-place",
        Message("a note is in the file of its call, and links back to it", "注释与引用它的文字在同一个文件里，并能点回原处"),
        (APPLE, KINDLE, KOBO),
        Treatment.KEPT,
        citation.KDP_NOTES,
    ),
    Requirement(
        "font-format",
        Message("embedded fonts are TrueType or OpenType", "嵌入的字体为 TrueType 或 OpenType"),
        (KINDLE, KOBO),
        Treatment.KEPT,
        citation.KOBO_FONTS,
    ),
    Requirement(
        "file-names",
        Message("names of files in the EPUB are Latin letters, digits and - . _ ~", "EPUB 里的文件名只用英文字母、数字和 - . _ ~"),
        (KOBO,),
        Treatment.KEPT,
        citation.KOBO_NAMES,
    ),
)
