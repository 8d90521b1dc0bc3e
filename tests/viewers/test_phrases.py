"""The phrases that readers are asked for, and the limits that explain what they do not show."""

import pytest

from tools.readers.comparison import Fault, Kind, find_faults
from tools.readers.expected import Flow, Line
from tools.readers.known_limits import find_limit
from tools.readers.phrases import Phrase, choose_crossing, choose_phrases

CALL = Line("一件小事怎样办成1，又怎样办得长久。", Flow.TEXT, 0, raised=(8, 9))


def test_only_phrases_of_the_kind_of_note_calls_run_across_one() -> None:
    phrases = choose_phrases([[CALL]], 20)
    assert "note call" in {phrase.kind for phrase in phrases}
    for phrase in phrases:
        start = CALL.text.index(phrase.text)
        crosses = any(start < place < start + len(phrase.text) for place in CALL.raised)
        assert crosses == (phrase.kind == "note call")


@pytest.mark.parametrize(
    ("elements", "texts", "is_known"),
    [
        (("th", "th"), ("角度", "难处"), True),
        (("figcaption", "p"), ("逐月算增长率", "输出"), True),
        (("li", "p"), ("☑", "每条"), True),
        (("li", "p"), ("要点", "每条"), False),
        (("td", "td"), ("角度", "难处"), False),
        (("p", "p"), ("第一段。", "第二段。"), False),
    ],
)
def test_converters_may_join_only_what_they_are_known_to_join(elements: tuple[str, str], texts: tuple[str, str], *, is_known: bool) -> None:
    lines = [Line(text, Flow.TEXT, number, element=elements[number]) for number, text in enumerate(texts)]
    (fault,) = find_faults(lines, "".join(texts))
    assert fault.kind is Kind.JOINED
    assert (find_limit("calibre-txt", fault) is not None) == is_known


def test_raised_text_that_is_no_number_is_no_known_limit() -> None:
    assert find_limit("pdfium", Fault(Kind.RAISED, "办成1▁，又"))
    assert not find_limit("pdfium", Fault(Kind.RAISED, "办成甲▁，又"))


def test_a_phrase_across_a_line_end_knows_its_place() -> None:
    page = [Line("一件小事怎样办成。", Flow.TEXT, 0), Line("“民有所呼”，我有所应。", Flow.TEXT, 0)]
    (phrase,) = choose_crossing([page], 4)
    assert "。▁“" in phrase.shown
    assert phrase.shown.replace("▁", "") == phrase.text


@pytest.mark.parametrize(
    ("reader", "phrase", "is_known"),
    [
        ("pdf.js", Phrase("办成。“民有", "line end", 3), True),
        ("pdf.js", Phrase("办成。“民有", "mark"), False),
        ("pdf.js", Phrase("办成，民有", "line end", 3), False),
        ("pdfium", Phrase("办成。“民有", "line end", 3), False),
        ("poppler", Phrase("n)  # 汇总", "edge"), True),
        ("poppler", Phrase("n) # 汇总", "edge"), False),
    ],
)
def test_only_what_a_search_cannot_find_is_a_known_limit(reader: str, phrase: Phrase, *, is_known: bool) -> None:
    assert (find_limit(reader, Fault(Kind.UNFOUND, phrase.shown)) is not None) == is_known


def test_no_phrase_across_a_line_end_has_a_visible_gap() -> None:
    following = Line("算数，天天做，件件做", Flow.TEXT, 1)

    def choose(*lines: Line) -> set[str]:
        return {phrase.text for seed in range(40) for phrase in choose_crossing([lines], 1, seed)}

    assert "说了算数" in choose(Line("吃饭的人说了", Flow.TEXT, 1), following)
    assert not any("人说" in text for text in choose(Line("吃饭的人说了", Flow.TEXT, 1, apart=(4,)), following))
    assert not any("做，" in text for text in choose(Line("吃饭的人", Flow.TEXT, 1), Line("算做，天天做", Flow.TEXT, 1, raised=(2,))))
