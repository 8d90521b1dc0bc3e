"""Equal work is done once: emojis, equal formulas of a page, paragraphs of many lines, pages in the text; and fonts are always subset."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from weasyprint.css.targets import CounterLookupItem, TargetCollector

from jiangyi.core import Session
from jiangyi.engine import drawing, page_lists
from jiangyi.pagination.page_starts import iter_runs, locate_pages
from tests.engine.test_long_paragraphs import count_steps
from tests.support import ROOT, invoke


class FakeStream:
    """As much of a page's stream as a picture uses."""

    def __init__(self) -> None:
        self.stream: list[bytes] = []
        for name in drawing.STATE:
            setattr(self, name, None)


class FakePicture:
    """Draws some operators, and counts how often."""

    def __init__(self, *operators: bytes) -> None:
        self.operators, self.count = operators, 0
        self._svg, self._base_url, self._context = self, None, None

    def draw(self, stream: Any, *_rest: Any) -> None:
        self.count += 1
        stream.stream += self.operators
        stream._current_color = "red"


def test_a_picture_is_drawn_once_on_a_page_in_each_size() -> None:
    stream, picture = FakeStream(), FakePicture(b"q", b"0 0 m", b"1 1 l", b"f", b"Q")
    for width in (10, 10, 20, 10):
        stream._current_color = None
        drawing.draw_vector_picture(picture, stream, width, 10, None)
        assert stream._current_color == "red"
    assert picture.count == 2
    assert stream.stream == [*picture.operators] * 4
    drawing.draw_vector_picture(picture, stream, 10, 10, None)
    assert picture.count == 3, "another colour was set"
    drawing.draw_vector_picture(picture, FakeStream(), 10, 10, None)
    assert picture.count == 4, "another page"


@pytest.mark.parametrize("operator", [b"/x1 Do", b"/Span BMC", b"BT", b"/P1 scn"])
def test_what_refers_to_other_objects_is_drawn_each_time(operator: bytes) -> None:
    stream, picture = FakeStream(), FakePicture(b"q", operator, b"Q")
    for _ in range(2):
        stream._current_color = None
        drawing.draw_vector_picture(picture, stream, 10, 10, None)
    assert picture.count == 2


def test_the_picture_of_an_emoji_is_made_once() -> None:
    image = Image.new("P", (4, 4))
    with Session().activate():
        first, second, other = (drawing.make_emoji(image, name, b"data") for name in ("a", "a", "b"))
    assert first is second
    assert first is not other


def test_the_pages_of_a_long_paragraph_are_found_in_time_that_grows_with_it() -> None:
    def prepare(count: int) -> Any:
        tree = ElementTree.fromstring(f'<p id="a">{"甲乙<br/>" * count}</p>')
        assert len(list(iter_runs(tree))) == count
        return lambda: locate_pages([[(tree, "甲乙")]] * count, tree)

    places = prepare(50)().places
    assert places == tuple(("a", 2 * number) for number in range(50))
    assert count_steps(prepare(400)) < 2.2 * count_steps(prepare(200))


def test_only_the_references_to_a_place_are_looked_at() -> None:
    def prepare(count: int) -> Any:
        collector = TargetCollector()
        collector.collecting = False
        page_maker = [(None, None, None, None, {})] * 2
        for number in range(count):
            collector.target_lookup_items[f"a{number}"] = SimpleNamespace(state="up-to-date", cached_page_counter_values=None)
            item = CounterLookupItem(lambda _: None, [], {f"a{number}": ["page"]})
            item.page_maker_index = 0
            collector.counter_lookup_items[object(), "content"] = item

        def work() -> None:
            for number in range(count):
                page_lists.cache_target_page_counters(collector, f"a{number}", {"page": [1]}, 1, page_maker)

        return work, collector, page_maker

    work, collector, page_maker = prepare(10)
    work()
    assert page_maker[0][-1] == {"content_changed": True}
    assert len(collector.counter_lookup_items) == 10
    assert {item.page_maker_index for item in collector.target_lookup_items.values()} == {1}
    assert count_steps(prepare(200)[0]) < 2.2 * count_steps(prepare(100)[0])


@pytest.mark.slow
def test_a_font_of_nothing_but_spaces_is_subset(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text("# 例\n\n$a$ $b$ $a$\n")
    assert invoke("build", "--to", "pdf", "--workspace", workspace).returncode == 0
    assert (workspace / "output" / "例.pdf").stat().st_size < 200_000


@pytest.mark.parametrize("path", sorted((ROOT / "styles").rglob("*.css")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_rule_compares_an_element_with_all_beside_it(path: Path) -> None:
    """Then the time to find the rules would grow with the square of the paragraphs of a section."""
    preludes = re.findall(r"[^{};]+(?=\{)", re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S))
    assert not [one for one in preludes if re.search(r"~(?!=)|-of-type|:nth-[\w-]+\([^)]* of ", one)]
