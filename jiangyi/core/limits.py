"""The limits of what is read: no input may take more time or memory than any handout needs."""

from dataclasses import dataclass

from jiangyi.core.diagnostics import Report, Span
from jiangyi.core.i18n import Message

SIMPLIFY_HANDOUT = Message("split the handout into several files, or make this part simpler", "把讲义拆成几个文件，或者把这一处改得简单些")
SPLIT_FORMULA = Message("split the formula into several shorter ones", "把公式拆成几个较短的公式")
SPLIT_PARAGRAPH = Message("split the paragraph, or put several footnotes into one", "把这一段拆成几段，或者把几条脚注合为一条")
BREAK_WORDS = Message("put spaces or punctuation into it, or take it out", "在其中加上空格或标点，或者删去这一段字符")
SHORTEN_NAME = Message("choose a shorter name", "改用较短的名称")
SHRINK_PICTURE = Message(
    "make the picture smaller in a picture editor, and save it as JPEG or PNG", "用图片软件缩小图片，再存为 JPEG 或 PNG 格式"
)
SIMPLIFY_PICTURE = Message("simplify it in the drawing program, or save it as PNG", "在绘图软件里简化图形，或者另存为 PNG 格式")
SIMPLIFY_STYLES = Message("simplify the stylesheet here, or take the last change back", "简化样式表的这一处，或者撤销最近的改动")
SPLIT_LIST = Message("split the list into several files", "把名单拆成几个文件")
SHORTEN_CELL = Message("shorten it; each copy shows it on every page", "改短一些；每份的每一页都要印上它")
SIMPLIFY_TEMPLATE = Message("simplify the template here, or take the last change back", "简化模板的这一处，或者撤销最近的改动")
"""What to do about a limit, by what it concerns."""


@dataclass(frozen=True)
class Limit:
    """What is limited, and to which value; the words follow “more than N” in English messages, and precede “超过上限” in Chinese ones."""

    what: Message
    value: int
    hint: Message = SIMPLIFY_HANDOUT
    """What to do."""

    def report(self, report: Report, place: Span) -> None:
        """Report that the input at this place is beyond the limit."""
        report.add("limit", place, what=self.what, limit=f"{self.value:,}", advice=self.hint)

    def explain(self) -> Message:
        """The limit as the reason for which a file as a whole is refused."""
        return Message(f"more than {self.value:,} {self.what.en}", f"{self.what.zh}超过上限（最多 {self.value:,}）")


class LimitReached(Exception):
    """What is being made is beyond a limit; where it is found out deep in a library. It can be sent from a worker."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


YAML_DEPTH = Limit(Message("levels of nested lists and fields", "列表和字段的嵌套层数"), 60)
"""Of a file; nothing that reads its data may recurse deeper."""
YAML_VALUES = Limit(Message("values, with aliases expanded", "展开别名后值的个数"), 200_000)
"""Of a file, so that nested aliases are refused at once."""
YAML_REPEATED = Limit(Message("characters and values that aliases repeat", "别名重复的字符和值的个数"), 20_000)
"""Of a file: what `*name` repeats is read, checked and laid out each time."""
MARKDOWN_DEPTH = Limit(Message("levels of nested blocks", "块的嵌套层数"), 30)
"""Of a Markdown file; a list is two levels, the list and its item. Each level reads all lines inside of it again."""
INLINE_DEPTH = Limit(Message("levels of nested marks in a text", "一段文字里标记（加粗、链接、注等）的嵌套层数"), 20)
"""Of a text; each level is read again to find the end of the one around it."""
CONTAINER_DEPTH = Limit(Message("levels of nested containers and callouts", "容器和提示框的嵌套层数"), 20)
"""Of `:::` and the callouts of other programs; each level reads all lines inside of it again."""
MARKDOWN_BLOCKS = Limit(Message("blocks in a handout", "一份讲义里的块（段落、标题、列表项等）"), 40_000)
"""Of a Markdown file, the cells of tables not counted: three times what 1,500 pages have."""
NOTE_DEPTH = Limit(Message("levels of footnotes in footnotes", "脚注里又引用脚注的层数"), 8)
"""Footnotes that refer to each other in a circle have no end of levels."""
FORMULA_LENGTH = Limit(Message("characters in a formula", "一个公式的字符数"), 2_000, SPLIT_FORMULA)
"""As typed; drawing one takes about a millisecond for each."""
FORMULA_DEPTH = Limit(Message("levels of braces in a formula", "公式里花括号的嵌套层数"), 20, SPLIT_FORMULA)
"""With `\\left`, `\\begin`, and brackets in chemical equations: whatever reads formulas is recursive."""
FORMULA_SYMBOLS = Limit(Message("symbols for each character of a formula", "公式里平均每个字符展开出的符号数"), 2, SPLIT_FORMULA)
"""Only commands of its own, as `newcommand` defines them, make more of few characters."""
FORMULA_SIZE = Limit(Message("em of width or height of a formula", "公式的宽度或高度（字宽）"), 2_000, SPLIT_FORMULA)
"""When it is drawn: spaces in it may have any width."""
FORMULAS_LENGTH = Limit(Message("characters of formulas in a handout", "一份讲义里全部公式的字符数"), 60_000)
"""Of those that differ."""
REPEATED_NOTES = Limit(Message("characters of footnotes printed again for each reference", "因重复引用而多次印出的脚注字数"), 20_000)
"""Of a handout: only a footnote of several blocks is printed once."""
PICTURE_PIXELS = Limit(Message("pixels in a picture", "图片的像素"), 89_000_000, SHRINK_PICTURE)
"""Of a picture, before it is decoded."""
FILE_NAME_BYTES = Limit(Message("bytes of a file name", "文件名的字节数"), 255, SHORTEN_NAME)
"""Of one name, in UTF-8: what most file systems can store."""
PATH_LENGTH = Limit(Message("characters of a path", "路径的字符数"), 1000, SHORTEN_NAME)
"""Of a path in content, whatever folders it names."""
PICTURE_MEMORY = Limit(Message("bytes of memory for decoding a picture", "解码图片所需的内存（字节）"), 160_000_000, SHRINK_PICTURE)
"""What decoding a picture takes, estimated from its size and format; the rest of 200 MB is left for the file itself."""
PICTURE_BYTES = Limit(Message("bytes of a picture's file", "图片文件的字节数"), 64 * 1024 * 1024, SHRINK_PICTURE)
"""Of a picture's file, before it is read."""
SVG_BYTES = Limit(Message("bytes of an SVG picture", "SVG 图片的字节数"), 8 * 1024 * 1024, SIMPLIFY_PICTURE)
"""Of a vector picture, before it is parsed."""
SVG_DEPTH = Limit(Message("levels of nested elements in an SVG picture", "SVG 图片中元素的嵌套层数"), 80, SIMPLIFY_PICTURE)
"""As written, and also when references to other elements are followed: drawing is recursive."""
SVG_ELEMENTS = Limit(Message("elements of an SVG picture", "SVG 图片的元素"), 40_000, SIMPLIFY_PICTURE)
"""As written."""
SVG_REPEATED = Limit(
    Message("repeated elements (use, pattern, marker) of an SVG picture", "SVG 图片重复绘制的元素（如 use）"), 12_000, SIMPLIFY_PICTURE
)
"""Elements and letters that are drawn or measured once more because something refers to them."""
SVG_LETTERS = Limit(Message("characters of text in an SVG picture", "SVG 图片中的文字（字符）"), 10_000, SIMPLIFY_PICTURE)
"""Each is laid out by itself."""
SVG_PATH = Limit(Message("segments of a path in an SVG picture", "SVG 图片中一条路径的线段"), 20_000, SIMPLIFY_PICTURE)
"""Of one path or polygon."""
SVG_RULES = Limit(
    Message("comparisons of style rules with elements in an SVG picture", "SVG 图片中样式规则与元素的比较次数"), 300_000, SIMPLIFY_PICTURE
)
"""Of selectors in `<style>`."""
SVG_LOOKUPS = Limit(Message("elements times references of an SVG picture", "SVG 图片的元素个数与引用个数之积"), 1_500_000, SIMPLIFY_PICTURE)
"""Each reference is searched in all elements."""
SVG_NUMBER = Limit(Message("as a number in an SVG picture", "SVG 图片中数值的大小"), 10_000_000, SIMPLIFY_PICTURE)
"""The magnitude of a coordinate; of sizes and scales too."""
SVG_DRAWN = Limit(Message("elements in all SVG pictures of a handout", "一份讲义中所有 SVG 图片的元素"), 100_000, SIMPLIFY_PICTURE)
"""With letters and repetitions, each time a picture is shown: each place where a picture stands, it is drawn."""
SVG_PICTURES = Limit(Message("pictures inside an SVG picture", "SVG 图片里嵌入的图片"), 100, SIMPLIFY_PICTURE)
"""Each is decoded."""
STYLE_BYTES = Limit(Message("bytes of a stylesheet", "样式表的字节数"), 400_000, SIMPLIFY_STYLES)
"""Of a file: fifty times the largest one of the program."""
STYLE_DEPTH = Limit(Message("levels of nested brackets and blocks", "括号和规则的嵌套层数"), 40, SIMPLIFY_STYLES)
"""Of a stylesheet; the engine computes values and selectors recursively."""
STYLE_SELECTOR = Limit(Message("parts of one selector", "一个选择器的组成部分"), 120, SIMPLIFY_STYLES)
"""Of one selector of a list, with all that is in brackets: the engine compiles it recursively."""
STYLE_NUMBER = Limit(Message("as one number", "数值的大小"), 1_000_000, SIMPLIFY_STYLES)
"""Of any number in a stylesheet, in its own unit: the engine calculates with 32 bits."""
STYLE_CHAIN = Limit(Message("custom properties that refer to one another in a chain", "自定义属性逐个引用的层数"), 40, SIMPLIFY_STYLES)
"""Of stylesheets; the engine resolves them recursively."""
STYLE_EXPANSION = Limit(Message("values, with custom properties inserted", "代入自定义属性后值的个数"), 200_000, SIMPLIFY_STYLES)
"""Of all declarations of a stylesheet, so that properties that double each other are refused at once."""
STYLE_PROBLEMS = Limit(Message("errors in a stylesheet", "样式表中的错误"), 100, SIMPLIFY_STYLES)
"""Of a stylesheet; further ones are not looked for."""
IMPORT_BYTES = Limit(Message("bytes of a file to import", "要导入的文件的字节数"), 200_000_000)
"""Of one file, before it is read."""
WORD_PARTS = Limit(Message("files packed in the Word file", "Word 文件里打包的文件"), 20_000)
"""Of a Word file, which is a ZIP archive."""
WORD_BYTES = Limit(Message("bytes in the Word file when it is unpacked", "Word 文件解开后的字节数"), 500_000_000)
"""Of a Word file with its pictures."""
WORD_ELEMENTS = Limit(Message("XML elements in the Word file", "Word 文件里的 XML 元素"), 2_000_000)
"""Of a Word file; a page of text has about a thousand."""
WORD_CONTENTS = Limit(Message("paragraphs, cells and pictures in the Word file", "Word 文件里的段落、单元格和图片"), 50_000)
"""Of a Word file, with the cells that its tables have after they are completed, and with the files embedded in it."""
TABLE_COLUMNS = Limit(Message("columns of a table", "表格的列"), 200)
"""Of a table that is imported; Word makes at most 63."""
TEMPLATE_STEPS = Limit(Message("steps of a template", "模板执行的步数"), 2_000_000, SIMPLIFY_TEMPLATE)
"""Of all templates of a document: items of loops, calls, and characters that are copied, 64 of them a step."""
TEMPLATE_TEXT = Limit(Message("characters that a template makes", "模板生成的字符"), 50_000_000, SIMPLIFY_TEMPLATE)
"""In one text."""
TEMPLATE_NUMBER = Limit(
    Message("places of a number, or repetitions, in a template", "模板中数字的位数或重复的次数"), 9_999, SIMPLIFY_TEMPLATE
)
"""Widths, counts, and binary digits of a calculated number."""
IMPORT_LINES = Limit(Message("lines of a text, note or web page to import", "要导入的文本、笔记或网页的行数"), 60_000)
"""That are not blank, of a file that is not a Word file; a long novel has 40,000."""
IMPORT_TEXT_BYTES = Limit(Message("bytes of a text, note or web page to import", "要导入的文本、笔记或网页的字节数"), 8_000_000)
"""Of a file that is not a Word file; a long novel has two million."""
SOURCE_BYTES = Limit(Message("bytes of a file that is edited", "所编辑文件的字节数"), 8_000_000)
"""In the studio; a book of 130 pages has half a million."""
SOURCES_BYTES = Limit(Message("bytes of the files that are changed together", "一次修改的所有文件的字节数"), 64_000_000)
"""In a request of the studio, as JSON."""
HISTORY_BYTES = Limit(Message("bytes of earlier versions", "历史版本的字节数"), 300_000_000)
"""Of all files of a workspace, compressed; the oldest ones are deleted first."""
GRADIENT_REPETITIONS = Limit(Message("repetitions of a gradient", "渐变的重复次数"), 2_000, SIMPLIFY_STYLES)
"""Along the longest line of a box: the engine makes a colour stop for each."""
UNBROKEN_CHARACTERS = Limit(Message("characters without a place to break the line", "连续不能断行的字符"), 2_000, BREAK_WORDS)
"""Of text that our own lines do not support, such as from right to left: the engine measures what is left of it for every line."""
NOTES_OF_PARAGRAPH = Limit(Message("footnotes in one paragraph", "一段文字中的脚注"), 300, SPLIT_PARAGRAPH)
"""Some seven pages of nothing but notes; the notes of a page are laid out again for each further one."""
TEMPLATE_ELEMENTS = Limit(Message("elements that templates write", "模板写出的元素"), 30_000, SIMPLIFY_TEMPLATE)
"""Of a document that templates of a workspace or a plug-in have made; the layout takes the time."""
RECIPIENTS = Limit(Message("rows in the list", "名单的行数"), 50_000, SPLIT_LIST)
"""Of those who get a copy."""
RECIPIENT_NAME = Limit(Message("characters in a cell for a name, number or note", "姓名、编号或备注的字数"), 80, SHORTEN_CELL)
"""It is one line in the margin."""
SPREADSHEET_BYTES = Limit(Message("bytes in the spreadsheet when it is unpacked", "电子表格解开后的字节数"), 200_000_000, SPLIT_LIST)
LIST_BYTES = Limit(Message("bytes of a list of names", "名单文件的字节数"), 20_000_000, SPLIT_LIST)
REQUEST_BYTES = Limit(Message("bytes of a request", "一次请求的字节数"), 8_000_000)
"""Of a request of the studio's page that is no file: a handout as it is saved is the largest."""
INTAKE_FILES = Limit(Message("files to import at once", "一次导入的文件"), 3_000)
"""Of an import in the studio, with its pictures; also of a ZIP archive."""
INTAKE_BYTES = Limit(Message("bytes of the files to import at once", "一次导入的文件的总字节数"), 500_000_000)
"""Of an import in the studio, with what archives contain."""
