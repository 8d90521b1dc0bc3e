"""Whether a file may have full-width signs of the syntax, told quickly."""

import re

RARE = "＃｛［＊｜＞＄￥｀＾＝＜〈"
SHORT_FORMS = (
    *"：： :： ：: ··· ！[ ！［ ！【 ]（ 】（ 】( 【# 【＃ 【^ |－ |— 《br 《u 《s ％} ]：".split(" "),  # noqa: SIM905 - reads better
    *"| －,| —,\n－,\n＋,\n— ,\n—\u3000,\n———,\n\u3000,-\u3000,#\u3000,*\u3000,+\u3000,>\u3000,\n----,\n ---".split(","),  # noqa: SIM905
)
"""Texts without which a file has no signs to replace, and the characters: looked for one by one, which is quicker than by a pattern."""
OTHER_FORMS = tuple(
    map(
        re.compile,
        (r"、[a-zA-Z]{2}", r"\{[^{}\n]*[，、；\u3000＝]", r"\{[\u3400-\u9fff]{1,8}[ :：]", r"\n[ \t]*[0-9０-９]{1,3}。", r"\n[ \t]+[－—]"),
    )
)


def may_have_signs(text: str) -> bool:
    """Whether a file may have signs to replace; most have none."""
    lines = f"\n{text}"
    return (
        any(character in lines for character in RARE)
        or any(form in lines for form in SHORT_FORMS)
        or any(form.search(lines) for form in OTHER_FORMS)
    )
