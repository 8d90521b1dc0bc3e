"""The document: a Handout, a Book of handouts, and functions that walk and transform them."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from jiangyi.core import MEMO_SIZE, ById, Memo, fold_word, memoize
from jiangyi.model import inline
from jiangyi.model.anchors import to_anchor
from jiangyi.model.blocks.base import (
    EDITION_WORDS,
    EMPTY_TEXT,
    Block,
    Blocks,
    FileName,
    Id,
    Names,
    Node,
    NoteField,
    TextField,
    TitleField,
    iter_children,
)
from jiangyi.model.blocks.event import Origin
from jiangyi.model.blocks.section import COLUMN_ALIASES, ColumnCount, Section
from jiangyi.model.edition import PLACES, AnswerPlace, Edition
from jiangyi.model.names import Aliases, Choices, Flag, Inherited, field_aliases, split_keywords, split_people
from jiangyi.model.numbering_styles import Numbering
from jiangyi.model.typed_lines import read_series_line

N = TypeVar("N", bound=Node)
B = TypeVar("B", bound=Block)
E = TypeVar("E")


AUTO_STRIP: tuple[str, ...] = ("auto",)
NO_STRIP: tuple[str, ...] = ("none",)
"""A line for name, class and mark where it is usual; none."""
STRIP_WORDS: Mapping[tuple[str, ...], tuple[str, ...]] = {("自动",): AUTO_STRIP, ("无",): NO_STRIP, ("不印",): NO_STRIP}


def _name_strip(value: tuple[str, ...]) -> tuple[str, ...]:
    return STRIP_WORDS.get(value, value)


LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
"""What a language tag is made of (BCP 47, RFC 5646 §2.1)."""


def _check_language(value: str) -> str:
    if not LANGUAGE_TAG.fullmatch(value):
        raise PydanticCustomError("language_unknown", "", {"lang": value})
    return value


Language = Annotated[str, AfterValidator(_check_language)]
"""A language tag."""
ListingKind = Literal["glossary", "people", "quotes", "events", "cases", "data", "policies", "figures", "tables"]
"""The kinds of indexes and lists behind the text."""
LISTINGS = Choices(
    *("glossary 名词 名词解释", "people 人物", "quotes 金句", "events 事件 热点事件", "cases 案例", "data 数据", "policies 政策"),
    *("figures 插图 图", "tables 表格 表"),
)


class Series(Node):
    """The series that a handout belongs to; it may be given as a line such as 省考上岸 · 热点素材积累 · 第 3 期."""

    has_line_form: ClassVar = True

    name: Annotated[str, Aliases("名称")]
    """The series | 系列名称"""
    column: Annotated[str, Aliases("栏目")] = ""
    """The column within the series | 栏目"""
    issue: Annotated[str, Aliases("期号 期数")] = ""
    """The issue number | 期号"""

    @model_validator(mode="before")
    @classmethod
    def _parse_line(cls, value: Any) -> Any:
        return read_series_line(value) if isinstance(value, str) and value.strip() else value


class Grid(Node):
    """Options of squared paper for 申论 essays: its size, and the rules on which the sources disagree."""

    columns: Annotated[int | None, Aliases("列数 每行格数")] = Field(default=None, ge=10, le=30)
    """Cells per row; by default 25, 22, 20 or fewer, as the paper has room for | 每行格数；不写则按纸张的宽度取 25、22、20 格或更少"""
    cell: Annotated[
        Literal["7.2", "7.84", "8"] | None,
        Choices("7.2 7.2毫米 7.2mm", "7.84 7.84毫米 7.84mm", "8 8毫米 8mm 8.0 8.0毫米 8.0mm"),
        Aliases("格宽 格子边长"),
    ] = None
    """The side length of a cell in mm as in the examination: 7.2, 7.84 or 8; rows of 25 then extend into the margins where the paper
    holds them; by default the cells fit the text area
    | 考场答题纸的格子边长（毫米）：7.2、7.84 或 8，每行 25 格，纸张放得下时会伸进页边；不写则与正文同宽"""
    quotes: Annotated[Literal["one", "two"], Choices("one 一格", "two 两格 二格"), Aliases("引号")] = "one"
    """Cells taken by ：“ and by 。”: one or two | “：“”和“。””所占的格数：one 一格、two 两格"""
    dashes: Annotated[Literal["squeeze", "carry"], Choices("squeeze 挤在一格 挤", "carry 移到下行 移行"), Aliases("破折号")] = "squeeze"
    """—— where one cell is left in the row: squeeze or carry over | 行末只剩一格时，“——”“……”的处理：squeeze 挤在一格、carry 移到下行"""


ClozeTarget = Literal["words", "leads", "both"]
"""What a cloze edition leaves blank."""


class Checks(Node):
    """Settings of the house-style checks."""

    off: Annotated[Names, Aliases("关闭")] = ()
    """The checks to turn off, by their names in `check --list` | 要关闭的检查项（check --list 中的名称）"""


LinkStyle = Literal["footnote", "inline", "qr", "none"]
"""How the address of a link is printed."""
FormulaForm = Literal["mathml", "picture", "text"]
"""What formulas are in an e-book."""


class Head(Node):
    """The metadata and settings that a handout and a book have in common."""

    title: Annotated[TitleField, Aliases("标题")]
    """The title | 标题"""
    subtitle: Annotated[TextField, Aliases("副标题")] = EMPTY_TEXT
    """A line below the title | 副标题"""
    series: Annotated[Series | None, Aliases("系列")] = None
    """The series: name, column, issue; or a line such as 上岸 · 热点 · 第 3 期
    | 系列：name 名称、column 栏目、issue 期号；也可以写成一行，如 上岸 · 热点 · 第 3 期"""
    subject: Annotated[str, Aliases("科目 学科 考试")] = ""
    """The examination or subject | 科目或考试"""
    authors: Annotated[Names, BeforeValidator(split_people), Aliases("作者 编者 编写")] = ()
    """The authors | 作者"""
    date: Annotated[str, Aliases("日期")] = ""
    """The date, printed as typed | 日期，照原样印出"""
    version: Annotated[str, Aliases("版本 版次")] = ""
    """The version | 版本号"""
    lang: Annotated[Language, Aliases("语言")] = "zh-Hans"
    """The language: zh-Hans, zh-Hant, en … | 语言：zh-Hans 简体中文、zh-Hant 繁体中文、en 英文等"""
    tags: Annotated[Names, BeforeValidator(split_keywords), Aliases("标签 关键词")] = ()
    """Keywords | 关键词"""
    summary: Annotated[TextField, Aliases("摘要 提要 内容提要")] = EMPTY_TEXT
    """A summary in one or two sentences | 内容提要，一两句话"""
    checks: Annotated[Checks, Aliases("检查")] = Checks()
    """Checks that are turned off: off | 关闭哪些检查项：off"""
    strict: Annotated[Flag, Aliases("严格")] = False
    """Whether a character that no installed font has is an error; else it is printed as a box with its code, and reported
    | 字体里没有的字符是否算错误；不写则印成写着编码的方框，并给出警告"""
    numbering: Annotated[Numbering, Aliases("编号样式")] = Numbering()
    """Numbering styles; those of a book are for handouts that have none of their own
    | 编号样式；合集里写的，用于自己没有写的讲义"""
    theme: Annotated[str, Aliases("主题")] = ""
    """The theme, a file in styles/themes/ | 主题：styles/themes/ 中的文件名"""
    embed_fonts: Annotated[Flag, Aliases("嵌入字体")] = False
    """Whether fonts are embedded in e-books, as subsets of the characters used | 电子书是否嵌入字体（只含用到的字）"""
    picture_size: Annotated[int, Aliases("图片大小")] = Field(default=1600, ge=0, le=100_000)
    """The longest side of an image in e-books, in pixels; 0 keeps the original size | 电子书中图片最长边的像素数；0 表示不缩小"""
    formulas: Annotated[FormulaForm, Choices("mathml 自动", "picture 图片", "text 文字"), Aliases("公式")] = "mathml"
    """Formulas in e-books: mathml, with text for readers that do not know it; picture, alike in all readers, but not found by a search
    and lost where a program converts the e-book to plain text; or text, such as (a+b)/2
    | 电子书中的公式：mathml 自动（阅读器能排公式就排，不能就显示文字）、picture 图片（各种阅读器都一样，但搜不到，转成纯文本会丢失）、
    text 文字，如 (a+b)/2"""
    cover_picture: Annotated[str, Aliases("封面图 封面图片")] = ""
    """A picture for a full-page cover and the cover of e-books: a file in pictures/, or a path as for any picture
    | 封面图：整页封面和电子书封面上的图片，写法与正文图片相同，如 pictures/封面.jpg"""
    logo: Annotated[str, Aliases("标志 徽标")] = ""
    """A logo on the cover, written like cover_picture | 封面上的标志（如机构徽标），写法与封面图相同"""
    title_page: Annotated[Flag, Aliases("扉页")] = False
    """Whether a title page follows a full-page cover | 整页封面之后是否另加扉页"""
    contents: Annotated[int | None, Aliases("目录 目录级数")] = Field(default=None, ge=0, le=9)
    """The levels that the printed table of contents lists, 0 for none; by default as many as take a tenth of the pages
    | 印刷的目录列出几级标题，0 为不要目录；不写则以不超过全篇页数的十分之一为限"""
    indexes: Annotated[tuple[Annotated[ListingKind, LISTINGS], ...], BeforeValidator(split_keywords), Aliases("索引")] = ()
    """Indexes at the end: glossary, people, quotes, events, cases, data, policies, figures, tables
    | 文末索引：glossary 名词、people 人物、quotes 金句、events 事件、cases 案例、data 数据、policies 政策、figures 插图、tables 表格"""
    cloze: Annotated[Literal["", "even"], Choices("even 等宽 一样宽"), Aliases("空的宽度")] = ""
    """even makes all blanks equally wide, so that they tell nothing about their words
    | 写 even 则所有的空一样宽，看不出填几个字；不写则按词的长短"""
    colophon: Annotated[TextField, Aliases("版权页")] = EMPTY_TEXT
    """Text of the colophon, in addition to title, authors, version and date | 版权页上的文字；标题、作者、版本、日期会自动列出"""
    group: Annotated[str, Aliases("资料夹 小组资料夹 资料网址")] = ""
    """The address of the group's shared folder, printed as a QR code on the back cover | 小组资料夹的网址，在封底印成二维码"""
    links: Annotated[
        LinkStyle,
        Choices("footnote 脚注", "inline 括注 文中", "qr 二维码 脚注加二维码", "none 不显示 无"),
        Aliases("链接 网址显示"),
        Inherited(),
    ] = "footnote"
    """How the address of a link is printed:
    footnote, inline, qr or none | 印刷时如何显示网址：footnote 脚注、inline 括注、qr 脚注加二维码、none 不显示"""
    answers: Annotated[AnswerPlace | None, Choices(*PLACES), Aliases("答案 答案位置"), Inherited()] = None
    """The position of the answers: beside, end, book, or booklet (a separate file); by default chosen by the edition
    | 答案的位置：beside 题旁、end 讲义末、book 书末、booklet 单独成册（另一个文件），不写则由版本决定"""
    blanks: Annotated[
        ClozeTarget | None, Choices("words 标记的词 词语 词", "leads 要点句", "both 两者 都挖"), Aliases("挖空"), Inherited()
    ] = None
    """What becomes blank in the cloze edition: words, leads or both; by default marked words, or leads where none are marked
    | 挖空版的挖空内容：words 标记的词、leads 要点句、both 两者；不写则挖空标记的词，没有标记时挖空要点句"""
    columns: Annotated[ColumnCount, COLUMN_ALIASES, Inherited()] = 1
    """1 or 2: two columns on papers where a line of a column holds 15 characters or more; headings, tables, figures, formulas and exercises
    take the whole width
    | 正文分几栏：1 或 2；两栏只用于每栏一行排得下 15 字的纸张；标题、表格、图、公式和练习题占整行"""
    question_heads: Annotated[
        Literal["auto", "always", "none"], Choices("auto 自动", "always 总是", "none 不加 无"), Aliases("题型标题 分题型"), Inherited()
    ] = "auto"
    """Headings of groups of questions by kind, with their number and points: auto (where there are several kinds), always or none
    | 题型标题（一、单项选择题：10 题，每题 2 分，共 20 分）：auto 有几种题型时自动加、always 总是加、none 不加"""
    strip: Annotated[Names, AfterValidator(_name_strip), Aliases("姓名栏 卷首栏"), Inherited()] = AUTO_STRIP
    """The line for name, class and mark before the text: auto (on examination papers), none, or a list of its fields
    | 卷首的姓名、班级、得分栏（附总分）：auto 或“自动”试卷才印、none 或“无”不印，也可列出各栏的名称"""
    grid: Annotated[Grid, Aliases("作文格"), Inherited()] = Grid()
    """The squared paper for essays | 作文格"""
    source: Annotated[Origin | None, Aliases("来源 材料来源"), Inherited()] = None
    """The source: name, url, date | 材料来源：名称、网址、日期"""

    @field_validator("title", "subtitle", "summary", "colophon")
    @classmethod
    def _show_blanks(cls, value: inline.Text) -> inline.Text:
        """Titles are repeated on covers and in running heads, where no edition leaves anything blank."""
        return inline.Text(inline.unwrap_inlines((inline.Cloze,), value.inlines))

    @field_validator("colophon")
    @classmethod
    def _show_footnotes(cls, value: inline.Text) -> inline.Text:
        """A colophon is a page of its own, without footnotes and outside the indexes."""
        return inline.Text(inline.unwrap_inlines((inline.Footnote, inline.IndexTerm), value.inlines))


Cover = Literal["none", "block", "page"]
COVERS = ("none 无 不要 没有", "page 整页")
"""The words for the covers of all documents."""
COVER_PICTURES: Mapping[str, str] = {"cover_picture": "_cover", "logo": "_logo"}
"""The fields of a head that name pictures, and the keys of these pictures among those of blocks."""


class Handout(Head):
    """A handout: its head, the blocks before the first section, and the sections."""

    id: Annotated[Id, Aliases("固定名称")] = ""
    """A permanent identifier; by default the file name | 固定的名称；不写则取文件名"""
    cover: Annotated[Cover, Choices(COVERS[0], "block 题头 题头块", COVERS[1]), Aliases("封面")] = "block"
    """none, block (the title above the text) or page | 封面：none 无、block 题头、page 整页"""
    blocks: Annotated[Blocks, Aliases("内容 内容块")] = ()
    """The content before the first section | 第一节之前的内容"""
    sections: Annotated[tuple[Section, ...], Aliases("章节")] = ()
    """The sections | 章节"""
    notes: Annotated[Mapping[str, NoteField], Aliases("脚注 注释")] = Field(default_factory=dict)
    """Footnotes by label, each a text or a list of blocks, referenced as `[^label]` in text
    | 脚注：标签与内容（一句话，或若干内容块），文中用 `[^标签]` 引用"""


@memoize()
def _mapping_words() -> frozenset[str]:
    """All words for the keys of a head whose values are mappings."""
    models: tuple[type[Head], ...] = (Handout, BookFile)
    fields = {(model, name) for model in models for name, info in model.model_fields.items() if _is_mapping(info.annotation)}
    others = (word for model, name in fields for word, field in field_aliases(model).items() if field == name)
    return frozenset((*(name for _, name in fields), *others))


def _is_mapping(annotation: Any) -> bool:
    """True for a class of nodes, a mapping, or one of these among others."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return any(get_origin(part) is Mapping or (isinstance(part, type) and issubclass(part, Node)) for part in parts)


def holds_mapping(key: str) -> bool:
    """True if the value of a key of a head is a mapping; the key may be any word for the field."""
    return fold_word(key) in _mapping_words()


def _name_editions(value: Any) -> Any:
    return {EDITION_WORDS.find(str(name)) or name: item for name, item in value.items()} if isinstance(value, dict) else value


class SiteTranslation(Node):
    """What the pages of the share say in another language."""

    title: Annotated[str, Aliases("标题 名称")] = ""
    """The title of the site; by default that of the share | 网站的标题；不写则与分享的标题相同"""
    intro: Annotated[str, Aliases("说明 简介 介绍")] = ""
    """What visitors are told at the top of the site | 网站首页开头的说明"""


class ShareSettings(Node):
    """What the command `share` makes, unless its options say otherwise."""

    title: Annotated[str, Aliases("标题 名称")] = ""
    """The title of the site; by default the title of the book | 网站的标题；不写则取合集的标题"""
    url: Annotated[str, Aliases("网址 地址")] = ""
    """The address at which the folder is published, such as https://example.org/notes/; QR codes and e-readers need it
    | 发布后的网址，如 https://example.org/notes/；二维码和阅读器订阅要用到"""
    intro: Annotated[str, Aliases("说明 简介 介绍")] = ""
    """What visitors are told at the top of the site | 网站首页开头的说明"""
    handouts: Annotated[tuple[str, ...], Aliases("讲义")] = ()
    """The handout files that go first, in order; by default those of the collected book. The others follow
    | 排在前面的讲义文件，按顺序列出；不写则按合集的顺序。其余的讲义排在后面"""
    editions: Annotated[Names, BeforeValidator(split_keywords), Aliases("版本")] = ()
    """The editions that are shared | 分享哪些版本，如 学生版、挖空版；不写则只有通常的版本"""
    papers: Annotated[Names, BeforeValidator(split_keywords), Aliases("纸张")] = ()
    """The papers of files that have pages; page numbers on the screen are those of the first one
    | 有页面的文件用哪些纸张，如 A4、手机；屏幕上的页码以第一种为准"""
    formats: Annotated[Names, BeforeValidator(split_keywords), Aliases("格式")] = ()
    """The formats, as in the option --to | 分享哪些格式，与选项 --to 相同"""
    translations: Annotated[Mapping[Language, SiteTranslation], Aliases("其他语言 译文")] = Field(default_factory=dict)
    """Other languages of the site, such as `en: {title: Handouts}`; each has a list of its own, and so have its handouts their pages
    | 网站的其他语言，如 `en: {title: Handouts}`；每种语言有自己的首页，这种语言的讲义用这种语言的页面"""


class BookFile(Head):
    """content/book.yaml: the head of the collected book, and its handouts in order."""

    cover: Annotated[Literal["none", "page"], Choices(*COVERS), Aliases("封面")] = "page"
    """none or page | 封面：none 无、page 整页"""
    output: Annotated[FileName, Aliases("输出文件名 文件名")] = "book"
    """The name of the output files, without suffix | 输出文件名（不含后缀）"""
    price: Annotated[float, Aliases("价格 单价 纸价")] = Field(default=0, ge=0, le=1_000_000)
    """The price of a printed sheet, for the cost estimate after a build | 每张纸的印刷价格，编译后据此计算费用"""
    currency: Annotated[str, Aliases("货币")] = ""
    """The currency of the price; yuan by default | 价格的货币单位，默认“元”"""
    editions: Annotated[Mapping[FileName, Edition], BeforeValidator(_name_editions), Aliases("自定义版本")] = Field(default_factory=dict)
    """Editions in addition to the built-in ones, by name
    | 自定义的版本：名称与设置（student、teacher、cloze、reading、answers 是内置的）"""
    plugins: Annotated[tuple[str, ...], Aliases("插件")] = ()
    """The plug-ins to load, by their names in `jiangyi plugins`; plug-ins run code
    | 启用的插件，名称见 jiangyi plugins；插件会运行代码"""
    handouts: Annotated[tuple[str, ...], Aliases("讲义")]
    """The handout files, in order | 按顺序列出讲义文件"""
    share: Annotated[ShareSettings, Aliases("分享")] = ShareSettings()
    """Settings of the share: title, url, intro, handouts, editions, papers, formats, translations
    | 分享文件夹的设置：title 标题、url 网址、intro 说明、handouts 讲义、editions 版本、papers 纸张、formats 格式、translations 其他语言"""
    notes: Annotated[Mapping[str, NoteField], Aliases("脚注 注释")] = Field(default_factory=dict)
    """Footnotes of its title and summary, by label | 标题和提要中的脚注：标签与内容"""


@dataclass(frozen=True)
class ImageFile:
    """A valid image: its bytes and its size in CSS pixels; `name` is ASCII and derived from the bytes."""

    name: str
    media_type: str
    data: bytes
    width: int
    height: int
    file: str = ""
    """Its path relative to the workspace."""
    digest: str = ""
    """The digest of its file."""


@dataclass(frozen=True)
class Book:
    """What is rendered: one handout, or several as a collected book, with unique ids throughout."""

    head: Head
    handouts: tuple[Handout, ...]
    collected: bool = False
    pictures: Mapping[str, ImageFile] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    edition_name: str = ""
    unseen: frozenset[str] = frozenset()
    """Ids of what keeps its space in this edition but is not shown: blocks, and `ID-answer` for the answer of an exercise."""
    blank: frozenset[str] = frozenset()
    """Ids of the cloze words that are blank in this edition."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """By the id of a handout, a digest of everything that it is made from, its edition included; without one nothing of it is stored."""

    @property
    def cover(self) -> Cover:
        """Its cover: that of the book, or of its only handout."""
        return getattr(self.head, "cover", "block")


def walk_blocks(node: Node) -> Iterator[Block]:
    """Every block inside a node in reading order, parents before children."""
    for _, child in iter_children(node):
        if isinstance(child, Block):
            yield child
        if isinstance(child, Node):
            yield from walk_blocks(child)


ALL_BLOCKS = Memo[tuple[Block, ...]]("all_blocks", 2 * MEMO_SIZE)


def all_blocks(handout: Handout) -> tuple[Block, ...]:
    """Every block of a handout in reading order, parents before children; memoized."""
    return ALL_BLOCKS.get_or_compute(id(handout), ById(handout), lambda: tuple(walk_blocks(handout)))


def iter_texts(node: Node) -> Iterator[inline.Text]:
    """The texts of a node and of its parts that are not blocks, in reading order."""
    for _, child in iter_children(node):
        if isinstance(child, inline.Text):
            yield child
        elif isinstance(child, Node) and not isinstance(child, Block):
            yield from iter_texts(child)


def map_texts(rule: Callable[[inline.Text], inline.Text], node: N) -> N:
    """Apply a rule to every text inside a node."""
    return map_children(node, lambda child: rule(child) if isinstance(child, inline.Text) else map_texts(rule, child))


def map_children(node: N, change: Callable[[Any], Any], **fields: Any) -> N:
    """Copy a node with `change` applied to each text and node in its fields, and with the given fields replaced."""

    def within(value: Any) -> Any:
        if isinstance(value, Node | inline.Text):
            return change(value)
        if isinstance(value, Mapping):
            return {key: within(item) for key, item in value.items()}
        return tuple(within(item) for item in value) if isinstance(value, tuple) else value

    names = [name for name in type(node).model_fields if name not in fields]
    return node.model_copy(update={name: within(getattr(node, name)) for name in names} | fields)


def assign_ids(handout: Handout, stem: str) -> tuple[Handout, dict[str, tuple[str | int, ...]]]:
    """Give every block of a handout an id; returns the handout and the path of each block by id.

    An id is the author's, or made from the position: `_s2.b3` is the third block of the second section.
    """
    paths: dict[str, tuple[str | int, ...]] = {}
    note_numbers = {label: number for number, label in enumerate(handout.notes)}

    def visit(node: N, path: tuple[str | int, ...]) -> N:
        changed: dict[str, Any] = {}
        for name in node.content_fields:
            value = getattr(node, name)
            named = within(value, (*path, name))
            if named is not value:
                changed[name] = named
        if isinstance(node, Block):
            changed["id"] = node.id or _make_id(path, note_numbers)
            paths.setdefault(changed["id"], path)
        return node.model_copy(update=changed) if changed else node

    def within(value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, tuple):
            named = tuple([within(item, (*path, index)) for index, item in enumerate(value)])
            return value if all(map(operator.is_, named, value)) else named
        if isinstance(value, Mapping) and any(isinstance(item, tuple) for item in value.values()):
            return {key: within(item, (*path, key)) for key, item in value.items()}
        return visit(value, path) if isinstance(value, Node) else value

    named = visit(handout, ())
    return named.model_copy(update={"id": handout.id or stem}), paths


def _make_id(path: tuple[str | int, ...], note_numbers: Mapping[str, int]) -> str:
    if path[0] == "notes":  # a label may have any characters
        path = ("notes", note_numbers[str(path[1])], *path[2:])
    steps = ("", *path)
    parts = (f".{step[:1]}" if isinstance(step, str) else f"{'-' * isinstance(before, int)}{step + 1}" for before, step in pairwise(steps))
    return "_" + "".join(parts).removeprefix(".")


def make_global_id(handout: Handout, local: str) -> str:
    """The id of a block of a handout in any book: `handout.block`."""
    return f"{to_anchor(handout.id)}.{local if local.startswith('_') else to_anchor(local)}"
