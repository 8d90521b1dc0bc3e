"""Where a rule comes from: the documents of makers of e-readers, and reports of what a converter does."""

from typing import NamedTuple


class Citation(NamedTuple):
    """A place in a public document."""

    work: str
    section: str
    address: str


KDP = "Amazon Kindle Publishing Guidelines"
APPLE = "Apple Books Asset Guide"
KOBO = "Kobo ePub Guidelines"
KDP_TEXT_PAGE = "https://kdp.amazon.com/help?topicId=GH4DRT75GWWAGBTU"
KOBO_PAGE = "https://github.com/kobolabs/epub-spec"

KDP_BODY = Citation(KDP, "Text Guidelines, Body Text Defaults", KDP_TEXT_PAGE)
KDP_ALIGNMENT = Citation(KDP, "Text Guidelines, Heading Alignment and Justification", KDP_TEXT_PAGE)
KDP_UNITS = Citation(KDP, "Text Guidelines, Fixed Values; Margin and Padding Formatting", KDP_TEXT_PAGE)
KDP_HEIGHT = Citation(KDP, "Text Guidelines, Formatting Paragraphs", KDP_TEXT_PAGE)
KDP_NEGATIVE = Citation(KDP, "HTML and CSS Guidelines, Negative Values", "https://kdp.amazon.com/en_US/help/topic/GP2Z9DD4F2N4QKCY")
KDP_NESTING = Citation(
    KDP, "HTML and CSS Guidelines, Nested <p> Tags; Scripting", "https://kdp.amazon.com/en_US/help/topic/GP2Z9DD4F2N4QKCY"
)
KDP_PICTURES = Citation(KDP, "Image Guidelines, Supported Image Input Formats", "https://kdp.amazon.com/en_US/help/topic/G75V4YX5X8GRGXWV")
KDP_COVER = Citation(KDP, "Cover Image Guidelines", "https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX")
KDP_TABLES = Citation(KDP, "Table Guidelines, Large Tables", "https://kdp.amazon.com/help?topicId=GZ8BAXASXKB5JVML")
KDP_CONTENTS = Citation(KDP, "Navigation Guidelines, NCX Guidelines", "https://kdp.amazon.com/help?topicId=GY3AD8C6C6GAG42N")
KDP_LANGUAGES = Citation(KDP, "Supported Languages", "https://kdp.amazon.com/en_US/help/topic/G200673300")
KDP_NOTES = Citation(KDP, "Text Guidelines, Footnote Guidelines", KDP_TEXT_PAGE)
AMAZON_MAIL = Citation(
    "Amazon Help", "Using Your Send to Kindle Email Address", "https://www.amazon.co.uk/gp/help/customer/display.html?nodeId=201974220"
)
AMAZON_ENCODING = Citation(
    "Kindle EPUB Fix", "script.js, fixEncoding, fixBodyIdLink, fixStrayIMG", "https://github.com/innocenat/kindle-epub-fix"
)
AMAZON_ORDER = Citation("Kindle EPUB Fix", "script.js, fixChapterFileOrder", "https://github.com/innocenat/kindle-epub-fix")
COMMENTS = Citation("mdBook", "issue 2194: double hyphens in comments", "https://github.com/rust-lang/mdBook/issues/2194")
KINDLEGEN_HIDDEN = Citation("Safari Books", "issue 88: KindleGen E3013", "https://github.com/lorenzodifuccia/safaribooks/issues/88")
KINDLEGEN_POSITION = Citation("ebook-py", "issue 3: KindleGen W28003", "https://github.com/jachinlin/ebook-py/issues/3")
POSITION = Citation("Blitz", "issue 1: position on Kindle", "https://github.com/FriendsOfEpub/Blitz/issues/1")
AUTO = Citation("Standard Ebooks", "tools, issue 913: margin auto on Kindle", "https://github.com/standardebooks/tools/issues/913")
FLEX = Citation("pandoc", "issue 8379: flexbox on e-readers", "https://github.com/jgm/pandoc/issues/8379")
CALIBRE_SPLIT = Citation("calibre, ebook-convert(1)", "--flow-size", "https://manual.calibre-ebook.com/generated/en/ebook-convert.html")
KOBO_PICTURES = Citation(KOBO, "Image Formatting", f"{KOBO_PAGE}#image-formatting")
KOBO_COVER = Citation(KOBO, "Cover Images", f"{KOBO_PAGE}#cover-images")
KOBO_STYLES = Citation(KOBO, "CSS", f"{KOBO_PAGE}#css")
KOBO_FONTS = Citation(KOBO, "Supported Fonts", f"{KOBO_PAGE}#supported-fonts")
KOBO_NAMES = Citation(KOBO, "OPF", f"{KOBO_PAGE}#opf")
APPLE_PICTURES = Citation(APPLE, "Images inside the book", "https://help.apple.com/itc/booksassetguide/en.lproj/itca71ad3c33.html")
