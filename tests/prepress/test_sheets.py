"""PDFs for the print shop: pages in folded order, preserved links, greyscale, printer's marks, sheets and costs."""

import io
from collections.abc import Iterator
from pathlib import Path

import page as validator
import pikepdf
import pymupdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from jiangyi.prepress.cost import cost_lines
from jiangyi.prepress.greyscale import grey_operators, luminance_grey, luminance_grey_of_lab
from jiangyi.prepress.imposition import ImpositionPlan, booklet_order, crop_marks, is_outside, plan_sheets
from jiangyi.prepress.options import POINTS_PER_MM, SHEETS, ImpositionOptions
from jiangyi.prepress.sheets import prepare_for_print
from jiangyi.prepress.streams import compress
from tests.support import invoke, pdf_of, strip_spaces
from tests.validators.pdf import find_faults, validate_pdf

COLOURS = ("g", "G", "rg", "RG")
A5, A4 = (148 * POINTS_PER_MM, 210 * POINTS_PER_MM), (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
TEXT = (
    """---
title: 例
cover: page
---

甲[链接](https://example.org/a)，见[#last]。

"""
    + "\n\n".join(f"# 第{n}章\n\n" + f"这是第{n}章的正文，见[#last]。" * 60 for n in range(1, 10))
    + """

# 末章 {#last}

==标记==与 $x^2$。

::: warning 注意
内容。
:::
"""
)
kits = st.builds(
    ImpositionOptions, booklet=st.booleans(), nup=st.sampled_from([1, 2, 4]), sheet=st.sampled_from([*SHEETS]), creep=st.floats(0, 0.3)
)
sizes = st.tuples(st.floats(100, 900), st.floats(100, 1300))


def reading_order(pages: int, *, back: bool = False) -> list[int | None]:
    """The pages of a booklet as they are read: the sheets lie in each other, so one goes in through them and out again."""
    sides = booklet_order(pages, back=back)
    fronts, backs = sides[::2], sides[1::2]
    way_in = [page for front, reverse in zip(fronts, backs, strict=True) for page in (front[1], reverse[0])]
    way_out = [page for front, reverse in zip(fronts, backs, strict=True) for page in (front[0], reverse[1])]
    return way_in + way_out[::-1]


@given(st.integers(1, 400))
def test_a_folded_booklet_is_read_in_order(pages: int) -> None:
    blanks = -pages % 4
    assert reading_order(pages) == [*range(pages), *[None] * blanks]
    assert reading_order(pages, back=True) == [*range(pages - 1), *[None] * blanks, pages - 1]


def test_the_sides_of_a_known_booklet() -> None:
    """Eight pages on two sheets, as in any handbook of imposition."""
    assert booklet_order(8) == ((7, 0), (1, 6), (5, 2), (3, 4))


@given(kits, sizes, st.integers(1, 40))
def test_every_page_has_one_place_inside_its_sheet(kit: ImpositionOptions, size: tuple[float, float], pages: int) -> None:
    made = plan_sheets(pages, *size, kit)
    assert sorted(made.placements()) == list(range(pages)) == sorted(place.page for side in made.sides for place in side)
    assert len(made.sides) <= 2 * kit.sheet_count(pages)
    slack = 0.3 * POINTS_PER_MM * len(made.sides) + 0.01
    for side in made.sides:
        for place in side:
            assert 0 < place.scale <= 1
            assert place.x > -slack
            assert place.x + size[0] * place.scale < made.width + slack
            assert place.y > -0.01
            assert place.y + size[1] * place.scale < made.height + 0.01
        clips = [place.clip_box for place in side]
        for n, a in enumerate(clips):
            assert not any(a[0] < b[2] - 0.01 and b[0] < a[2] - 0.01 and a[1] < b[3] - 0.01 and b[1] < a[3] - 0.01 for b in clips[n + 1 :])


def test_a5_pages_fill_a4_with_creep_towards_the_fold() -> None:
    made = plan_sheets(16, *A5, ImpositionOptions(booklet=True, creep=0.1))
    assert {place.scale for side in made.sides for place in side} == {1.0}
    for number, (left, right) in enumerate(made.sides):
        creep = number // 2 * 0.1 * POINTS_PER_MM
        assert right.x == pytest.approx(made.width / 2 - creep)
        assert left.x + A5[0] == pytest.approx(made.width / 2 + creep)
        assert left.clip_box[2] == right.clip_box[0] == made.width / 2


def test_pages_are_rotated_to_be_largest() -> None:
    two, four, slides = (
        plan_sheets(5, *A4, ImpositionOptions(nup=2)),
        plan_sheets(5, *A4, ImpositionOptions(nup=4)),
        plan_sheets(5, 960, 540, ImpositionOptions(nup=2)),
    )
    assert two.width > two.height
    assert four.width < four.height
    assert slides.width < slides.height
    assert two.sides[0][0].scale == pytest.approx(0.707, abs=0.001)
    assert four.sides[0][0].scale == pytest.approx(0.5, abs=0.001)
    upper_left, upper_right, lower_left, _ = four.sides[0]
    assert upper_left.y == upper_right.y > lower_left.y
    assert upper_left.x == lower_left.x < upper_right.x


def test_crop_marks_are_outside_the_bleed() -> None:
    box = (0, 0, 100, 200)
    for bleed in (0.0, 9.0, 17.0):
        lines = list(crop_marks(box, bleed))
        assert len(lines) == 8
        assert all(is_outside(line, ((-bleed, -bleed, 100 + bleed, 200 + bleed),)) for line in lines)
        assert all((a[0] == b[0] and a[0] in (0, 100)) or (a[1] == b[1] and a[1] in (0, 200)) for a, b in lines)


@pytest.fixture(scope="module")
def source() -> bytes:
    return pdf_of(TEXT, paper="a5")


KITS = (
    ImpositionOptions(booklet=True),
    ImpositionOptions(booklet=True, marks=True, greyscale=True, bleed=3),
    ImpositionOptions(nup=2),
    ImpositionOptions(nup=4, sheet="a3", marks=True),
    ImpositionOptions(marks=True, bleed=2),
)


@pytest.fixture(scope="module", params=KITS, ids=lambda kit: kit.file_suffix)
def imposed(request: pytest.FixtureRequest, source: bytes) -> tuple[ImpositionOptions, ImpositionPlan, bytes]:
    with pymupdf.open(stream=source) as document:
        pages, (width, height) = len(document), document[0].rect[2:]
    return request.param, plan_sheets(pages, width, height, request.param), prepare_for_print(source, request.param)


def places(kit: ImpositionOptions, drawn: ImpositionPlan) -> Iterator[tuple[int, int, pymupdf.Rect]]:
    """Each page in the order of reading, with its side and where on that, from the upper left corner of the medium."""
    edge = 10 * POINTS_PER_MM if kit.marks else 0
    for page, (side, place) in sorted(drawn.placements().items()):
        x0, y0, x1, y1 = place.clip_box
        yield page, side, pymupdf.Rect(x0 + edge, drawn.height - y1 + edge, x1 + edge, drawn.height - y0 + edge)


@pytest.mark.slow
def test_the_pages_read_back_in_folded_order(source: bytes, imposed: tuple[ImpositionOptions, ImpositionPlan, bytes]) -> None:
    kit, drawn, data = imposed
    with pymupdf.open(stream=source) as before, pymupdf.open(stream=data) as after:
        assert len(after) == len(drawn.sides)
        for page, side, rect in places(kit, drawn):
            assert strip_spaces(after[side].get_text(clip=rect)) == strip_spaces(before[page].get_text()), page
        if kit.booklet:
            order = [page for page in reading_order(len(before)) if page is not None]
            assert order == list(range(len(before)))


@pytest.mark.slow
def test_the_text_of_a_sheet_is_in_the_order_of_its_pages(source: bytes, imposed: tuple[ImpositionOptions, ImpositionPlan, bytes]) -> None:
    """As PDFium reads it; crop marks have no text."""
    _, drawn, data = imposed
    before = [strip_spaces(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(source)]
    after = [strip_spaces(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(data)]
    assert after == ["".join(before[place.page] for place in side) for side in drawn.sides]


def test_links_and_bookmarks_keep_their_targets(source: bytes, imposed: tuple[ImpositionOptions, ImpositionPlan, bytes]) -> None:
    kit, drawn, data = imposed
    homes, edge = drawn.placements(), 10 * POINTS_PER_MM if kit.marks else 0

    def moved(page: int, x: float, y: float) -> tuple[int, float, float]:
        side, place = homes[page]
        return side, place.x + place.scale * x + edge, place.y + place.scale * y + edge

    with pymupdf.open(stream=source) as before, pymupdf.open(stream=data) as after:
        # PyMuPDF returns named destinations in PDF coordinates, from the bottom
        wanted = [moved(link["page"], *link["to"]) for sheet in before for link in sheet.get_links() if "to" in link]
        found = [(link["page"], *link["to"]) for sheet in after for link in sheet.get_links() if "to" in link]
        assert len(found) == len(wanted) > 20
        for side, x, y in found:
            assert any(side == s and abs(x - a) < 1 and abs(y - b) < 1 for s, a, b in wanted)
        assert [link["uri"] for sheet in after for link in sheet.get_links() if "uri" in link] == ["https://example.org/a"] * 2
        marks = [(level, title, homes[number - 1][0] + 1) for level, title, number in before.get_toc()]
        assert [tuple(mark) for mark in after.get_toc()] == marks


def test_sheets_conform_to_pdf_a_3b_and_claim_no_more(imposed: tuple[ImpositionOptions, ImpositionPlan, bytes], tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(imposed[2])
    assert [(f.rule_id, f.message) for f in validator.validate_pdf(str(path), profile="3b").failures] == []
    with pikepdf.open(path) as document:
        assert document.check_pdf_syntax() == []
        assert "/StructTreeRoot" not in document.Root
        assert b"pdfuaid" not in document.Root.Metadata.read_bytes()
        assert document.Root.ViewerPreferences.PrintScaling == "/None"
        assert ("/Duplex" in document.Root.ViewerPreferences) is imposed[0].booklet


def test_fonts_stay_embedded(imposed: tuple[ImpositionOptions, ImpositionPlan, bytes]) -> None:
    with pikepdf.open(io.BytesIO(imposed[2])) as document:
        found = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert found
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in found)


def test_the_boxes_of_a_sheet(source: bytes) -> None:
    data = prepare_for_print(source, ImpositionOptions(marks=True, bleed=3))
    with pikepdf.open(io.BytesIO(data)) as document:
        sheet = document.pages[0]
        media, bleed, trim = ([float(v) for v in box] for box in (sheet.mediabox, sheet.obj.BleedBox, sheet.trimbox))
    mm = POINTS_PER_MM
    assert trim == pytest.approx([10 * mm, 10 * mm, 158 * mm, 220 * mm], abs=0.01)
    assert bleed == pytest.approx([7 * mm, 7 * mm, 161 * mm, 223 * mm], abs=0.01)
    assert media == pytest.approx([0, 0, 168 * mm, 230 * mm], abs=0.01)


def test_printers_marks_are_drawn_outside_the_page(source: bytes) -> None:
    image = pypdfium2.PdfDocument(prepare_for_print(source, ImpositionOptions(marks=True)))[1].render(scale=4).to_pil().convert("L")
    edge = round(10 * POINTS_PER_MM * 4)
    left = image.crop((0, 0, edge - 4, image.height))
    assert sum(left.histogram()[:200]) > 50
    assert left.getbbox() is not None


def colours(data: bytes) -> int:
    """How many pixels of all pages are not grey."""
    found = 0
    for sheet in pypdfium2.PdfDocument(data):
        red, green, blue = sheet.render(scale=1).to_pil().convert("RGB").split()
        apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
        found += sum(apart.histogram()[3:])
    return found


@pytest.mark.validator
def test_greyscale_pdfs_have_no_colour_and_keep_their_tags(source: bytes, tmp_path: Path) -> None:
    assert colours(source) > 1000
    data = prepare_for_print(source, ImpositionOptions(greyscale=True))
    assert colours(data) == 0
    path = tmp_path / "grey.pdf"
    path.write_bytes(data)
    assert find_faults(path) == []
    assert validate_pdf(path) == []


def test_pictures_become_grey(workspace: Path) -> None:
    gradient = Image.linear_gradient("L").resize((80, 80))
    colour = Image.merge("RGB", (gradient, gradient.rotate(90), gradient.rotate(180)))
    colour.save(workspace / "content" / "photo.jpg")
    colour.save(workspace / "content" / "drawn.png")
    colour.quantize(16).save(workspace / "content" / "few.png")
    stops = '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="#00f"/></linearGradient>'
    rect = '<rect width="90" height="40" fill="url(#g)"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{stops}{rect}</svg>'
    (workspace / "content" / "drawing.svg").write_text(svg)
    names = ("photo.jpg", "drawn.png", "few.png", "drawing.svg")
    (workspace / "content" / "例.md").write_text("# 例\n\n" + "\n\n".join(f"![图]({name}){{width=20%}}" for name in names))
    done = invoke("build", "--to", "pdf", "--greyscale", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    output = workspace / "output"
    assert colours((output / "例.pdf").read_bytes()) > 1000
    assert colours((output / "例.grey.pdf").read_bytes()) == 0


def test_neutral_colours_are_of_the_black_plate_alone(source: bytes) -> None:
    with pikepdf.open(io.BytesIO(source)) as document:
        operators = [
            (str(op), [float(o) for o in found])
            for sheet in document.pages
            for found, op in pikepdf.parse_content_stream(sheet)
            if str(op) in COLOURS
        ]
    assert ("g", [0.0]) in operators
    assert [found for name, found in operators if name in ("rg", "RG") and len(set(found)) == 1] == []


def test_dark_text_becomes_black_and_light_text_and_grounds_stay() -> None:
    content = b"0.1 0.2 0.3 rg 0 0 9 9 re f BT (a) Tj ET 1 1 2 2 re f BT 1 g (b) Tj 0.4 0 0 rg (c) Tj ET 2 2 3 3 re f q 0.3 g BT (d) Tj ET"
    found, grey = [], 0.0
    with pikepdf.new() as document:
        document.add_blank_page()
        converted = document.make_stream(grey_operators(document.make_stream(content), pikepdf.Dictionary()))
        for operands, operator in pikepdf.parse_content_stream(converted):
            if str(operator) == "g":
                grey = float(operands[0])
            elif str(operator) in ("Tj", "f"):
                found.append({0: "black", 1: "white"}.get(grey, "grey"))
    assert found == ["grey", "black", "grey", "white", "black", "grey", "black"]


def test_greys_are_as_light_as_their_colours() -> None:
    assert luminance_grey((1, 1, 1)) == pytest.approx(1)
    assert luminance_grey((0, 0, 0)) == 0
    assert luminance_grey((0.5, 0.5, 0.5)) == pytest.approx(0.5, abs=0.001)
    assert luminance_grey((0, 1, 0)) > luminance_grey((1, 0, 0)) > luminance_grey((0, 0, 1)) > 0
    assert luminance_grey((0, 0, 0, 1)) == 0
    assert luminance_grey_of_lab((100, 0, 0)) == pytest.approx(1, abs=0.001)
    assert luminance_grey_of_lab((53.59, 0, 0)) == pytest.approx(0.5, abs=0.005)


@given(st.binary(max_size=60))
def test_no_stream_ends_in_a_carriage_return(data: bytes) -> None:
    import zlib

    assert not compress(data).endswith(b"\r")
    assert zlib.decompressobj().decompress(compress(data)) == data


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.file_suffix)
def test_output_is_reproducible(source: bytes, kit: ImpositionOptions) -> None:
    assert prepare_for_print(source, kit) == prepare_for_print(source, kit)


@pytest.mark.slow
def test_binding_widens_the_inner_margin_alone(source: bytes) -> None:
    plain, bound = (edges(data) for data in (pdf_of(TEXT), pdf_of(TEXT, more=ImpositionOptions(binding=8).css)))
    for side in (0, 1):
        (left, right), (left_bound, right_bound) = plain[side], bound[side]
        inner = left_bound - left if side == 0 else right - right_bound
        outer = right - right_bound if side == 0 else left_bound - left
        assert inner == pytest.approx(8 * POINTS_PER_MM, abs=1)
        assert outer == pytest.approx(0, abs=1)


def edges(data: bytes) -> dict[int, tuple[float, float]]:
    """The left and right edge of the text of right-hand and of left-hand pages."""
    with pymupdf.open(stream=data) as document:
        found = {}
        for sheet in list(document)[3:5]:
            boxes = [line["bbox"] for block in sheet.get_text("dict")["blocks"] for line in block.get("lines", ())]
            long = [box for box in boxes if box[2] - box[0] > 300]
            found[sheet.number % 2] = (min(box[0] for box in long), max(box[2] for box in long))
    return found


@pytest.mark.validator
def test_chapters_begin_on_right_hand_pages(shipped: Path, tmp_path: Path) -> None:
    done = invoke("build", shipped / "content" / "book.yaml", "--to", "pdf", "--recto", "--output", tmp_path, "--workspace", shipped)
    assert done.returncode == 0, done.stderr
    path = tmp_path / "合集.press.pdf"
    with pymupdf.open(path) as document:
        texts = [strip_spaces(sheet.get_text()) for sheet in document]
        starts = [number for level, _, number in document.get_toc() if level == 2]
    assert len(starts) == 3
    assert all(number % 2 == 1 for number in starts)
    assert "" in texts
    assert find_faults(path) == []
    assert validate_pdf(path) == []


@pytest.mark.slow
def test_the_command_makes_a_booklet_beside_the_pdf(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text(TEXT)
    (workspace / "content" / "book.yaml").write_text("title: 书\nprice: 0.25\nhandouts: [例.md]\n")
    chosen = workspace / "content" / "例.md"
    for times in range(2):
        done = invoke("build", chosen, "--to", "pdf", "--booklet", "--copies", 30, "--workspace", workspace)
        assert done.returncode == 0, done.stderr
        assert ("up to date" in done.stderr) is bool(times)
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["例.a5.booklet.pdf", "例.a5.pdf"]
    with pymupdf.open(workspace / "output" / "例.a5.pdf") as document:
        pages = len(document)
    sheets = -(-pages // 4)
    assert (
        f"each copy {sheets} sheets, {sheets * 0.25:.2f} yuan; 30 copies {sheets * 30} sheets, {sheets * 7.5:.2f} yuan "
        "(on both sides, flip on short edge, 0.25 yuan a sheet)"
    ) in done.stderr


@pytest.mark.parametrize("wrong", [("--nup", 3), ("--booklet", "--nup", 2), ("--sheet", "a9"), ("--binding", -1)])
def test_impossible_options_are_wrong_usage(workspace: Path, wrong: tuple[object, ...]) -> None:
    (workspace / "content" / "例.md").write_text("# 例\n")
    assert invoke("build", *wrong, "--workspace", workspace).returncode == 2


def test_sums() -> None:
    files = [(Path("甲.pdf"), 9), (Path("甲.2up.pdf"), 9), (Path("甲.epub"), 0)]
    assert list(cost_lines(files, ImpositionOptions(), 1, 0)) == [
        "甲.pdf  each copy 5 sheets (on both sides)",
        "甲.2up.pdf  each copy 5 sheets (on both sides)",
    ]
    two_up = list(cost_lines(files, ImpositionOptions(nup=2), 10, 0.1, "EUR"))
    how = "on both sides, 2 pages a side, 0.10 EUR a sheet"
    assert two_up == [f"甲.2up.pdf  each copy 3 sheets, 0.30 EUR; 10 copies 30 sheets, 3.00 EUR ({how})"]
    assert [line.split("  ")[1] for line in cost_lines(files[:1], ImpositionOptions(one_sided=True), 1, 0.1)] == [
        "each copy 9 sheets, 0.90 yuan (on one side, 0.10 yuan a sheet)"
    ]


@pytest.mark.slow
def test_pages_for_screens_cost_nothing(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text(TEXT)
    (workspace / "content" / "book.yaml").write_text("title: 书\nprice: 0.25\nhandouts: [例.md]\n")
    done = invoke("build", workspace / "content" / "例.md", "--to", "pdf", "--paper", "phone", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert "sheets" not in done.stderr
