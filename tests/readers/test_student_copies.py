"""A student's copy never shows an answer: papers that differ in their answers only have the same student's copy."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.importing import convert
from jiangyi.model import Exercise, fold_answer, iter_texts, make_single_book, walk_blocks
from jiangyi.model.manuscript import Manuscript
from jiangyi.model.typed_answers import fold_verdict
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.law import law
from tests.readers.typed_papers import QUESTIONS, STYLES, PaperStyle, in_a_line, two_in_a_line, type_paper
from tests.support import ROOT, invoke, manuscript, pdf_text, short, strip_spaces

AFTER = ("", "“民以食为天。”", "注：以上为例题。")
ROUTES = ("text", "text as Markdown", "page", "note", "handout")
QUICK = [(style, ROUTES[n % len(ROUTES)], n % 3, AFTER[(n // 2) % 3]) for n, style in enumerate(STYLES)]
"""Each style on one route."""
THOROUGH = [combination for combination in itertools.product(STYLES, ROUTES, range(3), AFTER) if combination not in QUICK]


def read_paper(text: str, route: str) -> Manuscript:
    """A paper imported on some route and read, or read as a handout."""
    match route:
        case "handout":
            name, source = "例.md", f"# 社区治理试卷\n\n{text}"
        case "note":
            name, source = "例.md", convert.convert_file(f"# 社区治理试卷\n\n{text}".encode(), "例", ".md").text
        case "page":
            page = "".join(f"<p>{line}</p>" for line in ["社区治理试卷", *text.split("\n")] if line)
            name, source = "例.yaml", convert.convert_file(page.encode(), "例", ".html").text
        case _:
            made = convert.convert_file(f"社区治理试卷\n{text}".encode(), "例", ".txt", to="markdown" if "Markdown" in route else "yaml")
            name, source = f"例{made.suffix}", made.text
    found, report = manuscript(source, name)
    assert found, source
    assert [short(one) for one in report if one.severity.value == "error" or one.code == "answer-unassigned"] == [], source
    return found


def edition_text(found: Manuscript, edition: str) -> str:
    """The words of an edition."""
    book = select_edition(make_single_book(found.handout, {}), edition)
    rendered = render_book(book, build_index(book), load_theme(Workspace(ROOT)), Target.EPUB)
    return "\n".join(re.sub(r"<[^>]+>", "", document.html.split("<body", 1)[-1]) for document in rendered.documents)


def answers_of(found: Manuscript) -> list[str]:
    """The answers of all exercises in order."""
    exercises = [block for block in walk_blocks(found.handout) if isinstance(block, Exercise)]
    return [
        "".join(str(text) for block in exercise.answer for text in iter_texts(block)) or exercise.brief_answer for exercise in exercises
    ]


def check_paper(style: PaperStyle, route: str, spaced: int, after: str) -> None:
    """Both versions of a paper have every answer at its question, and the same student's copy."""
    copies = []
    for version in (0, 1):
        text = type_paper(style, version, spaced=spaced, after=after)
        found = read_paper(text, route)
        typed = [question.answers[version] for question in QUESTIONS]
        given = [fold_verdict(one) or one if want in "√×" else one for want, one in zip(typed, answers_of(found), strict=True)]
        assert list(map(fold_answer, given)) == list(map(fold_answer, typed)), text
        copies.append(edition_text(found, "student"))
        assert "答案" not in copies[-1], text
        assert not after or style.place != "below" or after in copies[-1]
        shown = re.sub(r"\s", "", edition_text(found, "teacher"))
        written = [words for one in typed if len(one) > 5 for words in re.split(r"[；\n]", one)]
        assert all(re.sub(r"\s", "", words) in shown for words in written), text
    assert copies[0] == copies[1]


@pytest.mark.parametrize(("style", "route", "spaced", "after"), QUICK, ids=lambda value: getattr(value, "name", str(value)))
def test_student_copy_has_no_answer(style: PaperStyle, route: str, spaced: int, after: str) -> None:
    check_paper(style, route, spaced, after)


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
def test_student_copies_have_no_answer(route: str) -> None:
    for style, _, spaced, after in [one for one in THOROUGH if one[1] == route][::31]:
        check_paper(style, route, spaced, after)


@st.composite
def paper_styles(draw: st.DrawFn) -> PaperStyle:
    """A style with its parts in any combination."""
    place = draw(st.sampled_from(["below", "below", "below", "bracket", "line", "range", "list", "sections"]))
    answer = draw(st.sampled_from(["答案：{}", "【答案】{}", "参考答案：{}", "正确答案：{}", "[答案]{}", "**答案：**{}", "答案: {}"]))
    gap = draw(st.sampled_from(["  ", "\u3000\u3000", "\t"]))
    return PaperStyle(
        "drawn",
        draw(st.sampled_from(["{}.", "{}、", "{}．", "第{}题 ", "{}. "])),
        draw(st.sampled_from(["{}.", "{}、", "{}．", "（{}）", "{} 、", "{}：", "{})"])),
        draw(st.sampled_from([lambda options: options, in_a_line(gap), two_in_a_line(gap)])),
        answer.replace("**", "") if place != "below" else answer,
        draw(st.sampled_from(["", "解析：", "【解析】"])) if place in ("below", "list") else "",
        place,
        draw(st.sampled_from(["{}、", "（{}）"])),
        *draw(st.sampled_from([("√", "×"), ("对", "错"), ("正确", "错误")])),
        restarts=place == "sections",
    )


@pytest.mark.slow
@law(6, shrinks=False)
@given(paper_styles(), st.sampled_from(["text", "text as Markdown", "page"]), st.integers(0, 2), st.sampled_from(AFTER))
def test_student_copies_of_any_style_have_no_answer(style: PaperStyle, route: str, spaced: int, after: str) -> None:
    check_paper(style, route, spaced, after)


@pytest.mark.slow
def test_student_pdf_has_no_answer(tmp_path: Path) -> None:
    style = STYLES[1]
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "卷.md").write_text(f"# 卷\n\n{type_paper(style, 0)}\n", "utf-8")
    built = invoke("build", "--to", "pdf", "--edition", "student,teacher", "--workspace", tmp_path)
    assert built.returncode == 0, built.stderr
    texts = {path.stem: strip_spaces("".join(pdf_text(path))) for path in (tmp_path / "output").glob("*.pdf")}
    student, teacher = (next(text for name, text in texts.items() if edition in name) for edition in ("student", "teacher"))
    for words in ("鹿鸣", "松涛", "荷风", "梅雪", "壬寅", "需求导向", "老年居民", "理由见教材"):
        assert words in teacher
        assert words not in student


CHOICES = "1. 首都是（ ）\n   A. 甲城\n   B. 乙城\n   C. 丙城\n\n2. 中心任务是（ ）\n   - A. 发展\n   - B. 安全\n\n"
TITLES_OF_KEYS = ("参考答案及解析", "答案解析", "答案与评分标准", "一、参考答案", "第一章练习题答案", "评分标准")
KEYS = (
    "1. C。解析：鹿鸣\n2. A。松涛\n",
    "1. C。鹿鸣\n2. A。解析：松涛\n\n鹿鸣松涛的说明。\n\n- 荷风\n- 梅雪\n",
    "| 评分 | 要点 |\n|---|---|\n| 2 | 荷风 |\n\n1. C。鹿鸣\n2. A。松涛\n",
    "鹿鸣与松涛。\n\n### 第一题\n\n荷风\n",
    "| 题号 | 1 | 2 |\n|---|---|---|\n| 答案 | C | A |\n\n## 参考答案及解析\n\n1. C。鹿鸣\n2. A。松涛\n",
)


def read_both(text: str) -> Iterator[tuple[Manuscript, list[str]]]:
    """A handout, and the same as imported, with the codes of its diagnostics."""
    typed = f"# 社区治理试卷\n\n{text}"
    for source in (typed, convert.convert_file(typed.encode(), "例", ".md").text):
        found, report = manuscript(source, "例.md")
        assert found, source
        yield found, [one.code for one in report]


@pytest.mark.parametrize("title", TITLES_OF_KEYS)
@pytest.mark.parametrize("key", KEYS)
def test_section_of_answers_is_hidden(title: str, key: str) -> None:
    for found, _ in read_both(f"{CHOICES}## {title}\n\n{key}\n## 附记\n\n正文仍在。\n"):
        student, teacher = edition_text(found, "student"), edition_text(found, "teacher")
        assert "正文仍在" in student
        assert "中心任务" in student
        for words in ("鹿鸣", "松涛", "荷风", "梅雪"):
            assert words not in student
            assert (words in teacher) == (words in key)


@pytest.mark.parametrize("title", ["习题及答案", "寻找答案", "时代的答案"])
def test_section_that_only_names_answers_is_shown(title: str) -> None:
    for found, _ in read_both(f"## {title}\n\n1. 调查研究鹿鸣。\n2. 群众路线松涛。\n\n## 附记\n\n正文。\n"):
        assert "鹿鸣" in edition_text(found, "student")


@pytest.mark.parametrize(("one", "other"), [("C 鹿鸣", "松涛"), ("C", "B"), ("C。鹿鸣", "B。松涛")])
def test_two_answers_that_differ_are_no_part_of_the_question(one: str, other: str) -> None:
    text = f"1. 首都是（　　）\n\nA. 甲城　　B. 乙城　　C. 丙城\n\n答案：{one}\n\n答案：{other}\n"
    assert any(line.kind == "answers-differ" for line in convert.convert_file(f"# 卷\n\n{text}".encode(), "例", ".md").decisions)
    for found, codes in read_both(text):
        assert "answers-differ" in codes
        student = edition_text(found, "student")
        assert "鹿鸣" not in student
        assert "松涛" not in student
        assert "首都是（C" not in student


@pytest.mark.parametrize("stem", ["坚持（{}）", "坚持【{}】。", "坚持（ {} ）的思想", "坚持__{}__"])
@pytest.mark.parametrize("answer", ["需求导向", "真抓实干、久久为功、问计于民、问需于民、问效于民、以人民为中心、全过程人民民主、共治共享"])
def test_bracket_with_the_words_of_the_answer_is_emptied(stem: str, answer: str) -> None:
    found, _ = manuscript(f"# 卷\n\n::: exercise\n{stem.format(answer)}\n\n答案：{answer}\n:::\n", "例.md")
    assert found
    assert answer not in edition_text(found, "student")
    assert answer in edition_text(found, "teacher")


@pytest.mark.parametrize("blank", ["【{}】", "__{}__", "＿{}＿", "（{}）", "____{}____", "<u>{}</u>"])
@pytest.mark.parametrize("answer", ["二十四", "为人民服务", "1921"])
def test_words_on_the_blanks_of_a_fill_in_are_answers(blank: str, answer: str) -> None:
    for found, _ in read_both(f"## 一、填空题\n\n1. 共有{blank.format(answer)}个。\n2. 其余的____。\n"):
        assert answer not in edition_text(found, "student")
        assert answer in edition_text(found, "teacher")


@pytest.mark.parametrize("typed", ["1.【答案】鹿鸣", "【答案】鹿鸣", "- 答案：鹿鸣", "2. 老人用餐【答案】鹿鸣"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_answer_of_no_question_is_hidden_in_a_list(typed: str, suffix: str) -> None:
    made = convert.convert_file(f"讲义\n\n第一节 食堂的由来\n\n{typed}\n\n第二节 食堂的管理\n\n正文。\n".encode(), "例", suffix)
    found, _ = manuscript(made.text, f"例{made.suffix}")
    assert found
    assert "鹿鸣" not in edition_text(found, "student")
    assert "鹿鸣" in edition_text(found, "teacher")


@pytest.mark.parametrize("title", ["三、材料", "三、其他要点", "附：常识"])
def test_numbered_lines_below_a_title_of_no_kind_are_no_questions(title: str) -> None:
    text = "## 一、单选题\n\n1. 首都是（　　）\n\nA. 甲城　B. 乙城\n\n答案：1．A\n\n## 二、判断题\n\n2. 食堂要便民。（√）\n\n"
    for found, _ in read_both(f"{text}## {title}\n\n1. 第一条编号\n2. 第二条编号\n"):
        assert len(answers_of(found)) == 2


OPTIONS_WITH_SIGNS = (
    "- [ ] A. 甲城\n- [x] B. 乙城\n- [ ] C. 丙城",
    "☐ A. 甲城\n☑ B. 乙城\n☐ C. 丙城",
    "A. 甲城\n√ B. 乙城\nC. 丙城",
    "A. 甲城\nB. 乙城（√）\nC. 丙城",
    "A. 甲城（×）\nB. 乙城（√）\nC. 丙城（×）",
    "A. 甲城\nB. 乙城【正确答案】\nC. 丙城",
)


@pytest.mark.parametrize("options", OPTIONS_WITH_SIGNS)
def test_sign_of_an_option_is_its_answer(options: str) -> None:
    for found, _ in read_both(f"1. 首都是（ ）\n\n{options}\n"):
        assert answers_of(found) == ["B"]
        student = edition_text(found, "student")
        assert not re.search("[√×☑✓]|正确", student)
        assert all(words in student for words in ("甲城", "乙城", "丙城"))


@pytest.mark.parametrize("line", ["1.甲（×）2.乙（√）", "1. 甲。（ × ）  2. 乙。（ √ ）", "1、甲×；2、乙√"])
def test_statements_in_a_line_are_questions(line: str) -> None:
    for found, _ in read_both(f"{line}\n"):
        assert list(map(fold_verdict, answers_of(found))) == ["×", "√"]
        assert not re.search("[√×]", edition_text(found, "student"))


@pytest.mark.parametrize("text", ["参 考 答 案\n\n1. C。鹿鸣\n", "正确答案是：鹿鸣\n", "答 鹿鸣\n", "答案应为：鹿鸣\n"])
def test_labels_of_answers_in_other_forms(text: str) -> None:
    for found, _ in read_both(f"1. 首都是哪里？\n\n{text}"):
        assert "鹿鸣" not in edition_text(found, "student")
        assert "鹿鸣" in edition_text(found, "teacher")


def test_all_brackets_with_letters_are_emptied() -> None:
    for found, _ in read_both("1. 首都是（C）的（B）\nA. 红\nB. 绿\nC. 蓝\n\n2. 甲（A）与乙（B）分别是（C）\nA. 红\nB. 绿\nC. 蓝\n"):
        student = edition_text(found, "student")
        assert "（C）" not in student
        assert "甲（A）与乙（B）" in student


@pytest.mark.parametrize("label", ["参考答案\n鹿鸣", "参考答案\\\n鹿鸣", "参考答案\n\n鹿鸣", "**答案** 鹿鸣", "答案\n\n- 鹿鸣"])
def test_answer_below_a_title_inside_an_exercise(label: str) -> None:
    found, _ = manuscript(f"# 卷\n\n::: exercise\n简述意义。\n\n{label}\n:::\n", "例.md")
    assert found
    assert "鹿鸣" not in edition_text(found, "student")
    assert "鹿鸣" in edition_text(found, "teacher")


@pytest.mark.parametrize("stem", ["首都是（ ）", "首都是（B）"])
def test_boxes_inside_an_exercise_are_options(stem: str) -> None:
    found, _ = manuscript(f"# 卷\n\n::: exercise\n{stem}\n\n- [ ] A. 甲城\n- [x] B. 乙城\n:::\n", "例.md")
    assert found
    assert answers_of(found) == ["B"]
    assert not re.search("☑|（B）", edition_text(found, "student"))


def test_what_follows_a_box_with_an_answer_is_shown() -> None:
    box = "<details><summary>点开看{0}</summary>\n\n暗号{0}\n\n</details>\n\n"
    question = "1. 首都为什么在这里？\n\n"
    source = f"# 例\n\n{box.format('答案')}后文一\n\n| 表 |\n|---|\n| 格 |\n\n{question}{box.format('答案')}{box.format('解析')}后文二\n"
    found, report = manuscript(source)
    assert found
    assert [d.code for d in report if not d.is_style] == ["answer-unassigned"]
    shown = [block for block in found.handout.blocks if not block.only]
    assert [block.type for block in shown] == ["paragraph", "table", "exercise", "paragraph"]
    (exercise,) = (block for block in shown if isinstance(block, Exercise))
    assert [str(exercise.answer[0].text), str(exercise.explanation[0].text)] == ["暗号答案", "暗号解析"]


@pytest.mark.parametrize("items", ["1. 甲事\n2. 乙事", "- 甲事\n- 乙事", "①甲事\n②乙事"])
@pytest.mark.parametrize("options", ["A. 先甲后乙\nB. 先乙后甲\n", ""])
def test_answer_directly_below_a_list_of_an_exercise(items: str, options: str) -> None:
    source = f"::: 练习\n下列排序正确的是（　　）。\n{items}\n{options}答案：B\n解析：机密\n:::\n"
    found, report = manuscript(f"---\ntitle: 例\n---\n\n{source}")
    assert found, [short(one) for one in report]
    [exercise] = [block for block in found.blocks if isinstance(block, Exercise)]
    assert exercise.answer
    asked = "".join(str(text) for block in exercise.stem for part in (block, *walk_blocks(block)) for text in iter_texts(part))
    assert "答案" not in asked
    assert "机密" not in asked
    assert len(exercise.options) == (2 if options else 0)
