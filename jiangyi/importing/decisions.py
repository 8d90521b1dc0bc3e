"""The log of an import: what was recognized, guessed, left as it was and dropped, by line; as data and as a readable report."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import Enum

from jiangyi.core import Message


class Verdict(Enum):
    """How certain a decision is, and whether it removed anything."""

    UNDERSTOOD = "understood"
    GUESSED = "guessed"
    LEFT = "left"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        """The verdict in the user's language."""
        return VERDICT_WORDS[self].localize()


UNDERSTOOD, GUESSED, LEFT, DROPPED = Verdict
VERDICT_WORDS = {
    UNDERSTOOD: Message("recognized", "识别"),
    GUESSED: Message("guessed", "推测"),
    LEFT: Message("kept as is", "照录"),
    DROPPED: Message("dropped", "略去"),
}


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """One kind of decision: its verdict, its name for the reader, and the setting or edit that undoes it."""

    verdict: Verdict
    what: Message
    undo: Message


def _define_kind(verdict: Verdict, what: tuple[str, str], undo: tuple[str, str] = ("", "")) -> DecisionKind:
    return DecisionKind(verdict, Message(*what), Message(*undo))


DECISION_KINDS = {
    # the file
    "encoding": _define_kind(UNDERSTOOD, ("encoding", "编码")),
    "bytes": _define_kind(
        LEFT, ("bytes that cannot be decoded, kept as \\xNN", "无法解码的字节，记作 \\xNN"), ("correct the text by hand", "请手工改正")
    ),
    "control": _define_kind(DROPPED, ("control characters", "控制字符")),
    "zero-width": _define_kind(DROPPED, ("zero-width characters", "零宽字符")),
    "private-use": _define_kind(
        LEFT,
        ("private-use characters, which only their own font shows", "私用区字符，只有原来的字体能显示"),
        ("type them anew", "请重新输入"),
    ),
    "radical": _define_kind(UNDERSTOOD, ("compatibility radicals replaced by characters", "部首编码改为汉字")),
    "marks": _define_kind(
        UNDERSTOOD, ("half-width punctuation converted to full-width", "半角标点改为全角"), ("--keep-marks", "--keep-marks")
    ),
    "pdf": _define_kind(GUESSED, ("hard line breaks joined", "合并硬换行"), ("--keep-lines", "--keep-lines")),
    "page-head": _define_kind(DROPPED, ("page header or page number", "页眉或页码"), ("--keep-lines", "--keep-lines")),
    "ornament": _define_kind(DROPPED, ("boilerplate of the web page", "网页上的固定文字")),
    # the head
    "series": _define_kind(UNDERSTOOD, ("series", "系列"), ("change `series`", "改 series")),
    "subject": _define_kind(UNDERSTOOD, ("subject", "科目"), ("change `subject`", "改 subject")),
    "title": _define_kind(UNDERSTOOD, ("title", "标题"), ("change `title`", "改 title")),
    "subtitle": _define_kind(UNDERSTOOD, ("subtitle", "副标题"), ("change `subtitle`", "改 subtitle")),
    "title-guessed": _define_kind(GUESSED, ("title", "标题"), ("change `title`", "改 title")),
    "author": _define_kind(UNDERSTOOD, ("author", "作者"), ("change `authors`", "改 authors")),
    "date": _define_kind(UNDERSTOOD, ("date", "日期"), ("change `date`", "改 date")),
    "source": _define_kind(UNDERSTOOD, ("source", "来源"), ("change `source`", "改 source")),
    "lang": _define_kind(UNDERSTOOD, ("language", "语言"), ("change `lang`", "改 lang")),
    # the parts
    "section": _define_kind(UNDERSTOOD, ("section", "章节")),
    "heading": _define_kind(GUESSED, ("heading without a number", "无编号的小标题"), ("make it a paragraph", "改成普通段落")),
    "kind": _define_kind(GUESSED, ("kind of section", "章节类别"), ("change `kind`", "改 kind")),
    "event": _define_kind(UNDERSTOOD, ("event", "事件"), ("change `type`", "改 type")),
    "point": _define_kind(UNDERSTOOD, ("point", "要点"), ("change `type`", "改 type")),
    "lead": _define_kind(
        GUESSED, ("lead split off at a comma or colon", "按逗号、冒号切出的要点句"), ("move the words to `body`", "把文字移到 body")
    ),
    "run-in": _define_kind(UNDERSTOOD, ("points within a paragraph", "段内分论点"), ("write it as one paragraph", "合成一段")),
    "article": _define_kind(LEFT, ("article of a law", "法条")),
    "label-left": _define_kind(LEFT, ("number that does not start a sequence", "不成序列的编号")),
    "exercise": _define_kind(GUESSED, ("exercise", "练习题"), ("make it a point, or change its parts", "改成要点，或改动题干、选项、答案")),
    "question": _define_kind(UNDERSTOOD, ("question with options", "选择题")),
    "answer": _define_kind(UNDERSTOOD, ("answer", "答案")),
    "answer-typed": _define_kind(
        UNDERSTOOD, ("answer taken out of the question", "题目里的答案已移作答案"), ("change `answer`", "改 answer")
    ),
    "answer-dealt": _define_kind(UNDERSTOOD, ("answer of the joint key, given to its question", "集中列出的答案，已归到各题")),
    "answer-left": _define_kind(
        LEFT,
        ("answer of no question, printed only where answers are", "找不到题目的答案，只在有答案的版本中印出"),
        ("delete `only`", "删去 only"),
    ),
    "answers-differ": _define_kind(LEFT, ("two answers that differ; correct one of them", "两处答案不同，请改正其中一处")),
    "quote": _define_kind(UNDERSTOOD, ("quotation", "引文"), ("change `type`", "改 type")),
    "number-dropped": _define_kind(DROPPED, ("number of a quotation", "引文的序号")),
    "table": _define_kind(UNDERSTOOD, ("table", "表格")),
    "table-guessed": _define_kind(GUESSED, ("table; its first row was taken as the header", "表格，首行作表头")),
    "blank": _define_kind(UNDERSTOOD, ("blank to fill in", "填空")),
    "blank-guessed": _define_kind(GUESSED, ("blanks and answers paired in order", "填空与答案按顺序配对")),
    "gap": _define_kind(LEFT, ("something is missing here", "原文此处有空缺"), ("delete the gap", "删去 gap")),
    "cut-off": _define_kind(GUESSED, ("the text is cut off", "原文中断"), ("delete `cut_off`", "删去 cut_off")),
    "list": _define_kind(UNDERSTOOD, ("list", "列表")),
    # notes
    "front-matter": _define_kind(UNDERSTOOD, ("front matter", "信息区")),
    "front-matter-kept": _define_kind(LEFT, ("unsupported key, kept as a comment", "不支持的字段，保留为注释")),
    "front-matter-broken": _define_kind(LEFT, ("invalid front matter, kept as code", "信息区有误，保留为代码")),
    "wikilink": _define_kind(UNDERSTOOD, ("link to a note; its text was kept", "指向笔记的链接，保留文字")),
    "inner-link": _define_kind(UNDERSTOOD, ("link within the note, made a reference", "笔记内的链接，改为引用")),
    "link": _define_kind(LEFT, ("link to a file; its text was kept", "指向文件的链接，保留文字")),
    "embed": _define_kind(LEFT, ("embedded note; its name was kept", "嵌入的笔记，保留名称")),
    "note-embedded": _define_kind(UNDERSTOOD, ("embedded note, put in its place", "嵌入的笔记，已放到原处")),
    "picture": _define_kind(UNDERSTOOD, ("picture", "图片")),
    "alt": _define_kind(
        GUESSED, ("alternative text taken from the file name", "按文件名给出的替代文字"), ("describe what it shows", "写明图片的内容")
    ),
    "picture-missing": _define_kind(LEFT, ("image not found", "找不到的图片")),
    "picture-remote": _define_kind(LEFT, ("image on the network, kept as a link", "网络图片，保留为链接")),
    "picture-bad": _define_kind(LEFT, ("image that cannot be used", "无法使用的图片")),
    "fragment": _define_kind(DROPPED, ("part of an image address after #", "图片地址里 # 之后的部分")),
    "callout": _define_kind(UNDERSTOOD, ("callout", "提示框"), ("change its kind", "改它的类别")),
    "callout-unknown": _define_kind(
        GUESSED, ("callout of an unknown kind, titled by it", "类别不明的提示框，以类别为题"), ("change its kind", "改它的类别")
    ),
    "tab": _define_kind(UNDERSTOOD, ("tab, its contents under its title", "标签页，内容排在标题下面")),
    "comment": _define_kind(LEFT, ("comment, not printed", "注释，不印出")),
    "tags": _define_kind(UNDERSTOOD, ("tags", "标签")),
    "full-width": _define_kind(
        UNDERSTOOD, ("full-width signs that mark something up", "用全角符号写的标记"), ("write them as &#…;", "写成 &#……;")
    ),
    "heading-tight": _define_kind(GUESSED, ("heading without a space after #", "# 后面没有空格的标题"), ("write \\#", "把 # 写成 \\#")),
    "heading-deep": _define_kind(GUESSED, ("heading deeper than six levels", "超过六级的标题")),
    "property": _define_kind(DROPPED, ("property of a block", "块的属性")),
    "contents": _define_kind(DROPPED, ("contents list of the source, made anew", "原文自带的目录，会重新生成")),
    "page-break": _define_kind(GUESSED, ("page break", "换页")),
    "underline-rule": _define_kind(GUESSED, ("rule right below text", "紧挨着文字的分隔线")),
    "underline-heading": _define_kind(GUESSED, ("heading with a line of hyphens below it", "下面有一行横线的标题")),
    "highlight": _define_kind(UNDERSTOOD, ("coloured text converted to highlights", "彩色文字改为标记")),
    "html": _define_kind(UNDERSTOOD, ("HTML converted", "HTML 已转换")),
    "html-dropped": _define_kind(DROPPED, ("HTML tags or attributes that do not apply to a handout", "讲义用不到的 HTML 标签或属性")),
    "nested-deeply": _define_kind(
        GUESSED, ("nested too deeply; what is inside was written one after another", "嵌套太深，里面的内容改为依次排列")
    ),
    "html-hidden": _define_kind(DROPPED, ("text that the page hides", "网页里隐藏的文字")),
    "html-attribute": _define_kind(DROPPED, ("text in an attribute of a tag", "写在标签属性里的文字")),
    "mermaid": _define_kind(LEFT, ("diagram, kept as code", "图表代码，照录"), ("replace it with an image", "换成图片")),
    "math": _define_kind(LEFT, ("formula that cannot be typeset, kept as code", "无法排版的公式，保留为代码")),
    "code-open": _define_kind(GUESSED, ("code block that was not closed, closed at the end", "代码块没有结束，已在末尾补上")),
    "jsx": _define_kind(DROPPED, ("JSX component", "JSX 组件")),
    "import": _define_kind(DROPPED, ("import or export statement", "import 或 export 语句")),
    "container": _define_kind(GUESSED, ("container", "容器")),
    "container-left": _define_kind(DROPPED, ("markers of an unsupported container", "不支持的容器的标记")),
    "container-open": _define_kind(DROPPED, ("opening line of a container that is not closed", "没有结束的容器的开头一行")),
    "container-stray": _define_kind(DROPPED, ("line of colons that closes nothing", "多余的一行冒号")),
    "container-deep": _define_kind(DROPPED, ("line of a container inside too many others", "嵌套过深的容器的标记")),
    "attributes": _define_kind(LEFT, ("attributes in braces", "花括号中的属性")),
    "attributes-dropped": _define_kind(DROPPED, ("id that another block has", "与另一块重复的 id")),
    "note-left": _define_kind(LEFT, ("footnote reference without a footnote", "没有内容的脚注号")),
    "note-repeated": _define_kind(
        LEFT, ("footnote whose label another has, renamed", "标签重复的脚注，已改名"), ("refer to it where it belongs", "在正文中引用它")
    ),
    "template": _define_kind(LEFT, ("template code, kept as text", "模板代码，照录为文字")),
    "lines": _define_kind(GUESSED, ("line breaks kept", "保留换行")),
    "row": _define_kind(GUESSED, ("table row longer than the header; columns added", "表格的行比表头长，已补列")),
    # Word
    "numbering": _define_kind(UNDERSTOOD, ("automatic numbering written out", "自动编号已写成文字")),
    "formula": _define_kind(UNDERSTOOD, ("formula", "公式")),
    "formula-left": _define_kind(LEFT, ("formula, kept as plain text", "公式，保留为普通文字")),
    "page-break-dropped": _define_kind(DROPPED, ("page break within a question", "题目中间的分页")),
    "room": _define_kind(UNDERSTOOD, ("lines to write on", "答题横线"), ("change `space`", "改 space")),
    "insertion": _define_kind(UNDERSTOOD, ("tracked insertion, accepted", "修订：接受插入的文字")),
    "move": _define_kind(UNDERSTOOD, ("tracked move, accepted", "修订：接受移动的文字")),
    "deletion": _define_kind(DROPPED, ("tracked deletion, left out", "修订：略去已删除的文字")),
    "hidden": _define_kind(DROPPED, ("hidden text, left out", "隐藏文字，未收录"), ("unhide it in Word", "在 Word 里取消隐藏")),
    "hidden-answer": _define_kind(GUESSED, ("hidden text, taken for an answer", "隐藏文字，作为答案")),
    "remark": _define_kind(DROPPED, ("comment of a reader of the Word file", "Word 批注")),
    "header": _define_kind(DROPPED, ("header or footer of the Word file", "Word 页眉页脚")),
    "contents-list": _define_kind(DROPPED, ("table of contents; the handout makes its own", "目录；讲义会自动生成")),
    "field": _define_kind(LEFT, ("field of Word; its last result was kept as text", "Word 域，保留最后的结果")),
    "field-lost": _define_kind(DROPPED, ("field of Word without a result", "没有结果的 Word 域")),
    "link-inside": _define_kind(LEFT, ("link within the document; its text was kept", "文档内的链接，保留文字")),
    "text-box": _define_kind(UNDERSTOOD, ("text box, put after its paragraph", "文本框，放在所在段落之后")),
    "chart": _define_kind(GUESSED, ("chart converted to a table", "图表改为表格"), ("replace it with an image", "换成图片")),
    "diagram": _define_kind(GUESSED, ("SmartArt converted to a list", "SmartArt 改为列表"), ("replace it with an image", "换成图片")),
    "object": _define_kind(
        LEFT, ("embedded object that cannot be converted", "无法转换的嵌入对象"), ("replace it with an image", "换成图片")
    ),
    "vector-picture": _define_kind(
        LEFT,
        ("picture in a format of Windows (EMF, WMF), kept beside the handout", "Windows 图元文件（EMF、WMF），保存在讲义旁"),
        ("save it as PNG in Word", "在 Word 里另存为 PNG"),
    ),
    "symbol": _define_kind(
        LEFT, ("symbol of a font that is not known, shown as □", "无法识别的符号，显示为 □"), ("type it anew", "请重新输入")
    ),
    "placeholder": _define_kind(DROPPED, ("placeholder of an empty form field", "空白控件的提示文字")),
    "embedded": _define_kind(UNDERSTOOD, ("file embedded as text", "作为正文嵌入的文件")),
    "embedded-left": _define_kind(
        LEFT, ("embedded file that cannot be converted", "无法转换的嵌入文件"), ("convert and import it separately", "请另外转换、导入")
    ),
    "note-unused": _define_kind(DROPPED, ("note without a reference in the text", "正文里没有引用的注释")),
    # folders
    "renamed": _define_kind(UNDERSTOOD, ("file name", "文件名")),
    "skipped": _define_kind(LEFT, ("not imported", "未导入")),
    "hidden-file": _define_kind(LEFT, ("hidden, not imported", "隐藏的，未导入")),
    "empty": _define_kind(LEFT, ("without text, not imported", "没有文字，未导入")),
    "order": _define_kind(UNDERSTOOD, ("index; its order is that of the book", "目录笔记，合集按它的顺序排列")),
    "book": _define_kind(UNDERSTOOD, ("collected book", "合集")),
    "problem": _define_kind(LEFT, ("problem to resolve", "有待处理的问题")),
}
"""Every kind of decision by its name."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: the line (from 1; a paragraph in Word files; 0 for the whole file), the input text, and the result."""

    line: int
    kind: str
    seen: str
    made: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict of its kind."""
        return DECISION_KINDS[self.kind].verdict

    @property
    def undo(self) -> str:
        """The setting or edit that undoes it, in the user's language; may be empty."""
        return DECISION_KINDS[self.kind].undo.localize()


LINE_KINDS = ("question", "point", "heading", "event", "answer", "paragraph")
"""What the user may say that a line is."""


@dataclass(slots=True)
class DecisionLog:
    """The decisions of one import: the only mutable state, passed to every step as its last argument."""

    decisions: list[Decision] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    """What lines were taken for, by number."""

    def add(self, line: int, kind: str, seen: str, made: str = "") -> None:
        """Add one decision; an unknown kind is a bug and raises ValueError."""
        if kind not in DECISION_KINDS:
            raise ValueError(kind)
        self.decisions.append(Decision(line, kind, seen, made))

    def add_all(self, other: "DecisionLog") -> None:
        """Add what another log has."""
        self.decisions += other.decisions
        self.kinds |= other.kinds

    def note_kind(self, line: int, kind: str) -> None:
        """Note what a line was taken for; of a line with several parts the first one counts."""
        self.kinds.setdefault(line, kind)

    def __iter__(self) -> Iterator[Decision]:
        """Sorted by line; decisions of one line keep their order."""
        return iter(sorted(self.decisions, key=lambda decision: decision.line))


def format_decisions(name: str, decisions: Iterable[Decision]) -> str:
    """A report for reading: the file name, then one decision a line with the input in full."""
    return "".join([f"{name}\n", *(f"  {format_decision(decision)}\n" for decision in decisions)])


def format_decision(decision: Decision) -> str:
    """One decision as a line: place, verdict, kind, input, result, how to undo it."""
    kind = DECISION_KINDS[decision.kind]
    place = str(decision.line) if decision.line else "-"
    made = f" → {decision.made}" if decision.made else ""
    undo = f"  [{decision.undo}]" if decision.undo else ""
    return f"{place:>5}  {kind.verdict.word}: {kind.what.localize()}: {decision.seen}{made}{undo}"


def format_decisions_as_json(reports: Iterable[tuple[str, Iterable[Decision]]]) -> str:
    """Reports as a JSON array of files, each with its decisions."""
    rows = [
        {"file": name, "decisions": [asdict(d) | {"verdict": d.verdict.value, "undo": d.undo} for d in decisions]}
        for name, decisions in reports
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def count_verdicts(decisions: Iterable[Decision]) -> str:
    """The number of decisions of each verdict, on one line."""
    found = Counter(decision.verdict for decision in decisions)
    return ", ".join(f"{found[verdict]} {verdict.word}" for verdict in Verdict if found[verdict])


PARTS_OF_QUESTION = {
    (True, True): Message("{count:option|options}, answer {answer}", "{count} 个选项，答案 {answer}"),
    (True, False): Message("{count:option|options}", "{count} 个选项"),
    (False, True): Message("answer {answer}", "答案 {answer}"),
    (False, False): Message("", ""),
}
"""What is told of a question, by whether it has options and an answer."""


def describe_question(options: int, answer: str = "") -> str:
    """What is told of a question."""
    return PARTS_OF_QUESTION[bool(options), bool(answer)].localize(count=options, answer=answer)


def shorten(text: str, limit: int = 40) -> str:
    """The text on one line, a long one abridged in its middle to `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 12]}…{line[-11:]}"
