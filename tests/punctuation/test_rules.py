"""Punctuation correction: cases that other tools get wrong, properties, and the share of folded texts that is restored."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.marks import GOAL, fold, score, texts
from jiangyi.punctuation.edits import Edit, EditedText, apply_edits
from jiangyi.punctuation.rules import correct, is_folded
from jiangyi.punctuation.strays import normalize_radical
from tests.law import law
from tests.support import ROOT

SEED = (ROOT / "tests" / "texts" / "创新基层治理.txt").read_text("utf-8")

CORRECTIONS = [
    ("你好,世界.", "你好，世界。"),
    ('"你好,世界"他说:"好"', "“你好，世界”他说：“好”"),
    ("创新“晋安模式”,使难题:“打通”", "创新“晋安模式”，使难题：“打通”"),
    ("达到15%,达到", "达到15%，达到"),
    ("破折号--这样", "破折号——这样"),
    ("他等了...终于", "他等了……终于"),
    ("乡镇(街道)社工站", "乡镇（街道）社工站"),
    ("(1)基层治理具有群众性;基层是", "（1）基层治理具有群众性；基层是"),
    ("(1)A 项:正确", "（1）A 项：正确"),
    ("正确的是( )", "正确的是（ ）"),
    ("（1)甲", "（1）甲"),
    ("$f(x,y)$是,函数", "$f(x,y)$是，函数"),
    ("函数f(x)在x=0处,连续", "函数f(x)在x=0处，连续"),
    ("用`foo(a,b)`,然后", "用`foo(a,b)`，然后"),
    ("- `timeout`:网络慢", "- `timeout`：网络慢"),
    ("见https://example.org/a,b?x=1,然后", "见https://example.org/a,b?x=1，然后"),
    ("(见https://example.org/a)", "（见https://example.org/a）"),
    ("官方的:https://example.org/", "官方的：https://example.org/"),
    ("发邮件到a.b@c.com,谢谢", "发邮件到a.b@c.com，谢谢"),
    ("打开foo.txt,再看a/b/c.py:好", "打开foo.txt，再看a/b/c.py：好"),
    ("价格3.5元,共1,200元,10:30开始,比例3:2", "价格3.5元，共1,200元，10:30开始，比例3:2"),
    ("版本v1.2.3,发布于2020-01-01,见DOI:10.1000/abc(1),好", "版本v1.2.3，发布于2020-01-01，见DOI:10.1000/abc(1)，好"),
    ("使用“MOOC”,“SPOC”等", "使用“MOOC”，“SPOC”等"),
    ('“他说"好"”', "“他说‘好’”"),
    ('“两个结合"', "“两个结合”"),
    ("it's好的,'你好'", "it's好的，‘你好’"),
    ("[链接,一](https://a.org/(x),y)后,好", "[链接，一](https://a.org/(x),y)后，好"),
    ("{#id a=b,c}你,好", "{#id a=b,c}你，好"),
    ("::: event 标题,一 {#x date=1,2}", "::: event 标题，一 {#x date=1,2}"),
    ('<font color="red">红,字</font>,后', '<font color="red">红，字</font>，后'),
    ("治理[1],2020年", "治理[1]，2020年"),
    ("- [ ] 任务,一", "- [ ] 任务，一"),
    ("| 甲,乙 | a,b |\n|:--|--:|\n| 1,2 | 丙:丁 |", "| 甲，乙 | a,b |\n|:--|--:|\n| 1,2 | 丙：丁 |"),
    ("```\n代码,不动\n```\n正文,要动", "```\n代码,不动\n```\n正文，要动"),
    ("你好, 世界", "你好，世界"),
    ("你好 ，世界", "你好，世界"),
    ("⼀个⻓⻔", "一个长门"),
    ("基层\u200b治理\ufeff。", "基层治理。"),
    ("基层&middot;治理&ldquo;好&rdquo;&#65292;真的", "基层·治理“好”，真的"),
    ("文字断行\n,接着写", "文字断行\n，接着写"),
    ("见https://example.org/a?x=1&amp;y=2&nbsp;,好", "见https://example.org/a?x=1&amp;y=2 ，好"),
    ("看a.org/x&quot;,好", '看a.org/x"，好'),
    ("(见https://example.org/a_(b)),好", "（见https://example.org/a_(b)），好"),
    ("服’…&(1),/!:,；好", "服’…&（1），/！：，；好"),
    ("社区办起食堂.今年又添三家.", "社区办起食堂。今年又添三家。"),
    ("入住率下降12.5%.今年有所回升,大家满意. 明年再看.", "入住率下降12.5%。今年有所回升，大家满意。明年再看。"),
    ("大家都说“好”.然后散了,设备（新式）.很快装好.", "大家都说“好”。然后散了，设备（新式）。很快装好。"),
    ("他先学了Python.后来又学Java.", "他先学了Python。后来又学Java。"),
    ("| 老人都来吃饭. | 3.5 |", "| 老人都来吃饭。 | 3.5 |"),
    ("分三步:一.准备材料;二.组织实施.", "分三步：一.准备材料；二.组织实施。"),
    ("减号 (-) 按钮,点 (取消) 即可", "减号（-）按钮，点（取消）即可"),
    ("完成, 再做", "完成，再做"),
    ("乡镇， 街道 、 社区", "乡镇，街道、社区"),
    ("`attrs` 、 `emit`两项", "`attrs`、`emit`两项"),
    ('点 "Save" 或"Open"按钮', "点“Save”或“Open”按钮"),
    ("返回 'title' 时", "返回‘title’时"),
    ("食堂---不只是吃饭的地方", "食堂——不只是吃饭的地方"),
    ("Python--一种语言", "Python——一种语言"),
    ("--鲁迅《故乡》", "——鲁迅《故乡》"),
    ("他等了…", "他等了……"),
    ("苹果、梨、3...等等", "苹果、梨、3……等等"),
    ("先问需要，，再谈供给。。好！！！！！", "先问需要，再谈供给。好！！！"),
    ("每桌5~10人,占20%~30%", "每桌5～10人，占20%～30%"),
    ("①今天天气很好.②明天也好.", "①今天天气很好。②明天也好。"),
    ("人均8km².人口共12万.", "人均8km²。人口共12万。"),
    ("我们都爱这里 .", "我们都爱这里。"),
    ("提示： 先保存， 再退出。 然后重启", "提示：先保存，再退出。然后重启"),
    ("通知:(急)明早开会", "通知：（急）明早开会"),
    ("答案:D", "答案：D"),
    ("他用‘right’和'left'两词", "他用‘right’和‘left’两词"),
    ("[^1]: 注,释", "[^1]: 注，释"),
    ("正确的是: A.甲 B.乙", "正确的是： A.甲 B.乙"),
    ("Wait here？Or leave?", "Wait here? Or leave?"),
    ("Come and see，then tell us。", "Come and see, then tell us."),
    ("I like apples、pears and plums。", "I like apples, pears and plums."),
]
"""Texts and their corrections."""

KEPT = [
    "1.创新基层社会治理",
    "第一编 总则",
    "云南通海：深化党建引领 打通基层治理",
    "5月1日-3日",
    "１２３ＡＢＣ①㎡",
    "由Apple,Inc.)发布",
    'He said, "yes", and left (early).',
    "The term 基层治理, or grassroots governance, is used: see (1).",
    "GDP(2020)增长",
    "”两个结合”。",
    '"他说"好"',
    "第一章.总则",
    "1 < 2 &lt;b&gt; &amp;",
    "👨\u200d👩\u200d👧 一家",
    "\u00a0 \u00a0",
    "　　缩进",
    "http://a.org/?q=甲",
    "用 Python 3.11 写，共 20 行",
    '选项 "--" 开头',
    "美国作家马克.吐温来过",
    "光明日报.理论版",
    "一.总则",
    "由Apple Inc.发布",
    "见附件.PDF和阿里巴巴.US",
    "使用 --help 选项",
    "HTML、CSS、JavaScript",
    "约~5元，~/home，H~2~O",
    "列表 1, 2, …, n 项",
    "姓名：  学号：",
    "正确的是（  ） A",
    "北京—上海",
    "甲、、乙",
    "张三.食堂研究[M].北京",
    "图1.食堂",
    "PM2.5.今年",
    "A.B.C三个选项",
    "好吧:( 明天再说",
    "村务公开很重要。 答案：正确",
    "下列正确的是。 A. 甲 B. 乙",
    "看![示意](图.png)很清楚。",
    "看![[图.png]]很清楚",
    "> [!注意]",
    "使用apply()函数和foo.bar()",
    "在Yahoo!上搜索",
    "写!import和!important",
    "看[条例][甲,乙]和{#图-一 title=甲,乙}",
    "::: 提示",
    "音标是/ə'pɔ:l/和[ˈæp(ə)l]",
    "点(1,2)在区间(0,1)上",
    "好的:)哈哈(^_^)再见:-(",
    "输入 :wq 退出",
    "或者a!=b成立",
    "术语\n: 解释",
]
"""Texts that other tools damage: numbered items, headlines, reversed quotation marks, spaces and English."""


@pytest.mark.parametrize(("text", "wanted"), CORRECTIONS)
def test_marks_are_corrected(text: str, wanted: str) -> None:
    assert apply_edits(text, correct(text)) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_protected_text_stays(text: str) -> None:
    assert correct(text) == ()


def test_seed_is_restored() -> None:
    edits = correct(SEED)
    assert is_folded(SEED)
    assert sum(edit.text != "）" for edit in edits) == 123
    assert {edit.rule for edit in edits} == {"half-width-mark"}
    corrected = apply_edits(SEED, edits)
    assert not re.search("[,:;()]", corrected)
    assert fold(corrected) == SEED


def test_folded_documents_are_detected() -> None:
    assert not any(is_folded(text) for _, text in texts())
    assert not is_folded("你好,世界。")
    assert not is_folded("")


def test_folded_texts_are_restored() -> None:
    scores = [score(name, text) for name, text in texts()]
    assert sum(one.marks for one in scores) > 2000
    assert sum(one.back for one in scores) >= GOAL * sum(one.marks for one in scores), [miss for one in scores for miss in one.misses]
    assert [(one.name, one.half_changed, one.other, one.spaces) for one in scores if one.half_changed or one.other or one.spaces > 0] == []


PIECES = [
    *"基层治理创新服务一是二第章，。；：？！“”‘’（）《》……—　abXY12.,;:?!()\"'-–_*#>|`$&<>[]{}=~/\\ \n\t\u00a0\u200b⼀⻓",
    "https://a.org/x", "&nbsp;", "&quot;", "&amp;", "...", "--", "3.5", "1,200", "10:30",
    "a@b.cn", "**", "foo.txt", "```", "$x$", "(1)", "\n\n",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
ENTITIES = re.compile(r"&(?:amp;)?(?:nbsp|quot|amp);")


@pytest.mark.slow
@law(500)
@given(TEXT)
def test_correction_is_idempotent(text: str) -> None:
    edits = correct(text)
    assert all(one.end <= two.start for one, two in pairwise(edits))
    assert correct(apply_edits(text, edits)) == ()


@pytest.mark.slow
@law(500)
@given(TEXT)
def test_only_marks_and_spaces_change(text: str) -> None:
    corrected = apply_edits(text, correct(text))
    assert words(corrected) == words(text)
    assert corrected.count("\n") == text.count("\n")
    english = sum(edit.rule == "full-width-mark" for edit in correct(text))
    assert sum(c.isspace() for c in corrected) <= sum(c.isspace() for c in ENTITIES.sub(" ", text)) + english


def words(text: str) -> str:
    """The letters, digits and Han of a text, radicals as the characters they stand for."""
    plain = "".join(normalize_radical(c) if "\u2e80" <= c <= "\u2fd5" else c for c in ENTITIES.sub(" ", text))
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    """Edits of a text of a length, in order."""
    out: list[Edit] = []
    at = 0
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(at, max(at, min(length, at + 3))))
        end = draw(st.integers(start, min(length, start + 3))) if start <= length else start
        if start >= length or end == start:
            break
        out.append(Edit(start, end, draw(st.text("xyz", max_size=3)), "rule"))
        at = end
    return out


@law(100)
@given(st.data())
def test_edited_text_tracks_origins(data: st.DataObject) -> None:
    text = data.draw(st.text("abc", max_size=12))
    draft = EditedText(text)
    for _ in range(2):
        edits = data.draw(edits_of(len(draft.text)))
        wanted = apply_edits(draft.text, edits)
        draft.apply(edits)
        assert draft.text == wanted
    assert apply_edits(text, draft.merge_edits()) == draft.text


def test_a_full_stop_ends_any_paragraph_of_a_text() -> None:
    text = "新装了三台电饭锅（全自动）.\n\n会议纪要已经发给各组.\n"
    assert apply_edits(text, correct(text)) == "新装了三台电饭锅（全自动）。\n\n会议纪要已经发给各组。\n"
