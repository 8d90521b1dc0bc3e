"""What stands for words without being text is spoken, and what only decorates or counts is not."""

from pathlib import Path

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Report
from jiangyi.render.inline_html import TYPED_BLANK
from jiangyi.writers.pdf import book_layout
from tests.law import law
from tests.spoken.page_text import read_to_unicode
from tests.spoken.speech import Speech, speak_pdf
from tests.support import page

HEAD = "---\ntitle: 试读\nlang: {}\n---\n\n"
EXERCISES = """::: exercise 填空 {space="lines 3"}
要坚持{{需求}}导向，用好{{闲置}}资源，哪一个？（　　）还有____。
:::

::: exercise 写作 {space=grid}
写一段话，不超过100字。

答案：先问需要。
:::
"""


def spoken(text: str, tmp_path: Path, lang: str = "zh-Hans") -> list[str]:
    path = tmp_path / "spoken.pdf"
    path.write_bytes(book_layout.write_rendered(page(HEAD.format(lang) + text, "print"), Report()).data)
    return speak_pdf(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "names"),
    [("zh-Hans", ("空格", "作答处，3 行", "作答方格，")), ("en", ("blank", "space to answer, 3 lines", "squared paper, "))],
)
def test_blanks_and_room_for_answers_are_spoken_in_the_language(tmp_path: Path, lang: str, names: tuple[str, ...]) -> None:
    lines = spoken(EXERCISES, tmp_path, lang)
    blank, room, squares = names
    question = next(line for line in lines if "导向" in line)
    assert f"要坚持‹{blank}›导向，用好‹{blank}›资源，哪一个？（‹{blank}›）还有‹{blank}›。" in question
    assert any(f"‹{room}›" in line for line in lines)
    assert any(squares in line for line in lines)
    assert not any(line.strip() == "100" for line in lines)  # the counts below the cells


@pytest.mark.slow
def test_a_blank_is_not_copied_as_a_word(tmp_path: Path) -> None:
    spoken(EXERCISES, tmp_path)
    with pymupdf.open(tmp_path / "spoken.pdf") as document:
        assert "空格" not in "".join(sheet.get_text() for sheet in document)


@pytest.mark.slow
def test_a_label_is_set_off_by_a_space(tmp_path: Path) -> None:
    text = "::: warning 2026年的题\n说明。\n:::\n\n::: table 2026年的数 {#t}\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n:::\n\n# 一节\n\n字。\n"
    lines = spoken(text, tmp_path)
    assert any(line.endswith("‹易错 ›2026年的题") for line in lines)
    assert any(line.endswith("‹表 1 ›2026年的数") for line in lines)


@pytest.mark.slow
def test_each_line_of_code_is_read_by_itself_with_its_indentation(tmp_path: Path) -> None:
    code = ["def f(x):", "    if x:", "        return 1", "    return 2"]
    lines = spoken("```python\n" + "\n".join(code) + "\n\nprint(f(1))\n```\n", tmp_path)
    assert lines[-5:] == [*code, "print(f(1))"]


@pytest.mark.slow
def test_the_number_of_a_footnote_is_read_before_its_blocks(tmp_path: Path) -> None:
    lines = spoken("词[^a]。\n\n[^a]: 一段。\n\n    - 甲\n    - 乙\n", tmp_path)
    assert lines[lines.index("[脚注] 1 一段。") + 1] == "[列表 2 项]"


@pytest.mark.slow
def test_everything_spoken_is_marked_content_and_nothing_spoken_is_an_artifact(tmp_path: Path) -> None:
    spoken(EXERCISES, tmp_path)
    with pikepdf.open(tmp_path / "spoken.pdf") as pdf:
        speech = Speech(pdf)
        said = "\n".join(speech.speak())
    assert "还有" in said
    assert not any("还有" in text for text in speech.artifacts)


@pytest.mark.slow
@law(60)
@given(
    st.lists(
        st.sampled_from(["字", "词句", "x_1", "a_b", "（甲）", "( )", "（ ）", "（　　）", "____", "＿＿＿", "(   )", "。", " "]),
        max_size=8,
    )
)
def test_blanks_are_what_is_empty_between_brackets_or_a_line(parts: list[str]) -> None:
    text = "".join(parts)
    found = TYPED_BLANK.split(text)
    assert "".join(found) == text
    assert all(not blank.strip(" \u3000_＿()（）") and len(blank) > 1 for blank in found[1::2])
    assert all("____" not in words and "＿＿＿" not in words and "（　　）" not in words for words in found[::2])


def test_a_map_of_characters_has_single_codes_and_ranges() -> None:
    data = b"2 beginbfchar <0001> <4E00> <0002> <00660069> endbfchar "
    data += b"2 beginbfrange <0003> <0005> <0041> <0006> <0007> [<0061> <0063>] endbfrange"
    assert read_to_unicode(data) == {1: "一", 2: "fi", 3: "A", 4: "B", 5: "C", 6: "a", 7: "c"}
