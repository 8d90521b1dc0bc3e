"""The catalogue of diagnostics: what each code says, why it matters, and an example of the bad and the good."""

from dataclasses import dataclass
from enum import Enum

from jiangyi.wording import Words


class Severity(Enum):
    """An error stands in the way of a good file; a warning does not."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def word(self) -> str:
        """The severity in the user's language."""
        return {"error": Words("error", "错误"), "warning": Words("warning", "警告")}[self.value].say()


ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Example:
    """A small file: its text, and where it matters its name and encoding. An empty text is a valid bad example."""

    text: str
    name: str = "例.yaml"
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem."""

    name: str
    severity: Severity
    says: Words
    hints: tuple[Words, ...]
    why: Words
    bad: Example
    good: Example


def md(text: str) -> Example:
    """A Markdown example below a title."""
    return Example(f"---\ntitle: 例\n---\n\n{text}\n", "例.md")


def yaml(text: str) -> Example:
    """A YAML example below a title."""
    return Example(f"title: 例\n{text}\n")


CATALOGUE = (
    Code(
        "file-not-utf8", ERROR,
        Words("this file is not UTF-8 text; it seems to be {encoding}", "文件不是 UTF-8 编码，看起来是 {encoding}"),
        (Words("save it again as UTF-8 in your editor", "请在编辑器里另存为 UTF-8 编码"),),
        Words("Read in a wrong encoding, Chinese text turns to rubbish without notice.", "编码不对，汉字就会变成乱码。"),
        Example("title: 创新基层治理", encoding="gb18030"), Example("title: 创新基层治理"),
    ),
    Code(
        "file-empty", ERROR,
        Words("this file is empty", "文件是空的"),
        (Words("`new NAME` makes a starter handout", "用 new 命令可以生成一份讲义样例"),),
        Words("A handout needs a title at least.", "讲义至少要有标题。"),
        Example(""), Example("title: 例"),
    ),
    Code(
        "control-character", WARNING,
        Words("the invisible control character {character} is left out", "已略去不可见的控制字符 {character}"),
        (Words("delete it; it often comes with text copied from a PDF", "请删除；从 PDF 复制的文字常带有这种字符"),),
        Words("No PDF or EPUB can hold it.", "PDF 和 EPUB 都不能包含它。"),
        Example("title: 例\x08子"), Example("title: 例子"),
    ),
    Code(
        "yaml-syntax", ERROR,
        Words("this is not valid YAML: {problem}", "YAML 语法有误：{problem}"),
        (
            Words("indent with spaces, never tabs, and put text that has `: ` or begins with a sign such as [ {{ @ * in quotes",
                  "缩进用空格，不用制表符；含有半角“: ”或以 [ {{ @ * 等符号开头的文字要加引号"),
        ),
        Words("The file cannot be read any further.", "文件从这里起无法读取。"),
        Example("title: 例\nblocks:\n- type: paragraph\n  text: 时间: 今天: 明天"), Example("title: 例\nblocks:\n- type: paragraph\n  text: 时间：今天"),
    ),
    Code(
        "yaml-duplicate-key", ERROR,
        Words("`{key}` is given twice here; the first is in line {line}", "“{key}”写了两次，第一次在第 {line} 行"),
        (Words("keep one of them", "请只保留一个"),),
        Words("Only one of them could be used, and something would be lost.", "只能取其中一个，另一个会丢失。"),
        yaml("subject: 甲\nsubject: 乙"), yaml("subject: 甲"),
    ),
    Code(
        "yaml-documents", ERROR,
        Words("a second document begins here; a handout is one", "从这里开始是第二个文档，而一个文件只能写一份讲义"),
        (Words("take out the line `---`, or make it a file of its own", "请删去“---”这一行，或另存为一个文件"),),
        Words("What stands behind it would be lost.", "后面的内容会丢失。"),
        Example("title: 例\n---\ntitle: 又一例"), Example("title: 例"),
    ),
    Code(
        "yaml-tag", ERROR,
        Words("the tag {tag} is not allowed: content is data", "不允许使用标签 {tag}：内容只是数据"),
        (Words("put the value in quotes", "请给这个值加上引号"),),
        Words("A file must never be able to run a program.", "讲义文件不能运行程序。"),
        Example("title: !!python/name:os.system 例"), Example("title: 例"),
    ),
    Code(
        "yaml-too-deep", ERROR,
        Words("lists and mappings are nested more than {limit} deep", "嵌套超过 {limit} 层"),
        (), Words("No handout needs that; it is a mistake or an attack.", "正常的讲义用不到，多半是写错了。"),
        Example("title: 例\nblocks: " + "[" * 70 + "]" * 70), Example("title: 例\nblocks: []"),
    ),
    Code(
        "yaml-too-large", ERROR,
        Words("the file comes to more than {limit} values", "文件中的值超过 {limit} 个"),
        (Words("split the handout into several files", "请把讲义拆成几个文件"),),
        Words("Aliases that repeat aliases can fill any memory.", "层层引用的别名会耗尽内存。"),
        Example("title: 例\ntags:\n- &a [" + "x," * 99 + "]\n" + "".join(f"- &{b} [" + f"*{a}," * 99 + "]\n" for a, b in ("ab", "bc", "cd"))),
        Example("title: 例\ntags: [x]"),
    ),
    Code(
        "not-a-handout", ERROR,
        Words("a handout begins with `title: …`", "讲义文件要以“title: 标题”开头"),
        (Words("raw text goes into a Markdown file, below a line `# title`", "纯文字请存为 Markdown 文件，并在开头写“# 标题”"),),
        Words("The file is valid YAML, but has no keys.", "文件虽然是合法的 YAML，却没有任何键。"),
        Example("创新基层治理"), Example("title: 创新基层治理"),
    ),
    Code(
        "key-unknown", ERROR,
        Words("`{key}` is not known here", "这里没有“{key}”这个键"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("known here: {known}", "这里可用：{known}")),
        Words("A misspelt key would be dropped with all that stands in it.", "键写错了，其中的内容就会丢失。"),
        yaml("subjet: 公考笔试"), yaml("subject: 公考笔试"),
    ),
    Code(
        "key-missing", ERROR,
        Words("`{key}` is missing here", "这里缺少“{key}”"),
        (Words("`{near}` may be meant for it", "“{near}”可能就是它"),),
        Words("Without it there is nothing to set.", "缺了它就无法排版。"),
        Example("subject: 公考笔试"), Example("title: 例\nsubject: 公考笔试"),
    ),
    Code(
        "value-wrong", ERROR,
        Words("`{key}` should be {expected}, not {found}", "“{key}”应为{expected}，而不是{found}"),
        (), Words("The value cannot be used.", "这个值无法使用。"),
        yaml("cover: big"), yaml("cover: page"),
    ),
    Code(
        "block-unknown", ERROR,
        Words("no block is of the type `{type}`", "没有“{type}”这种内容块"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("types: {known}", "可用类型：{known}")),
        Words("The block cannot be set.", "无法排版。"),
        yaml("blocks:\n- {type: pont, lead: 甲}"), yaml("blocks:\n- {type: point, lead: 甲}"),
    ),
    Code(
        "block-untyped", ERROR,
        Words("a block is a line of text or says its `type`", "内容块应为一段文字，或写明 type"),
        (Words("types: {known}", "可用类型：{known}"),),
        Words("It cannot be told what is meant.", "无法判断是什么内容。"),
        yaml("blocks:\n- {lead: 甲}"), yaml("blocks:\n- {type: point, lead: 甲}"),
    ),
    Code(
        "row-too-long", ERROR,
        Words("row {row} has {cells} cells, but there are {columns} columns", "第 {row} 行有 {cells} 格，而表头只有 {columns} 列"),
        (Words("add a column, or put a cell that holds a comma in quotes", "请补上一列；单元格中有半角逗号时要加引号"),),
        Words("The cells that are too many would be lost.", "多出来的单元格会丢失。"),
        yaml("blocks:\n- {type: table, columns: [甲], rows: [[1, 2]]}"), yaml("blocks:\n- {type: table, columns: [甲, 乙], rows: [[1, 2]]}"),
    ),
    Code(
        "id-malformed", ERROR,
        Words("`{id}` cannot be an id", "“{id}”不能用作 id"),
        (Words("an id is a letter or Han character, then letters, digits, - or _", "id 以字母或汉字开头，后面可用字母、数字、- 和 _"),),
        Words("Links could not find it.", "链接会找不到它。"),
        yaml("blocks:\n- {type: paragraph, id: 1 a, text: 甲}"), yaml("blocks:\n- {type: paragraph, id: a1, text: 甲}"),
    ),
    Code(
        "id-duplicate", ERROR,
        Words("the id `{id}` is used again; the first is in line {line}", "id“{id}”重复，第一次在第 {line} 行"),
        (Words("give one of them another id", "请改掉其中一个"),),
        Words("A reference to it could mean either.", "引用时无法分清指的是哪一个。"),
        yaml("blocks:\n- {type: paragraph, id: a, text: 甲}\n- {type: paragraph, id: a, text: 乙}"),
        yaml("blocks:\n- {type: paragraph, id: a, text: 甲}\n- {type: paragraph, id: b, text: 乙}"),
    ),
    Code(
        "front-matter-open", ERROR,
        Words("the front matter that begins here has no closing line `---`", "开头的信息区没有结束的“---”行"),
        (Words("write a line of three hyphens below the last key", "请在最后一个键下面写一行“---”"),),
        Words("It cannot be told where the text begins.", "无法判断正文从哪里开始。"),
        Example("---\ntitle: 例\n\n正文。\n", "例.md"), md("正文。"),
    ),
    Code(
        "container-open", ERROR,
        Words("the container `{kind}` that begins here is not closed", "从这里开始的“{kind}”没有结束"),
        (Words("close it with a line of as many colons", "请用一行同样多的冒号结束它"),),
        Words("Everything below would slide into it.", "后面的内容都会被当作它的一部分。"),
        md("::: tip\n甲"), md("::: tip\n甲\n:::"),
    ),
    Code(
        "container-unknown", ERROR,
        Words("no container is called `{kind}`", "没有“{kind}”这种容器"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("known: {known}", "可用：{known}")),
        Words("It cannot be told what is meant.", "无法判断是什么内容。"),
        md("::: tipp\n甲\n:::"), md("::: tip\n甲\n:::"),
    ),
    Code(
        "container-stray", ERROR,
        Words("these colons close nothing", "这行冒号没有对应的开头"),
        (Words("around a container that holds another use more colons: `::::`", "套在外层的容器要用更多的冒号：“::::”"),),
        Words("A container above has ended earlier than it seems.", "上面的容器提前结束了。"),
        md("甲\n\n:::"), md("::: tip\n甲\n:::"),
    ),
    Code(
        "container-content", ERROR,
        Words("`{kind}` should hold {expected}", "“{kind}”里应当是{expected}"),
        (), Words("It cannot be told what is meant.", "无法判断是什么内容。"),
        md("::: table 表题\n没有表格\n:::"), md("::: table 表题\n| 甲 |\n|---|\n| 1 |\n:::"),
    ),
    Code(
        "heading-skipped", WARNING,
        Words("this heading is {found} levels below the one above it; it is set one level below", "这个标题比上一级低了 {found} 级，已按低一级排"),
        (Words("use one # less", "请少用一个 #"),),
        Words("Contents and e-readers need levels without holes.", "目录和电子书的层级不能跳级。"),
        md("# 甲\n\n### 乙"), md("# 甲\n\n## 乙"),
    ),
    Code(
        "html-as-text", WARNING,
        Words("HTML is printed as it stands here", "这里的 HTML 代码会照原样印出"),
        (Words("write it in Markdown, or delete the tags", "请改用 Markdown 写法，或删去标签"),),
        Words("Content is data: HTML is not carried into the book.", "内容只是数据，HTML 不会带入成书。"),
        md("<b>甲</b>乙"), md("**甲**乙"),
    ),
    Code(
        "picture-inline", ERROR,
        Words("a picture cannot stand in the middle of a sentence", "图片不能放在句子中间"),
        (Words("put it on a line of its own, with a blank line above and below", "请让图片独占一行，上下各空一行"),),
        Words("It would be lost.", "否则图片会丢失。"),
        md("甲 ![图](a.png) 乙"), md("甲乙"),
    ),
    Code(
        "picture-missing", ERROR,
        Words("there is no picture {src}", "找不到图片 {src}"),
        (Words("did you mean {near}?", "是不是 {near}？"), Words("paths start at the handout's own folder", "路径从讲义所在的文件夹算起")),
        Words("The page would have a hole.", "版面上会留下空洞。"),
        yaml("blocks:\n- {type: figure, src: 没有.png, alt: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "picture-broken", ERROR,
        Words("{src} cannot be shown: {problem}", "{src} 无法显示：{problem}"),
        (Words("save it again as PNG, JPEG, GIF, WebP or SVG", "请重新存为 PNG、JPEG、GIF、WebP 或 SVG"),),
        Words("The page would have a hole.", "版面上会留下空洞。"),
        yaml("blocks:\n- {type: figure, src: 例.yaml, alt: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "picture-outside", ERROR,
        Words("{src} lies outside the workspace", "{src} 不在工作区内"),
        (Words("copy it into the handout's folder", "请把它复制到讲义所在的文件夹"),),
        Words("A handout reads no file outside its workspace.", "讲义不会读取工作区以外的文件。"),
        yaml("blocks:\n- {type: figure, src: ../../外.png, alt: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "picture-remote", ERROR,
        Words("{src} is on the network", "{src} 是网络图片"),
        (Words("save it beside the handout, or build with --allow-remote", "请下载到讲义旁边，或在编译时加 --allow-remote"),),
        Words("Nothing is fetched from the network unless you ask for it.", "未经允许不会联网。"),
        yaml("blocks:\n- {type: figure, src: 'https://example.org/a.png', alt: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "picture-unreachable", ERROR,
        Words("{src} could not be fetched: {problem}", "无法下载 {src}：{problem}"),
        (Words("look whether the address opens in a browser", "请看看浏览器能否打开这个网址"),),
        Words("The page would have a hole.", "版面上会留下空洞。"),
        yaml("blocks:\n- {type: figure, src: 'https://localhost:1/a.png', alt: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "picture-without-alt", ERROR,
        Words("this picture has no words for readers who cannot see it", "这张图片没有替代文字"),
        (Words("say in `alt` what it shows, or `decorative: true`", "请在 alt 里写明图的内容；只作装饰的写 decorative: true"),),
        Words("Screen readers and e-readers read them aloud.", "读屏软件和电子书会朗读它。"),
        md("![](a.png)"), yaml("blocks: [甲]"),
    ),
    Code(
        "ref-unresolved", ERROR,
        Words("nothing is called `{target}`", "没有名为“{target}”的内容"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("ids in this handout: {known}", "本讲义中的 id：{known}")),
        Words("The reference would lead nowhere.", "引用会落空。"),
        yaml("blocks: ['见[#a]。']"), yaml("blocks:\n- 见[#a]。\n- {type: paragraph, id: a, text: 甲}"),
    ),
    Code(
        "link-nowhere", ERROR,
        Words("this link leads nowhere: {href}", "这个链接无处可去：{href}"),
        (Words("write a whole address, https://…, or [#id] for a place in this handout", "请写完整的网址 https://……；指向本讲义内某处请写 [#id]"),),
        Words("A file beside the handout does not travel with the printed or the e-book copy.", "放在讲义旁边的文件，不会跟着印刷品和电子书走。"),
        md("见[附件](附件.docx)。"), md("见[附件](https://example.org/附件.docx)。"),
    ),
    Code(
        "note-undefined", ERROR,
        Words("the footnote `{label}` has no text", "脚注“{label}”没有内容"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("write [^{label}]: … (Markdown) or notes: {{{label}: …}} (YAML)", "请补上 [^{label}]: ……（Markdown）或 notes: {{{label}: ……}}（YAML）")),
        Words("The mark would point to nothing.", "脚注号会落空。"),
        md("甲[^1]。"), md("甲[^1]。\n\n[^1]: 乙"),
    ),
    Code(
        "note-unused", WARNING,
        Words("no text refers to the footnote `{label}`", "没有文字引用脚注“{label}”"),
        (Words("write [^{label}] where it belongs, or delete it", "请在相应位置写 [^{label}]，或删去它"),),
        Words("It is not printed.", "它不会印出来。"),
        md("甲。\n\n[^1]: 乙"), md("甲[^1]。\n\n[^1]: 乙"),
    ),
    Code(
        "math-broken", ERROR,
        Words("this formula cannot be set: {problem}", "公式无法排版：{problem}"),
        (Words("for a dollar sign write \\$", "只想写美元符号时请写 \\$"),),
        Words("The page would have a hole.", "版面上会留下空洞。"),
        md("$\\frac{1}$"), md("$\\frac{1}{2}$"),
    ),
    Code(
        "glyph-missing", ERROR,
        Words("no font on this machine has the character {character} ({codepoint})", "本机没有字体能显示“{character}”（{codepoint}）"),
        (
            Words("install a font that has it, or write another character", "请安装含有该字的字体，或换一个字"),
            Words("this brings one: {install}", "可以这样安装：{install}"),
        ),
        Words("It would be printed as an empty box.", "否则会印成方框。"),
        yaml("blocks: [\"\\U000E1234\"]"), yaml("blocks: [甲]"),
    ),
    Code(
        "font-role-missing", WARNING,
        Words("none of the fonts for {role} ({lang}) is installed: {families}", "没有安装{role}（{lang}）所用的任何一种字体：{families}"),
        (
            Words("{stand_in} stands in for it", "暂以 {stand_in} 代替"),
            Words("this brings one: {install}", "可以这样安装：{install}"),
            Words("or name one that you have in your theme; `fonts` lists what each role got", "也可以在主题里写上已有的字体；fonts 命令会列出各处实际所用的字体"),
        ),
        Words("The page would look otherwise than meant.", "版面会与预期不同。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "fonts-unknown", WARNING,
        Words("the fonts of this machine could not be listed, so characters are not checked", "无法列出本机字体，未能检查缺字"),
        (Words("install fontconfig (it has the command fc-list)", "请安装 fontconfig（含 fc-list 命令）"),),
        Words("A character that no font has would be an empty box.", "缺字会印成方框。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "raw-printed", WARNING,
        Words("this was not understood and is printed as it stands", "这段内容未能识别，会照原样印出"),
        (Words("write it as a block, or delete it", "请改写成内容块，或删去"),),
        Words("Nothing is dropped in silence.", "不会悄悄丢掉任何内容。"),
        yaml("blocks:\n- {type: raw, text: 甲}"), yaml("blocks: [甲]"),
    ),
    Code(
        "section-in-blocks", ERROR,
        Words("a section stands under `sections`, not among blocks", "章节要写在 sections 下面，不能放在内容块里"),
        (), Words("Contents could not show it at its level.", "否则目录无法确定它的层级。"),
        yaml("blocks:\n- {type: section, title: 甲}"), yaml("sections:\n- title: 甲"),
    ),
    Code(
        "theme-unknown", ERROR,
        Words("there is no theme `{theme}`", "没有“{theme}”这个主题"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("themes: {known}", "可用主题：{known}")),
        Words("The handout would look otherwise than meant.", "否则样式会与预期不同。"),
        yaml("theme: 无"), yaml("theme: ink"),
    ),
    Code(
        "handout-missing", ERROR,
        Words("the book names {name}, which does not exist", "合集里列出的 {name} 不存在"),
        (Words("did you mean {near}?", "是不是 {near}？"),),
        Words("The book would miss a chapter.", "合集会缺一章。"),
        Example("title: 合集\nhandouts: [没有.yaml]", "book.yaml"), Example("title: 合集\nhandouts: [例.yaml]", "book.yaml"),
    ),
    Code(
        "output-clash", ERROR,
        Words("{name} would be made from {other} as well", "{other} 也会生成 {name}"),
        (Words("give one of them another name", "请改掉其中一个的文件名"),),
        Words("One file would replace the other.", "后生成的会覆盖先生成的。"),
        Example("title: 例", "例.yml"), Example("title: 例", "例二.yml"),
    ),
    Code(
        "lines-plain", WARNING,
        Words("lines are set by WeasyPrint {engine} alone: it is not the version that Chinese line setting was made for",
              "WeasyPrint {engine} 不是中文排版所适配的版本，行内改用它自带的排法"),
        (Words("install weasyprint 70", "请安装 weasyprint 70"),),
        Words("Chinese lines are ragged, and marks are not squeezed.", "中文行末不齐，标点不挤压。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "layout-warning", WARNING,
        Words("the layout engine says: {problem}", "排版引擎提示：{problem}"),
        (), Words("The page may not look as meant.", "版面可能与预期不同。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "font-not-embedded", WARNING,
        Words("none of these fonts is on this machine: {families}", "这台电脑上没有这些字体：{families}"),
        (Words("install one, or take `embed_fonts` out", "请安装其中一种，或去掉 `embed_fonts`"),),
        Words("The EPUB is shown in the reader's own font.", "电子书会用阅读器自带的字体显示。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "font-licence", ERROR,
        Words("the licence of {file} does not allow its parts to be embedded", "{file} 的授权不允许内嵌部分字形"),
        (Words("choose another font in a theme, or take `embed_fonts` out", "请在主题里换一种字体，或去掉 `embed_fonts`"),),
        Words("A book that is passed around must carry nothing that may not be.", "流传的电子书不能带有不许传播的字体。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "page-numbers-lost", ERROR,
        Words("print and EPUB show block `{block}` in different words", "内容块 `{block}` 在印刷版和电子书中的文字不同"),
        (Words(
            "templates of your own must print the same words for both targets, inside an element with the block's id",
            "自定义模板必须为两种格式输出相同的文字，并放在带有该块 id 的元素里",
        ),),
        Words("The EPUB could not tell where a printed page begins.", "否则电子书无法标出印刷页的起点。"),
        Example("title: 例"), Example("title: 例"),
    ),
)  # fmt: skip

CODES = {code.name: code for code in CATALOGUE}
