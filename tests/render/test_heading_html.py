"""Titles in e-books: their words are marked, so that readers end lines between them."""

from markupsafe import Markup

from jiangyi.render.heading_html import mark_word_breaks
from tests.support import page

TITLE = "加快建设全国统一大市场，促进商品要素资源畅通流动"


def test_words_of_a_title_are_marked() -> None:
    marked = mark_word_breaks(Markup(TITLE), "zh-Hans")
    assert "全国<wbr/>统一<wbr/>大市场，促进<wbr/>商品" in marked
    assert marked.replace("<wbr/>", "") == TITLE


def test_a_word_across_markup_stays_whole() -> None:
    html = Markup("加快建设全<em>国统一</em>大市场<strong>与</strong>高质量&amp;发展")
    marked = mark_word_breaks(html, "zh-Hans")
    assert "全<em>国<wbr/>统一" in marked
    assert marked.replace("<wbr/>", "") == html


def test_readings_and_code_stay_whole() -> None:
    assert "<wbr/>" not in mark_word_breaks(Markup("<ruby>全国统一大市场建设<rt>quánguó</rt></ruby>"), "zh-Hans")


def test_only_long_chinese_titles_of_e_books_are_marked() -> None:
    source = f"---\ntitle: 讲义\n---\n\n# {TITLE}\n\n甲。\n\n# 社区食堂\n\n乙。\n"
    epub = "".join(document.html for document in page(source, "epub").documents)
    assert "全国<wbr/>统一" in epub
    assert "社区食堂" in epub
    assert "<wbr/>" not in "".join(document.html for document in page(source, "print").documents)
    assert mark_word_breaks(Markup("Remembering what you have read"), "en") == "Remembering what you have read"
