"""Diagnostics about notes of other programs: what was understood otherwise, guessed, kept as text or left out."""

from jiangyi.core.catalogue.entry import WARNING, CatalogueEntry, md
from jiangyi.core.i18n import Message

DIALECT = (
    CatalogueEntry(
        "callout-unknown",
        WARNING,
        Message(
            "“{kind}” is no known kind of box; it was made a tip with this title", "没有“{kind}”这一类提示框，已排成以它为标题的提示框"
        ),
        (
            Message(
                "write ::: key, tip, warning or memory, or a kind such as [!note]",
                "可以写 ::: key 重点、tip 提示、warning 易错、memory 口诀，或 [!注意] 这样的类别",
            ),
        ),
        Message("The colour and the label of the box depend on its kind.", "提示框的颜色和标签由类别决定。"),
        md("> [!咦] 甲\n> 乙"),
        md("> [!注意] 甲\n> 乙"),
    ),
    CatalogueEntry(
        "container-left",
        WARNING,
        Message(
            "a handout has no container like this; its contents are printed without it: {kind}",
            "讲义没有这种容器，只印出其中的内容：{kind}",
        ),
        (Message("delete the lines of colons, or use a container such as ::: tip", "请删去这两行冒号，或改用 ::: tip 之类的容器"),),
        Message("Columns and tabs of web pages do not exist on paper.", "网页上的分栏、标签页等，纸上没有对应的排法。"),
        md("::: columns\n甲\n:::"),
        md("甲"),
    ),
    CatalogueEntry(
        "heading-tight",
        WARNING,
        Message("this line was taken for a heading: {kind}", "这一行已当作标题：{kind}"),
        (
            Message("write it as {made}", "请写成 {made}"),
            Message("where it is no heading, write \\# instead of #", "如果不是标题，请把 # 写成 \\#"),
        ),
        Message("Markdown needs half-width # with a space after it.", "Markdown 的标题要用半角 #，后面空一格。"),
        md("#要点\n\n甲。"),
        md("# 要点\n\n甲。"),
        style=True,
    ),
    CatalogueEntry(
        "heading-deep",
        WARNING,
        Message("there are six levels of headings; this one was set at the sixth: {kind}", "标题最多六级，这一行已按第六级排：{kind}"),
        (Message("use fewer #", "请少用几个 #"),),
        Message("Markdown and EPUB have six levels.", "Markdown 和电子书的标题都只有六级。"),
        md("# 甲\n\n####### 乙\n\n丙。"),
        md("# 甲\n\n## 乙\n\n丙。"),
        style=True,
    ),
    CatalogueEntry(
        "tags-dropped",
        WARNING,
        Message("these tags are not printed: {kind}", "这一行是标签，不印出来：{kind}"),
        (
            Message(
                "write `tags: […]` at the top of the file; for a heading, put a space after #",
                "标签请写在文件开头的 tags 里；如果是标题，请在 # 后面空一格",
            ),
        ),
        Message("A line of #words is taken for the tags of a note.", "只有“#词语”的一行，会当作笔记的标签。"),
        md("#申论 #治理\n\n甲。"),
        md("甲。"),
        style=True,
    ),
    CatalogueEntry(
        "contents-dropped",
        WARNING,
        Message("{kind} is not printed: a handout gets its table of contents by itself", "{kind} 不印出来：讲义的目录会自动生成"),
        (Message("delete this line", "请删去这一行"),),
        Message("There would be two tables of contents.", "否则会有两份目录。"),
        md("[TOC]\n\n甲。"),
        md("甲。"),
        style=True,
    ),
    CatalogueEntry(
        "page-break-guessed",
        WARNING,
        Message("{kind} was taken for a page break", "{kind} 已当作换页"),
        (Message("write \\newpage, or --- for a rule", "换页请写 \\newpage；分隔线请写 ---"),),
        Message("Some programs write a page break like this, others nothing.", "有的软件用这几个加号换页，有的没有这种写法。"),
        md("甲。\n\n+++\n\n乙。"),
        md("甲。\n\n\\newpage\n\n乙。"),
        style=True,
    ),
    CatalogueEntry(
        "underline-rule",
        WARNING,
        Message("{kind} was taken for a rule, not for the underline of a heading", "{kind} 已当作分隔线，上面的文字仍是正文"),
        (Message("put a blank line before it", "请在它的上面空一行"),),
        Message(
            "In Markdown, a line of hyphens right below text makes it a heading.",
            "按 Markdown 的规定，紧挨着文字的一行横线会把文字变成标题。",
        ),
        md("先问需求，再谈供给。\n---\n\n甲。"),
        md("先问需求，再谈供给。\n\n---\n\n甲。"),
        style=True,
    ),
    CatalogueEntry(
        "underline-heading",
        WARNING,
        Message("“{kind}” was taken for a heading because of the hyphens below it", "“{kind}”的下面有一行横线，已当作标题"),
        (Message("write {made}; for a rule, put a blank line before it", "标题请写成 {made}；如果是分隔线，请在它的上面空一行"),),
        Message(
            "In Markdown, a line of hyphens right below text makes it a heading.",
            "按 Markdown 的规定，紧挨着文字的一行横线会把文字变成标题。",
        ),
        md("要点\n---\n\n甲。"),
        md("## 要点\n\n甲。"),
        style=True,
    ),
    CatalogueEntry(
        "comment-dropped",
        WARNING,
        Message("this comment is not printed: {kind}", "这是注释，不印出来：{kind}"),
        (Message("to print it, delete the %% around it", "要印出来的话，请删去两边的 %%"),),
        Message("Notes of Obsidian use %% for comments.", "Obsidian 的笔记用 %% 写注释。"),
        md("%% 待补 %%\n\n甲。"),
        md("甲。"),
        style=True,
    ),
    CatalogueEntry(
        "lines-as-list",
        WARNING,
        Message("these lines were taken for separate ones, as they begin alike: {first}", "这几行开头的写法相同，已分行排：{first}"),
        (
            Message(
                "put a blank line before the first one, and write 1. or - with a space",
                "请在第一行的上面空一行；序号写“1. ”，圆点写“- ”，后面空一格",
            ),
        ),
        Message("Markdown joins lines that no blank line separates.", "没有空行隔开的几行，Markdown 会连成一段。"),
        md("1、先问需求\n2、再谈供给"),
        md("1. 先问需求\n2. 再谈供给"),
        style=True,
    ),
    CatalogueEntry(
        "lines-joined",
        WARNING,
        Message("the next line was joined to this one: {first}", "下一行已接在这一行的后面：{first}"),
        (
            Message(
                "to keep the lines, end each with \\; for paragraphs, leave a blank line between them",
                "要保留换行，请在行末加 \\；要分段，请空一行",
            ),
        ),
        Message("Markdown joins lines that no blank line separates.", "没有空行隔开的几行，Markdown 会连成一段。"),
        md("松下问童子\n言师采药去"),
        md("松下问童子\\\n言师采药去"),
        style=True,
    ),
)
