"""Covers: the same design in PDF and EPUB, with the picture and the logo that a head names, and messages where these cannot be used."""

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image

from tests.support import invoke, strip_spaces
from tests.theme.test_papers import AROUND, LONG

HEAD = "title: 冬夜读书\ncover: page\nauthors: [编写组]\ndate: 2026年11月\nseries: {name: 读书会}\n"
BLUE, GREEN = (20, 60, 200), (10, 160, 60)


@pytest.fixture
def drawn(workspace: Path) -> Path:
    """A workspace with two pictures."""
    pictures = workspace / "content" / "pictures"
    pictures.mkdir()
    Image.new("RGB", (300, 200), BLUE).save(pictures / "封面.png")
    Image.new("RGB", (120, 40), GREEN).save(pictures / "标志.png")
    return workspace


def write(workspace: Path, head: str) -> None:
    (workspace / "content" / "a.md").write_text(f"---\n{head}---\n\n# 一\n\n正文。\n", "utf-8")


def page_image(path: Path) -> Image.Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].render(scale=0.5).to_pil().convert("RGB")
    finally:
        document.close()


def cover_image(path: Path) -> Image.Image:
    with zipfile.ZipFile(path) as archive:
        return Image.open(io.BytesIO(archive.read("EPUB/pictures/cover.jpg"))).convert("RGB").resize((300, 480))


def share(image: Image.Image, colour: tuple[int, int, int]) -> float:
    """The part of an image that is about this colour."""
    data = image.tobytes()
    pixels = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    return sum(max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 24 for pixel in pixels) / len(pixels)


@pytest.mark.slow
def test_picture_and_logo_are_on_the_cover_of_pdf_and_epub(drawn: Path) -> None:
    write(drawn, HEAD + "cover_picture: pictures/封面.png\nlogo: pictures/标志.png\n")
    assert invoke("build", "--workspace", drawn).returncode == 0
    for image in (page_image(drawn / "output" / "a.pdf"), cover_image(drawn / "output" / "a.epub")):
        assert 0.2 < share(image, BLUE) < 0.5
        assert 0.002 < share(image, GREEN) < 0.05
    with zipfile.ZipFile(drawn / "output" / "a.epub") as archive:
        assert [name for name in archive.namelist() if "/pictures/" in name] == ["EPUB/pictures/cover.jpg"]


@pytest.mark.slow
def test_the_cover_of_a_collected_book_follows_its_picture(drawn: Path) -> None:
    write(drawn, "title: 甲\n")
    (drawn / "content" / "book.yaml").write_text("title: 合集\ncover_picture: pictures/封面.png\nhandouts: [a.md]\n", "utf-8")
    assert invoke("build", "--workspace", drawn).returncode == 0
    assert share(page_image(drawn / "output" / "book.pdf"), BLUE) > 0.2
    assert "book" not in invoke("build", "--workspace", drawn).stdout
    Image.new("RGB", (300, 200), GREEN).save(drawn / "content" / "pictures" / "封面.png")
    assert invoke("build", "--workspace", drawn).returncode == 0
    assert share(page_image(drawn / "output" / "book.pdf"), GREEN) > 0.2


@pytest.mark.parametrize("field", ["cover_picture", "logo"])
def test_a_missing_picture_is_an_error_at_its_field(drawn: Path, field: str) -> None:
    write(drawn, f"{HEAD}{field}: pictures/封图.png\n")
    (drawn / "content" / "book.yaml").write_text(f"title: 合集\n{field}: 没有.png\nhandouts: [a.md]\n", "utf-8")
    done = invoke("check", "--workspace", drawn)
    assert done.returncode == 1
    assert done.stderr.count("error[picture-missing]") == 2
    assert re.findall(r"content/[\w.]+:\d+", done.stderr) == ["content/a.md:7", "content/book.yaml:2"]


@pytest.mark.parametrize("address", ["../../outside.png", "/etc/hostname", "file:///etc/hostname"])
def test_a_cover_reads_no_file_outside_the_workspace(drawn: Path, address: str) -> None:
    Image.new("RGB", (30, 20), BLUE).save(drawn.parent / "outside.png")
    write(drawn, f"{HEAD}cover_picture: {address}\n")
    done = invoke("build", "--workspace", drawn)
    assert done.returncode == 1
    assert not list((drawn / "output").glob("a.*"))


@pytest.mark.slow
def test_a_picture_on_a_cover_is_an_artifact(drawn: Path) -> None:
    """It says nothing that the words of the cover do not say (PDF/UA-1 §7.3 would ask for a text of a figure)."""
    write(drawn, HEAD + "cover_picture: pictures/封面.png\n")
    assert invoke("build", "--workspace", drawn, "--to", "pdf").returncode == 0
    with pikepdf.open(drawn / "output" / "a.pdf") as document:
        kinds = {str(item.get("/S")) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}
    assert "/Figure" not in kinds


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a5", "a4-large-print", "phone", "slides"])
def test_a_long_title_leaves_room_for_everything_beside_a_picture(drawn: Path, paper: str) -> None:
    head = f'title: "{LONG["Chinese"]}"\n{AROUND}cover: page\ncover_picture: pictures/封面.png\nlogo: pictures/标志.png\n'
    write(drawn, head)
    assert invoke("build", "--to", "pdf", "--paper", paper, "--workspace", drawn).returncode == 0
    with pymupdf.open(drawn / "output" / f"a.{paper}.pdf") as document:
        page = document[0]
        said = strip_spaces(page.get_text())
        high = page.rect.height
        low = max(line["bbox"][3] for block in page.get_text("dict")["blocks"] for line in block.get("lines", ()))
    assert [
        words for words in ("第十二期", "省考公务员", "哪些内容", "公考笔试", "方便查找。", "讲义编写组", "11月") if words not in said
    ] == []
    assert low < high
