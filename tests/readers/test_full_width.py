"""Full-width signs that are read as syntax: laws for any text."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import YAML_LOADER, Report, Source, find_repairs, parse_yaml
from jiangyi.model import holds_mapping
from jiangyi.readers.syntax.full_width import escape_signs, find_full_width, find_full_width_in_yaml, replace_signs
from tests.law import law

PIECES = (
    *"：＃｛｝＝［］（）＊－—｜＞＜＄￥｀·！％《》、。【】，“”甲乙a1 \n\t*#-|{}[]()$^=`:!<>/",
    *(
        "：：：",
        "＊＊",
        "｛｛",
        "｝｝",
        "＝＝",
        "［＃a］",
        "！［甲］（a.png）",
        "［甲］（#a）",
        "《br》",
        "$、frac{1}{2}$",
        "￥x^2￥",
        "···\n",
        "\n－ ",
        "｜甲｜乙｜\n",
    ),
    *("---\n", "－－－\n", "title：甲\n", "```\n", "    "),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
LINES = st.lists(
    st.sampled_from(
        (
            "title：甲",
            "subject:乙",
            "blocks:",
            "- type：point",
            "  lead：丙",
            "\tbody: 丁",
            "－ 甲",
            "tags: ［甲，乙］",
            "- @甲",
            '- "甲"乙',
            "- {type：list}",
            " date: 1",
        )
    ),
    max_size=12,
).map("\n".join)


@law(40)
@given(TEXTS)
def test_signs_keep_their_places(text: str) -> None:
    for find in (find_full_width, find_full_width_in_yaml):
        signs = find(text)
        assert all(text.startswith(sign.found, sign.start) and len(sign.found) == len(sign.made) for sign in signs)
        made = replace_signs(text, signs)
        assert len(made) == len(text)
        assert made.count("\n") == text.count("\n")


@law(40)
@given(TEXTS)
def test_half_width_signs_stay(text: str) -> None:
    made = replace_signs(text, find_full_width(text))
    assert find_full_width(made) == ()


@law(40)
@given(st.text("甲乙，。：；“”！？（）《》、——……\n", max_size=60))
def test_punctuation_of_prose_is_no_syntax(text: str) -> None:
    lines = [line for line in text.split("\n") if set(line) - set("—：") or not line]  # a rule, or a container
    assert find_full_width("\n".join(f"甲{line}" for line in lines)) == ()


@law(40)
@given(TEXTS)
def test_escaped_signs_are_no_syntax(text: str) -> None:
    for _ in range(len(text)):
        if not find_full_width(text):
            break
        text = escape_signs(text)
    assert find_full_width(text) == ()


@law(40)
@given(LINES)
def test_repaired_yaml_needs_no_repair(text: str) -> None:
    repairs = find_repairs(text, YAML_LOADER, holds_mapping)
    made = repairs.apply(text)
    before, after = Report(), Report()
    found, again = (parse_yaml(Source("例.yaml", one), log, holds_mapping) for one, log in ((text, before), (made, after)))
    if found and not before.has_errors:
        assert again
        assert again.data == found.data
    assert made.count("\n") == text.count("\n")
