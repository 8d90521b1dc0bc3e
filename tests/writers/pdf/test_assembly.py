"""A book assembled from parts equals the book laid out as a whole, page by page; and an edit lays out one part."""

import io
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.core.diagnostics import Report
from jiangyi.engine.patches import without_patches
from jiangyi.model.books import collect_book
from jiangyi.model.document import Book, BookFile, ImageFile
from jiangyi.pagination.page_starts import Pagination
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.project.pictures.inspection import inspect_image
from jiangyi.project.workspace import Workspace
from jiangyi.render import print_markup
from jiangyi.render.book import RenderedBook, render_book
from jiangyi.render.metadata import Metadata
from jiangyi.render.rendered_book import MarkupFile
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.api import Written, no_cache
from jiangyi.writers.pdf import assembly, book_layout, parts
from jiangyi.writers.pdf.document import lay_out_document
from jiangyi.writers.pdf.incremental import CachedParts, IncrementalLayout, find_due_parts, lay_out_part
from jiangyi.writers.pdf.whole import WholeLayout
from tests.support import ROOT, manuscript, short
from tests.writers.pdf.test_parts import empty_page

pytestmark = pytest.mark.slow


def long(first: int) -> str:
    """Some pages of text with notes and addresses."""
    return "\n\n".join(
        f"第{n}段：基层治理要“重心下移、力量下沉”，让群众的事*有人管、管得好*，[网址](https://example.com/{n})可查。[^{n % 3}]"
        for n in range(first, first + 9)
    )


NOTES = "\n\n".join(f"[^{n}]: 注释第{n}条，足够长，以便看出它在页脚。" for n in range(3))
ONE = f"---\ntitle: 其一\nseries: {{name: “素材”}}\n---\n\n## 甲 \\ 节\n\n{long(0)}\n\n## 乙节\n\n![图](图.png)\n\n{long(9)}\n\n{NOTES}\n"
TWO = (
    "---\ntitle: 其二\n---\n\n## 丙节 {#丙}\n\n**要点。** 正文。\n\n> 为政之要，莫先于得人。 —— 司马光\n\n"
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n: 一张表\n"
)
THREE = "---\ntitle: 其三\nlang: en\n---\n\n## A part\n\nSome words.[^a]\n\n[^a]: A note.\n"
HEAD = {
    "title": "合集",
    "lang": "zh-Hans",
    "colophon": "版权所有",
    "title_page": True,
    "group": "https://example.com/g",
    "indexes": ["figures", "tables", "quotes"],
    "handouts": ("一", "二", "三"),
}


@dataclass(frozen=True)
class Look:
    """Additional style rules."""

    css: str


RECTO = ImpositionOptions(recto=True, binding=5)


def picture() -> ImageFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "PNG")
    return inspect_image(data.getvalue())


def bound_book(texts: tuple[str, ...] = (ONE, TWO, THREE), **head: Any) -> Book:
    chapters = []
    for number, text in enumerate(texts):
        found, report = manuscript(text, f"{number}.md")
        assert found and not report.has_errors, [short(d) for d in report]
        shown = {block.id: picture() for block in found.blocks if block.type == "figure"}
        chapters.append((found.handout, shown))
    return select_edition(collect_book(BookFile.model_validate({**HEAD, **head}), chapters), "")


def page(book: Book, *, apart: bool, kit: ImpositionOptions | Look | None = None, paper: str = "a5") -> RenderedBook:
    look = load_theme(Workspace(ROOT), "", paper, kit.css if kit else "")
    can_split = print_markup.can_split
    with patch.object(print_markup, "can_split", lambda *arguments: apart and can_split(*arguments)):
        return render_book(book, build_index(book), look, Target.PRINT)


def write_book(page: RenderedBook, keep: Any = no_cache) -> Written:
    report = Report()
    written = book_layout.write_rendered(page, report, keep)
    assert {one.code for one in report} <= {"table-wide"}, [short(d) for d in report]
    return written


def draw_pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The text and the image of each page."""
    document = pypdfium2.PdfDocument(data)
    for one in document:
        yield one.get_textpage().get_text_range(), one.render(scale=0.6).to_numpy().tobytes()


def structure(data: bytes) -> dict[str, Any]:
    """The parts of a PDF besides its pages: structure, links, named destinations, outline, labels."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        pages = {one.objgen: number for number, one in enumerate(opened.pages)}

        def element(one: Any) -> Any:
            kids = one.get("/K", [])
            kids = kids if isinstance(kids, pikepdf.Array) else [kids]
            attributes: dict[str, Any] = {key: str(one[key]) for key in ("/Alt", "/Lang") if key in one}
            if "/A" in one and "/BBox" in one.A:
                attributes["/BBox"] = [round(float(edge), 3) for edge in one.A.BBox]
            return (
                str(one.get("/S")),
                attributes,
                [element(kid) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid else seen(kid) for kid in kids],
            )

        def seen(kid: Any) -> Any:
            if not isinstance(kid, pikepdf.Dictionary):
                return int(kid)
            place = pages[kid.Pg.objgen]
            return ("link", place, str(kid.Obj.Contents)) if "/Obj" in kid else (place, int(kid.MCID))

        links = [
            (number, str(note.get("/Dest", "")) or str(note.A.URI), [round(float(edge), 3) for edge in note.Rect])
            for number, one in enumerate(opened.pages)
            for note in one.get("/Annots", [])
        ]
        found = opened.Root.Names.Dests.Names
        names = {str(found[n]): (pages[found[n + 1][0].objgen], [str(x) for x in list(found[n + 1])[1:]]) for n in range(0, len(found), 2)}
        with opened.open_outline() as outline:
            marks = [(item.title, pages[item.destination[0].objgen], len(item.children)) for item in flat(outline.root)]
        labels = [str(one.label) for one in opened.pages]
        fonts = {str(font.BaseFont).split("+")[-1] for one in opened.pages for font in one.Resources.Font.values()}
        return {
            "structure": element(opened.Root.StructTreeRoot.K[0]),
            "links": links,
            "names": names,
            "outline": marks,
            "labels": labels,
            "fonts": fonts,
        }


def flat(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from flat(item.children)


PEOPLE = "".join(f"\n\n\\newpage\n\n[{name}]{{.person}}。\n\n又有[{name}]{{.person}}。" for name in "甲甲甲乙丙乙")

MONTHS = ("项目", *(f"{n}月" for n in range(1, 13)))
WIDE = f"\n\n::: table 各月\n| {' | '.join(MONTHS)} |\n{'|---' * 13}|\n" + "".join(
    f"| 第{row}项^[注{row}] |" + "".join(f" 12{row},4{n:02d}.78 |" for n in range(12)) + "\n" for row in range(3)
)
BOXED = WIDE.replace("::: table 各月", "::: key")
"""A table with a landscape page, and one in a box that is divided."""

FORMULAS = r"""

增长率$r=\frac{\text{现期}-\text{基期}}{\text{基期}}$，设$x^2$为平方。

$$\sum_{i=1}^n \frac{1}{i}=\text{和}$$
"""

EXERCISES = "".join(f"\n\n::: exercise 简答 {{space='lines 20'}}\n第{n}问。\n\n答案：第{n}答。\n:::" for n in range(1, 4)).replace("'", '"')
"""Questions and answers on several pages of a handout, with the numbers of each other's pages."""

BOOKS = {
    "answers in each handout": (lambda: bound_book((TWO + EXERCISES, ONE, THREE + EXERCISES)), None),
    "formulas": (lambda: bound_book((TWO, ONE + FORMULAS, THREE + FORMULAS)), None),
    "wide tables": (lambda: bound_book((TWO + WIDE + ":::", THREE, ONE + BOXED + ":::" + WIDE + ":::", TWO)), None),
    "people on several pages": (lambda: bound_book((ONE, TWO + PEOPLE, THREE + PEOPLE), indexes=["people", "figures"]), None),
    "a whole book": (bound_book, None),
    "without cover": (lambda: bound_book(cover="none"), None),
    "without indexes": (lambda: bound_book(indexes=[]), None),
    "nothing behind": (lambda: bound_book(indexes=[], colophon="", group=""), None),
    "colophon on the last page": (lambda: bound_book(indexes=[], cover="none", group=""), None),
    "in columns": (lambda: bound_book((TWO, ONE, THREE), columns=2), None),
    "right-hand pages": (bound_book, RECTO),
    "right-hand pages, the other way": (lambda: bound_book((TWO, ONE, THREE), cover="none"), RECTO),
    "one side": (bound_book, ImpositionOptions(one_sided=True)),
    "no title page": (lambda: bound_book((THREE, ONE), title_page=False), None),
    "a figure on the other side": (lambda: bound_book((THREE, ONE, TWO)), Look(".quote { background: linear-gradient(#eee, #fff) }")),
    "pages on a ground": (lambda: bound_book((THREE, ONE, TWO)), Look("@page { background: #eef }")),
    "text on a ground": (lambda: bound_book((THREE, ONE, TWO)), Look("html { background: #eef }")),
    "framed pages": (lambda: bound_book((THREE, ONE, TWO)), Look("@page { border: 1mm solid #ccc; padding: 2mm }")),
    "sides of their own": (lambda: bound_book((THREE, ONE, TWO)), Look("@page :left { margin-top: 30mm }")),
    "no difference of sides": (lambda: bound_book((THREE, ONE, TWO)), Look(":root { --inner: 20mm; --outer: 20mm }")),
}
TURNED = {"a figure on the other side": True, "pages on a ground": True, "framed pages": True, "sides of their own": False}
"""Whether parts that begin on the left are mirrored from those on the right."""


@pytest.mark.parametrize("name", BOOKS)
def test_an_assembled_book_equals_the_whole_layout(name: str) -> None:
    book, kit = BOOKS[name]
    whole, bound = (write_book(page(book(), apart=apart, kit=kit)) for apart in (False, True))
    pages = list(zip(draw_pages(whole.data), draw_pages(bound.data), strict=True))
    assert [words for _, (words, _) in pages] == [words for (words, _), _ in pages]
    assert [number for number, ((_, one), (_, other)) in enumerate(pages, 1) if one != other] == []
    expected, found = structure(whole.data), structure(bound.data)
    assert [part for part in expected if found[part] != expected[part]] == []
    assert plain(bound.pagination) == plain(whole.pagination)


@pytest.mark.parametrize("name", ["a whole book", "without cover", "nothing behind", "colophon on the last page"])
def test_parts_joined_are_the_book_rendered_whole(name: str) -> None:
    book, kit = BOOKS[name]
    whole, parts = (page(book(), apart=apart, kit=kit) for apart in (False, True))
    [joined] = book_layout.join_parts(parts).documents
    assert re.sub(r">\s+<", "><", joined.html) == re.sub(r">\s+<", "><", whole.documents[0].html)


def test_without_patches_a_book_is_laid_out_whole() -> None:
    rendered = page(bound_book((TWO, THREE), handouts=("二", "三"), indexes=[], cover="none"), apart=True)
    with without_patches():
        layout = book_layout.lay_out(rendered, Report())
    assert isinstance(layout, WholeLayout)
    assert isinstance(book_layout.lay_out(rendered, Report()), IncrementalLayout)


@pytest.mark.parametrize("name", TURNED)
def test_a_part_on_the_other_side_is_moved_where_it_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[bool] = []
    real = assembly.mirror

    def turned(*arguments: Any) -> Any:
        found = real(*arguments)
        moved.append(found is not None)
        return found

    monkeypatch.setattr(assembly, "mirror", turned)
    book, kit = BOOKS[name]
    write_book(page(book(), apart=True, kit=kit))
    assert any(moved) is TURNED[name]


def test_where_the_sides_differ_no_part_is_laid_out_for_both() -> None:
    book, look = BOOKS["sides of their own"]
    one_sided, moved = Shelf(), Shelf()
    write_book(page(book(), apart=True, kit=look), one_sided)
    write_book(page(book(), apart=True), moved)
    assert one_sided.newly("part") < moved.newly("part")  # these lay out empty pages to measure the shift


def test_an_added_page_lays_out_one_part() -> None:
    """The parts behind it change sides without a new layout."""
    shelf = Shelf()
    write_book(page(bound_book((ONE, *[TWO] * 4)), apart=True), shelf)
    shelf.made.clear()
    grown = page(bound_book((ONE.replace("## 乙节", f"## 又一节\n\n{long(18)}\n\n## 乙节"), *[TWO] * 4)), apart=True)
    after = write_book(grown, shelf)
    front, one, behind, texts, margins = 1, 1, 1, 1, 1
    assert shelf.newly("part") <= front + one + behind + texts + margins
    assert after.data == write_book(grown).data


def plain(found: Pagination) -> Any:
    return found.starts, dict(found.checksums), found.pages


class Shelf:
    """A cache that counts computed entries."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.made: list[str] = []

    def __call__(self, key: str, make: Any, report: Report) -> bytes:
        if key not in self.kept:
            self.kept[key] = make(report)
            self.made.append(key)
        return self.kept[key]

    def newly(self, kind: str) -> int:
        """The number of computed entries of a kind."""
        return sum(key.startswith(kind) for key in self.made)


def test_a_page_that_is_drawn_alone_is_the_one_of_the_file() -> None:
    rendered = page(bound_book(), apart=True)
    layout, expected = IncrementalLayout.of(rendered, Report()), [image for _, image in draw_pages(write_book(rendered).data)]
    drawn = [next(draw_pages(layout.draw(number)))[1] for number in range(0, len(expected), 4)]
    assert drawn == expected[::4]
    assert [image for _, image in draw_pages(layout.draw())] == expected


def test_an_edit_lays_out_one_part() -> None:
    shelf = Shelf()
    before = write_book(page(bound_book(), apart=True), shelf)
    shelf.made.clear()
    edited = page(bound_book((ONE, TWO.replace("正文。", "改过的正文。"), THREE)), apart=True)
    after = write_book(edited, shelf)
    assert (shelf.newly("part"), shelf.newly("font"), shelf.newly("pages"), len(shelf.made)) == (1, 1, 1, 3)
    assert after.data == write_book(edited).data
    assert after.data != before.data


def test_a_font_is_subset_again_for_new_glyphs_only() -> None:
    shelf = Shelf()
    write_book(page(bound_book(), apart=True), shelf)
    shelf.made.clear()
    write_book(page(bound_book((ONE, TWO.replace("正文。", "正文，正文。"), THREE)), apart=True), shelf)
    assert (shelf.newly("part"), shelf.newly("font")) == (1, 0)


@pytest.mark.parametrize("kind", ["part", "font", "sides"])
@pytest.mark.parametrize("forged", [b"", b"\x90", b"{}", b"[]"])
def test_a_forged_entry_is_computed_again(kind: str, forged: bytes) -> None:
    shelf, apart = Shelf(), page(bound_book((TWO, THREE), handouts=("二", "三"), indexes=[], cover="none"), apart=True)
    expected = write_book(apart, shelf).data
    shelf.kept |= {key: forged for key in shelf.kept if key.startswith(kind)}
    assert write_book(apart, shelf).data == expected


def test_bytes_do_not_depend_on_cached_parts() -> None:
    shelf, apart = Shelf(), page(bound_book(), apart=True)
    cold = write_book(apart, shelf).data
    assert write_book(apart, shelf).data == cold == write_book(apart).data


@pytest.mark.parametrize("name", ["people on several pages", "sides of their own"])
def test_parts_laid_out_one_by_one_are_those_of_the_whole_book(name: str) -> None:
    """As by other processes: each task is pickled. The assembly then lays out nothing but the margins."""
    book, kit = BOOKS[name]
    shelf, apart, rounds = Shelf(), page(book(), apart=True, kit=kit), 0
    while due := find_due_parts(apart, shelf):
        rounds += 1
        for task in reversed(due):
            lay_out_part(pickle.loads(pickle.dumps(task)), shelf)
    assert 2 <= rounds <= assembly.ROUNDS
    shelf.made.clear()
    assert write_book(apart, shelf).data == write_book(apart).data
    assert shelf.newly("part") == 1


NAMES = st.from_regex(r"[ab]{1,3}\.(png|jpg)", fullmatch=True)


@given(st.lists(NAMES, unique=True, max_size=5), st.lists(st.one_of(NAMES, st.text("ab. ", max_size=3)), max_size=9).map("".join))
def test_a_part_has_the_images_that_its_markup_names(names: list[str], html: str) -> None:
    images = tuple(replace(picture(), name=name) for name in names)
    rendered = RenderedBook((MarkupFile("a", ""),), "", images, Metadata("urn:x", "例", "例", "zh", ("zh",), (), (), "", ""))
    task = CachedParts(rendered, no_cache, Report()).task(html)
    assert [image.name for image in task.book.images] == [name for name in names if name in html]


def test_a_single_handout_has_no_parts() -> None:
    assert find_due_parts(page(bound_book((ONE,), handouts=("一",)), apart=False), Shelf()) == []


def test_a_longer_part_moves_the_following_ones() -> None:
    grown = bound_book((ONE.replace("## 乙节", f"## 又一节\n\n{long(18)}\n\n## 乙节"), TWO, THREE))
    shelf = Shelf()
    write_book(page(bound_book(), apart=True), shelf)
    bound, whole = write_book(page(grown, apart=True), shelf), write_book(page(grown, apart=False))
    assert [words for words, _ in draw_pages(bound.data)] == [words for words, _ in draw_pages(whole.data)]


def test_nothing_is_laid_out_twice_without_a_cache() -> None:
    laid: list[str] = []

    def count(key: str, make: Any, report: Report) -> bytes:
        laid.append(key)
        return no_cache(key, make, report)

    write_book(page(bound_book(), apart=True), count)
    assert len(laid) == len(set(laid))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("styles/print.css", ".folio[data-page]", ".folio[data-other]"),
        ("styles/print.css", ".empty-page", ".other"),
        ("templates/print.html.j2", "<body>", "<body><p>其他</p>"),
    ],
)
def test_layouts_without_parts_are_laid_out_whole(workspace: Path, name: str, old: str, new: str) -> None:
    own = workspace / name
    own.parent.mkdir()
    own.write_text((ROOT / name).read_text("utf-8").replace(old, new), "utf-8")
    book = bound_book()
    rendered = render_book(book, build_index(book), load_theme(Workspace(workspace)), Target.PRINT)
    assert [document.name for document in rendered.documents] == ["print.html"]


def test_css_strings_may_hold_any_text() -> None:
    leaf = empty_page(strings={"handout": 'a"b\\c\n<d>'})
    sheaf = assembly.PlacedPart("x.html", msgspec.structs.replace(parts.NO_PAGES, pages=(leaf,)), ("", ""))
    html = assembly.margin_pages_markup("<html><head></head><body></body></html>", [sheaf])
    document = lay_out_document(
        html,
        "@page { @top-left { content: string(handout) } }",
        replace(page(bound_book((THREE,), handouts=("三",)), apart=False)),
        Report(),
    )[0]
    boxes = document.pages[0]._page_box.descendants()
    assert "".join(box.text for box in boxes if hasattr(box, "text")) == 'a"b\\c <d>'
