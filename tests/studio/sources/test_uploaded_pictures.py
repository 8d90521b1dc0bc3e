"""Pictures that are dropped or pasted."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from tests.studio.in_process import Answer, Studio

NAME = "热点.md"
PROBLEMS = ("picture-missing", "picture-broken", "picture-outside")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5">SECRET<rect width="4" height="4"/></svg>'


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace of one handout."""
    (workspace / "content" / NAME).write_text("# 热点\n", "utf-8")
    return Studio(workspace)


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
    """A picture file."""
    out = io.BytesIO()
    Image.new("RGB", (6, 4), colour).save(out, kind)
    return out.getvalue()


def drop(studio: Studio, file: str, data: bytes, name: str = NAME) -> Answer:
    """Send a picture."""
    return studio.post(f"/api/sources/pictures?name={quote(name)}&file={quote(file)}", data)


NAMES = [
    ("窗口.png", "PNG", "pictures/窗口.png", "![窗口](pictures/窗口.png)"),
    ("窗口.png", "JPEG", "pictures/窗口.jpg", "![窗口](pictures/窗口.jpg)"),
    ("a.webp", "WEBP", "pictures/a.webp", "![](pictures/a.webp)"),
    ("image.png", "PNG", "pictures/热点.png", "![](pictures/热点.png)"),
    ("", "PNG", "pictures/热点.png", "![](pictures/热点.png)"),
    ("照片 1.png", "PNG", "pictures/照片 1.png", "![照片 1](<pictures/照片 1.png>)"),
    ("../../x.png", "PNG", "pictures/x.png", "![](pictures/x.png)"),
    ("C:\\图\\x[1].png", "PNG", "pictures/x(1).png", "![](<pictures/x(1).png>)"),
    ("con.png", "PNG", "pictures/con-.png", "![](pictures/con-.png)"),
    (".png", "PNG", "pictures/png.png", "![](pictures/png.png)"),
    ("a<b>.png", "PNG", "pictures/a-b-.png", "![](pictures/a-b-.png)"),
]


@pytest.mark.parametrize(("file", "kind", "src", "text"), NAMES)
def test_a_picture_gets_a_safe_name(studio: Studio, workspace: Path, file: str, kind: str, src: str, text: str) -> None:
    data = picture(kind)
    assert drop(studio, file, data).data == {"src": src, "text": text, "width": 6, "height": 4}
    assert (workspace / "content" / src).read_bytes() == data


@pytest.mark.slow
def test_what_names_a_picture_is_understood(studio: Studio, workspace: Path) -> None:
    texts = [drop(studio, file, picture(kind)).data["text"] for file, kind, *_ in NAMES]
    (workspace / "content" / NAME).write_text("\n\n".join(["# 热点", *texts]), "utf-8")
    studio.documents.report_changes([workspace / "content" / NAME])
    studio.step_all()
    assert [one.message for one in studio.documents.collect_diagnostics(NAME) if one.code in PROBLEMS] == []
    assert studio.documents.entries[NAME].title == "热点", "it was read"


def test_the_same_picture_is_stored_once_and_another_one_beside_it(studio: Studio) -> None:
    red, blue = picture(), picture(colour="blue")
    names = [drop(studio, "图.png", data).data["src"] for data in (red, blue, red, blue)]
    assert names == ["pictures/图.png", "pictures/图-2.png"] * 2


def test_a_picture_is_named_from_the_folder_of_its_handout(studio: Studio, workspace: Path) -> None:
    assert drop(studio, "图.png", picture(), "第一章/讲.md").data["src"] == "../pictures/图.png"
    (workspace / "content" / "第二章" / "pictures").mkdir(parents=True)
    assert drop(studio, "图.png", picture(), "第二章/讲.md").data["src"] == "pictures/图.png"


def test_a_drawing_is_stored_as_it_is_drawn(studio: Studio, workspace: Path) -> None:
    src = drop(studio, "图.svg", SVG.replace(b"SECRET", b"<metadata>SECRET</metadata>")).data["src"]
    stored = (workspace / "content" / src).read_bytes()
    assert b"SECRET" not in stored
    assert b"path" in stored or b"rect" in stored
    answer = drop(studio, "图.svg", SVG.replace(b"SECRET", b"<script>alert(1)</script>"))
    assert (answer.status, "script" in answer.data["message"]) == (400, True)


@pytest.mark.parametrize("data", [b"", b"no picture", picture()[:40], picture("BMP"), b"<svg", b"GIF89a"])
def test_what_is_no_picture_is_refused_with_what_to_do(studio: Studio, workspace: Path, data: bytes) -> None:
    answer = drop(studio, "图.png", data)
    assert answer.status == 400
    assert "图.png" in answer.data["message"]
    assert "PNG" in answer.data["hint"]
    assert not (workspace / "content" / "pictures").exists()


@pytest.mark.parametrize("name", ["../热点.md", "../../x/y.md", "/etc/x.md", "a/../../../b.md", "图.png", ""])
def test_no_picture_is_stored_outside_content(studio: Studio, workspace: Path, name: str) -> None:
    assert drop(studio, "图.png", picture(), name).status == 400
    assert [path.name for path in workspace.rglob("*.png")] == []
    assert [path.name for path in workspace.parent.glob("*.png")] == []
