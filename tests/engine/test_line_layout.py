"""Printed lines, measured glyph by glyph, for several texts and measures."""

import re
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest

from jiangyi.engine import line_layout
from jiangyi.typeset import CharClass
from tests.support import ROOT
from tests.typeset.page import EM, LEFT, Glyph, Line, is_mark, lines, write_pdf

TEXTS = sorted((ROOT / "tests" / "typeset" / "texts").glob("*.txt"))
MEASURES = (42, 36, 30.5, 24, 20)
LETTERS = (CharClass.LETTER, CharClass.DIGIT)


def paragraphs(path: Path) -> list[str]:
    return path.read_text("utf-8").strip().split("\n")


def html(text: str) -> str:
    return "<p>" + text.replace("&", "&amp;") + "</p>"


LONG = 100
"""Paragraphs of a text whose pages take long to make."""
CASES = [
    pytest.param((path, em), marks=[pytest.mark.slow] * (len(path.read_text("utf-8").splitlines()) > LONG))
    for path in TEXTS
    for em in MEASURES
]


@pytest.fixture(scope="module", params=CASES, ids=lambda p: f"{p[0].stem}-{p[1]}")
def page(request: pytest.FixtureRequest) -> tuple[list[list[Line]], float]:
    """The paragraphs of a text as lines, and the right edge of its measure."""
    path, em = request.param
    found = lines(write_pdf("".join(map(html, paragraphs(path))), measure=em))
    rest, parts = iter(found), []
    for paragraph in paragraphs(path):
        wanted, part = re.sub(r"\s", "", paragraph), []
        while "".join(line.text for line in part) != wanted:
            part.append(next(rest))
        parts.append(part)
    return parts, LEFT + em * EM


def inner(parts: list[list[Line]]) -> list[Line]:
    """Every line that is not the last of its paragraph."""
    return [line for part in parts for line in part[:-1]]


def is_short_address(line: Line, edge: float) -> bool:
    """Whether a line ends at a mark of a web address and is left short, by less than half, with its gaps as they are."""
    at_mark = re.search(r"[a-z0-9][/?&=.-]$", line.text)
    return bool(at_mark) and edge - line.end < (edge - LEFT) / 2 and max(line.openings, default=0.0) < 0.01


def has_word(line: Line, below: Line) -> bool:
    """Whether a line holds an unbreakable word of Latin, or ends before one."""
    return bool(re.search(r"[A-Za-z]{3}|\d{3}", line.text) or re.match(r"\W*[A-Za-z0-9]{3}", below.text))


def test_lines_are_flush(page: tuple[list[list[Line]], float]) -> None:
    parts, edge = page
    assert [line.text for line in inner(parts) if abs(line.end - edge) > 0.05 * EM and not is_short_address(line, edge)] == []
    assert [line.text for part in parts for line in part if line.end > edge + 0.05 * EM] == []


def test_lines_begin_at_the_edge_and_paragraphs_two_em_in(page: tuple[list[list[Line]], float]) -> None:
    parts, _ = page
    assert [part[0].text[:5] for part in parts if abs(part[0].start - LEFT - 2 * EM) > 0.05 * EM] == []
    assert [line.text[:5] for part in parts for line in part[1:] if abs(line.start - LEFT) > 0.05 * EM] == []


def test_lines_follow_kinsoku(page: tuple[list[list[Line]], float]) -> None:
    parts, _ = page
    for part in parts:
        for above, below in pairwise(part):
            assert below.glyphs[0].kind not in (
                CharClass.CLOSE,
                CharClass.STOP,
                CharClass.SMALL,
                CharClass.NARROW_CLOSE,
            ), below.text
            assert above.glyphs[-1].kind not in (CharClass.OPEN, CharClass.NARROW_OPEN), above.text
            assert above.text[-1] + below.text[0] not in ("——", "……")


def test_numbers_are_whole(page: tuple[list[list[Line]], float]) -> None:
    parts, _ = page
    for above, below in (pair for part in parts for pair in pairwise(part)):
        assert not re.search(r"\d[,.:]?$", above.text) or not re.match(r"[\d%‰年月日个次元]", below.text), (
            above.text[-6:] + "|" + below.text[:6]
        )


def test_adjacent_punctuation_is_squeezed(page: tuple[list[list[Line]], float]) -> None:
    pairs = [(a, b) for part in page[0] for line in part for a, b in pairwise(line.glyphs) if is_mark(a) and is_mark(b)]
    for a, b in pairs:
        kept = 0.5 if (a.kind, b.kind) == (CharClass.CLOSE, CharClass.OPEN) else 0.0
        assert (b.ink[0] - a.ink[1]) / EM <= kept + 0.13, a.character + b.character


def test_chinese_beside_latin_has_a_quarter_em(page: tuple[list[list[Line]], float]) -> None:
    for line in (line for part in page[0] for line in part if len(line.openings) > 3):
        for a, b in pairwise(line.glyphs):
            if {a.kind, b.kind} in ({CharClass.HAN, LETTERS[0]}, {CharClass.HAN, LETTERS[1]}):
                assert 0.09 <= (b.x - a.x - a.advance) / EM - line.opening <= 0.31, line.text


def test_gaps_grow_equally_and_little(page: tuple[list[list[Line]], float]) -> None:
    for line, below in (pair for part in page[0] for pair in pairwise(part)):
        openings = line.openings or [0.0]
        assert max(openings) - min(openings) < 0.01, line.text
        assert max(openings) <= 0.12 or has_word(line, below), line.text


def test_no_last_line_of_one_character(page: tuple[list[list[Line]], float]) -> None:
    for part in page[0]:
        words = [g for g in part[-1].glyphs if g.kind in (CharClass.HAN, *LETTERS)]
        assert len(words) > 1 or len(part) == 1, part[-1].text


# Inline elements ----------------------------------------------------------------------------------------------

LONG = "基层治理要把群众的事情办好，把“最后一公里”打通，"


@pytest.mark.parametrize("inside", [
    "<strong>“加粗”的词</strong>", '<a href="https://example.org">链接文字</a>', "<code>code</code>", "<em>楷体</em>",
    '<span style="font-size: 0.7em; vertical-align: super">小字</span>',
    '<img style="width: 30pt; height: 9pt" src="data:image/svg+xml,%3Csvg/%3E"/>',
    '<span style="padding: 0 4pt; border: 1pt solid">框</span>', '<ruby style="display: inline-block">字</ruby>',
])  # fmt: skip
def test_lines_with_inline_elements_are_flush(inside: str) -> None:
    found = lines(write_pdf(f"<p>{LONG}{inside}{LONG}{inside}{LONG}</p>", measure=24))
    size = found[0].glyphs[0].size
    assert len(found) >= 3
    assert all(abs(line.end - LEFT - 24 * EM) < 0.05 * size for line in found[:-1] if line.glyphs[-1].size == size)


def test_a_box_border_changes_nothing() -> None:
    def glyphs(markup: str) -> list[Glyph]:
        return [g for line in lines(write_pdf(markup, measure=21)) for g in line.glyphs]

    text = LONG * 3 + "用Python写的“程序”。"
    cut = re.sub(r"(.{3})", r"<span>\1</span>", text)
    for one, other in zip(glyphs(f"<p>{text}</p>"), glyphs(f"<p>{cut}</p>"), strict=True):
        assert (one.character, one.y) == (other.character, other.y)
        assert one.x == pytest.approx(other.x, abs=0.01 * EM)


@pytest.mark.slow
def test_no_line_begins_with_a_footnote_mark() -> None:
    note = '<span style="float: footnote">注。</span>'
    css = "p { margin: 0; text-align: justify }"
    for n in range(18, 26):
        text = "治" * n + note + "理" * 30
        found = lines(write_pdf(f"<p>{text}</p>", css, measure=20))
        assert not any(re.match(r"\d", line.text) and "理" in line.text for line in found)


def test_copied_text_equals_the_source() -> None:
    text = "".join(paragraphs(TEXTS[-1]))
    with pymupdf.open(stream=write_pdf("".join(map(html, paragraphs(TEXTS[-1]))), measure=27)) as document:
        got = "".join(page.get_text() for page in document)
    assert re.sub(r"\s", "", got) == re.sub(r"\s", "", text)
    assert not re.search("[\u200b\u00ad\u2060\ufeff\u2000-\u200a]", got)


def test_forced_line_ends_and_left_aligned_lines_keep_their_gaps() -> None:
    found = lines(write_pdf(f"<p>短行<br/>{LONG}<br/>末行</p>", measure=40))
    assert [line.text[:2] for line in found] == ["短行", "基层", "末行"]
    assert all(abs(o) < 0.001 for line in found for o in line.openings)


def test_titles_are_balanced_with_trimmed_punctuation() -> None:
    found = lines(write_pdf("<h2>《关于加强基层治理体系和治理能力现代化建设的意见》学习要点</h2>", "h2 { font-size: 11pt }", measure=24))
    widths = [line.end - line.start for line in found]
    assert len(found) == 2
    assert abs(widths[0] - widths[1]) < 3 * EM
    assert found[0].start == pytest.approx(LEFT, abs=0.05 * EM)


def test_a_narrow_column_is_not_torn() -> None:
    found = lines(write_pdf("<p>国际化Internationalization与标准化Standardization并重</p>", "p { text-align: justify }", measure=8))
    assert max(o for line in found for o in line.openings or [0]) <= justify_limit()


def justify_limit() -> float:
    from jiangyi.typeset.line_breaking import TORN

    return TORN + 0.001


def test_a_long_address_stays_inside() -> None:
    address = "https://example.org/a/very/long/address/that/goes/on?and=on&then=some&more=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    for em in (10, 20, 30):
        assert all(line.end <= LEFT + em * EM + 0.5 for line in lines(write_pdf(html(f"见{address}。"), measure=em)))


def test_characters_of_other_fonts_do_not_change_the_height_of_lines() -> None:
    markup = "".join(f"<p>{text}</p>" for text in ("治理" * 60, "治理𠮷野☺①ㄅ→α治理" * 10, "治理" * 60))
    ys = sorted({g.y for line in lines(write_pdf(markup, measure=30)) for g in line.glyphs})
    assert {round(b - a, 1) for a, b in pairwise(ys)} == {19.0}


@pytest.mark.parametrize(("lang", "font", "text"), [
    ("zh-TW", "Noto Serif CJK TC", "基層治理要把群眾的事情辦好，把「最後一公里」打通；先問需要，再談供給。" * 4),
    ("ja", "Noto Serif CJK JP", "基層の統治は、住民の声を「よく聴く」ことから始まる。ちょっとした工夫が、まちを変えていく。" * 4),
])  # fmt: skip
def test_other_regions(lang: str, font: str, text: str) -> None:
    found = lines(write_pdf(f"<p>{text}</p>", font=font, lang=lang, measure=23.3), lang)
    for line in found[:-1]:
        assert line.end == pytest.approx(LEFT + 23.3 * EM, abs=0.05 * EM)
        assert line.text[0] not in "，。、」ょっー"


def draw_page(data: bytes) -> bytes:
    """The first page as it looks."""
    with pymupdf.open(stream=data) as document:
        return bytes(document[0].get_pixmap(dpi=150).samples)


def test_english_is_left_to_the_engine() -> None:
    markup = "<p>Internationalization and standardization of typographical representations in contemporary publications.</p>"
    css = "p { text-align: justify; hyphens: auto }"
    ours, plain = (write_pdf(markup, css, lang="en", measure=14, ours=ours) for ours in (True, False))
    assert draw_page(ours) == draw_page(plain)
    assert "‐" in "".join(line.text[-1] for line in lines(ours))


def test_a_table_gives_short_cells_one_line() -> None:
    rows = "<tr><td>“双减”</td><td>" + "减轻义务教育阶段学生作业负担和校外培训负担。" * 4 + "</td></tr>"
    found = lines(write_pdf(f"<table>{rows}</table>", "td { overflow-wrap: normal; vertical-align: top }", measure=30))
    assert found[0].text.startswith("“双减”")


CONTENTS = "<ol>{}</ol>{}"
LEADERS = "a::after {{ content: leader('{}') target-counter(attr(href url), page) }} ol {{ font-size: 10.3pt }} h2 {{ break-before: page }}"


@pytest.mark.slow
@pytest.mark.parametrize("dots", [".", ". ", "·", "－", "..", "fi"])
def test_leader_dots_are_where_the_engine_puts_them(dots: str) -> None:
    titles = ["基层治理", "问需于民，办事有方", "The problem with rereading"]
    entries = "".join(f"<li><a href='#t{n}'>{title}</a></li>" for n, title in enumerate(titles))
    html = CONTENTS.format(entries, "".join(f"<h2 id='t{n}'>{title}</h2>" for n, title in enumerate(titles)))
    ours, plain = (dots_of(html, LEADERS.format(dots), joined=joined) for joined in (True, False))
    assert len(plain) > 100
    assert len(ours) == len(plain)
    assert max(abs(a - b) for one, other in zip(ours, plain, strict=True) for a, b in zip(one, other, strict=True)) < 0.03


def dots_of(html: str, css: str, *, joined: bool) -> list[tuple[float, float]]:
    """The position of each character of the first page in pt, with the dots of a leader as one text or as the engine draws them."""
    with pytest.MonkeyPatch.context() as patch:
        if not joined:
            patch.setattr(line_layout, "compute_repetition", lambda *_: None)
        data = write_pdf(html, css)
    with pymupdf.open(stream=data) as document:
        found = [char[2] for span in document[0].get_texttrace() for char in span["chars"]]
    return sorted(found, key=lambda place: (round(place[1]), place[0]))


def test_glyphs_of_the_measure_are_full_width() -> None:
    """The test can fail: lines of the unpatched engine do."""
    plain = lines(write_pdf(html(LONG * 3), measure=23.5, ours=False))
    assert any(abs(line.end - LEFT - 23.5 * EM) > 0.05 * EM for line in plain[:-1])
    assert Glyph("，", 0, 0, 11, 11).ink == (0, 5.5)
