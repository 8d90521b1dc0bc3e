"""Diagnostics about the syntax of YAML and Markdown: what cannot be read, and what was read otherwise than it is typed."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, CatalogueExample, md, remark, yaml
from jiangyi.core.i18n import Message

OTHERS = Message("Other programs cannot read such a file.", "别的程序读不了这样的文件。")

SYNTAX = (
    CatalogueEntry(
        "yaml-syntax", ERROR,
        Message("invalid YAML: {problem}", "这里读不下去了：{problem}"),
        (Message("{advice}", "改法：{advice}"),),
        Message("The rest of the file cannot be parsed.", "从这里起，后面的内容无法读取。"),
        CatalogueExample('title: "例\nsubject: 甲'), CatalogueExample('title: "例"\nsubject: 甲'),
    ),
    CatalogueEntry(
        "yaml-duplicate-key", ERROR,
        Message("duplicate key `{key}`; it is first set in line {line}", "字段“{key}”重复，第一次写在第 {line} 行"),
        (Message("keep only one of them", "请只保留一个"),),
        Message("Only one value can be used; the other would be lost.", "只能采用其中一个，另一个会丢失。"),
        yaml("subject: 甲\nsubject: 乙"), yaml("subject: 甲"),
    ),
    CatalogueEntry(
        "yaml-documents", ERROR,
        Message("a second YAML document starts here; a file holds one handout", "从这里起是第二个 YAML 文档，而一个文件只能写一份讲义"),
        (Message("delete the line `---`, or move what follows to a file of its own", "请删去“---”这一行，或把后面的内容另存为一个文件"),
         Message("where Markdown follows, let the name of the file end in .md", "如果后面写的是 Markdown，请把文件名的末尾改成 .md")),
        Message("Everything after it would be lost.", "后面的内容会丢失。"),
        CatalogueExample("title: 例\n---\ntitle: 又一例"), CatalogueExample("title: 例"),
    ),
    CatalogueEntry(
        "yaml-tag", ERROR,
        Message("the YAML tag {tag} is not allowed", "不允许使用 YAML 标签 {tag}"),
        (Message("if it is text, put the value in quotes", "如果它只是文字，请给整个值加上引号"),),
        Message("Content is data: a handout must not be able to run code.", "内容只是数据，讲义文件不得运行程序。"),
        CatalogueExample("title: !!python/name:os.system 例"), CatalogueExample("title: 例"),
    ),
    CatalogueEntry(
        "not-a-handout", ERROR,
        Message("this is not a handout: it has no keys such as `title: …`", "这不是讲义：文件里没有“标题: ……”这样的字段"),
        (Message("begin with `title: …`", "请在开头写“标题: ……”，冒号用半角，后面空一格"),
         Message("for plain text or Markdown, let the name of the file end in .md, and begin with `# title`", "如果写的是 Markdown 或纯文字，请把文件名的末尾改成 .md，开头写“# 标题”")),
        Message("The file is valid YAML, but not a mapping of keys to values.", "文件虽然是合法的 YAML，但不是由字段组成的。"),
        CatalogueExample("创新基层治理"), CatalogueExample("title: 创新基层治理"),
    ),
    CatalogueEntry(
        "front-matter-open", ERROR,
        Message("the front matter that starts here is not closed by a line `---`", "文件开头的信息区没有用“---”行结束"),
        (Message("add a line `---` below line {line}: {key}", "请在第 {line} 行“{key}”的下面加一行“---”"),),
        Message("It is not clear where the text starts.", "无法判断正文从哪里开始。"),
        CatalogueExample("---\ntitle: 例\n\n正文。\n", "例.md"), md("正文。"),
    ),
    CatalogueEntry(
        "yaml-comma", ERROR,
        Message("`{key}` is no key: a comma has cut the value in two", "“{key}”不是字段：前面的逗号把值断成了两截"),
        (Message("put a value with a comma in quotation marks", "值里有半角逗号的，请给整个值加上引号，或改用全角逗号“，”"),),
        Message("What follows the comma would be lost.", "逗号后面的内容会丢失。"),
        yaml("blocks:\n- {type: point, lead: 甲, 乙}"), yaml("blocks:\n- {type: point, lead: '甲, 乙'}"),
    ),
    CatalogueEntry(
        "yaml-comment", WARNING,
        Message("a # after a space begins a comment, which is not printed: {words}", "空格后面的 # 表示注释，这些字印不出来：{words}"),
        (Message("put the whole value in quotation marks; for a comment, put a space after #", "要印出来，请给整个值加上引号；确实是注释，请在 # 后面空一格"),),
        Message("The reader misses what follows.", "读者看不到后面的内容。"),
        yaml("blocks:\n- 第 #1 名。"), yaml("blocks:\n- '第 #1 名。'"),
    ),
    remark(
        "full-width-colon",
        Message("a full-width colon follows the key `{key}`; it is read as a half-width one", "“{key}”后面用了全角冒号“：”，已当作半角冒号“:”"),
        (Message("type a half-width colon and a space; `fix` does it", "请改成半角冒号，后面空一格；用 fix 命令可以自动改正"),), OTHERS,
        CatalogueExample("title：例"), CatalogueExample("title: 例"),
    ),
    remark(
        "yaml-tab",
        Message("this line is indented with tabs or full-width spaces; each is read as two spaces", "这一行用了 Tab 键或全角空格缩进，每个已当作两个空格"),
        (Message("type spaces; `fix` does it", "请改成半角空格；用 fix 命令可以自动改正"),),
        Message("YAML allows only spaces there, and other programs cannot read such a file.", "YAML 规定缩进只能用半角空格，别的程序读不了这样的文件。"),
        CatalogueExample("title: 例\nseries:\n\tname: 甲"), CatalogueExample("title: 例\nseries:\n  name: 甲"),
    ),
    remark(
        "yaml-quoted",
        Message("this value has signs that YAML uses for itself; it is read as text: {found}", "这里有 YAML 自用的符号，已把整个值当作文字：{found}"),
        (Message("write it in quotation marks: {made}; `fix` does it", "请加上引号：{made}；用 fix 命令可以自动改正"),), OTHERS,
        CatalogueExample("title: 食堂: 一顿饭的治理"), CatalogueExample("title: '食堂: 一顿饭的治理'"),
    ),
    remark(
        "yaml-indent",
        Message("the indentation of `{key}` does not match the line above; it is read as if it did", "“{key}”的缩进和上一行没有对齐，已当作对齐"),
        (Message("align it with the key above; `fix` does it", "请与上一行的字段左对齐；用 fix 命令可以自动改正"),), OTHERS,
        CatalogueExample("title: 例\n subject: 甲"), CatalogueExample("title: 例\nsubject: 甲"),
    ),
    remark(
        "read-as",
        Message("“{found}” is read as “{made}”", "“{found}”已当作“{made}”"),
        (Message("{change}; `fix` does it", "{change}；用 fix 命令可以自动改正"),),
        Message("Signs of the syntax are half-width, and some need a space; other programs cannot read anything else.",
                "标记用的符号要用半角，有的后面要空一格；别的写法，别的程序读不了。"),
        CatalogueExample("title:例"), CatalogueExample("title: 例"),
    ),
    remark(
        "head-bare",
        Message("these lines are read as the head of the file", "开头这几行已当作文件的信息区"),
        (Message("write a line `---` above them, and one below line {line}", "请在它们的上面、第 {line} 行的下面各加一行“---”"),),
        Message("Markdown has the title, the author and so on between two lines of hyphens.", "Markdown 文件的标题、作者等，写在两行“---”之间。"),
        CatalogueExample("标题：例\n作者：甲\n\n乙。\n", "例.md"), CatalogueExample("---\n标题: 例\n作者: 甲\n---\n\n乙。\n", "例.md"),
    ),
    remark(
        "full-width-number",
        Message("“{found}” is read as the number {made}", "“{found}”是全角数字，已当作 {made}"),
        (Message("type it half-width", "请改成半角"),), OTHERS,
        yaml("picture_size: １６００"), yaml("picture_size: 1600"),
    ),
    remark(
        "table-typed",
        Message("these lines were made a table whose head is the first line: {kind}", "这几行已排成表格，第一行作表头：{kind}"),
        (Message("write each row as {made}, and |---|---| below the first one", "每行请写成“{made}”的样子，第一行的下面写“|---|---|”，一列一段"),),
        Message("In Markdown a table has a line of hyphens below its head.", "Markdown 的表格，表头下面要有一行横线。"),
        md("| 甲 | 乙 |\n| 1 | 2 |"), md("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"),
    ),
    CatalogueEntry(
        "mark-printed", WARNING,
        Message("“{mark}” is printed as typed: its other half is missing, or it is written otherwise", "“{mark}”会照原样印出来：没有配对，或写法不对"),
        (Message("write {right}; to print it, put \\ before it", "正确的写法是：{right}；确实要印出它，请在前面加反斜杠 \\"),),
        Message("It looks like a mark of Markdown.", "它看起来是 Markdown 的标记。"),
        md("**甲乙。"), md("**甲**乙。"),
    ),
)  # fmt: skip
