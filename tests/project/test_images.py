"""Images: decoded once for all processes, with the same result as when they are decoded each time."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jiangyi.core import Report, Session
from jiangyi.model import ImageFile
from jiangyi.project.pictures import inspection, loading, raster
from jiangyi.project.workspace import Workspace
from jiangyi.store import Store, digest_bytes, seals
from tests.support import manuscript

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>'
CLEAN = inspection.inspect_image(SVG)
SCRIPT = CLEAN.data.replace(b"/>", b"><script/></svg>")
MACHINE = "0123456789abcdef" * 2
"""The number of a machine, as every installed Linux and Windows has one."""


def drawn(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (9, 6), 1).save(out, kind, **options)
    return out.getvalue()


def rotated() -> bytes:
    exif = Image.Exif()
    exif[raster.ORIENTATION] = 6
    return drawn("JPEG", exif=exif)


IMAGES: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: drawn("PNG"),
    "GIF": lambda: drawn("GIF", "P"),
    "rotated": rotated,
    "CMYK": lambda: drawn("JPEG", "CMYK"),
    "SVG": lambda: SVG,
}


def load(workspace: Path, folder: Path) -> list[ImageFile]:
    """The images of a handout, as a new process loads them."""
    with Session(store=Store(folder, str)).activate():
        found, report = manuscript("# 例\n\n![图](图.x)\n", "content/例.md")
        assert found
        loaded = loading.load_images(found, Workspace(workspace), report)
        assert not report.has_errors
        return list(loaded.values())


@pytest.mark.parametrize("kind", IMAGES)
def test_an_image_is_decoded_once(workspace: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "find_machine_id", lambda: MACHINE)
    (workspace / "content" / "图.x").write_bytes(IMAGES[kind]())
    first = load(workspace, tmp_path / "store")
    expected = inspection.inspect_image(IMAGES[kind]())
    assert [(one.name, one.media_type, one.data, one.width, one.height) for one in first] == [
        (expected.name, expected.media_type, expected.data, expected.width, expected.height)
    ]
    monkeypatch.setattr(inspection, "_inspect", None)
    assert load(workspace, tmp_path / "store") == first


def record(folder: Path, digest: str, found: inspection.InspectedImage) -> None:
    """Store what a file of this digest is said to be, with the right seal."""
    with Session(store=Store(folder, str)).activate():
        inspection._INSPECTED.get_or_compute(digest, lambda _: found, Report())


@pytest.mark.parametrize("machine", [MACHINE, ""], ids=["known machine", "unknown machine"])
def test_a_vector_picture_is_taken_from_the_store_only_where_no_stranger_can_seal_it(
    workspace: Path, tmp_path: Path, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "find_machine_id", lambda: machine)
    (workspace / "content" / "图.x").write_bytes(SVG)
    other = inspection.inspect_image(SVG.replace(b"/>", b'><rect width="9" height="9"/></svg>'))
    record(tmp_path / "store", digest_bytes(SVG), inspection.InspectedImage(other.name, other.media_type, 30, 20, other.data))
    expected = other if machine else CLEAN
    assert [image.data for image in load(workspace, tmp_path / "store")] == [expected.data]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the number elsewhere")
@pytest.mark.parametrize("text", [MACHINE, "", "uninitialized", "0" * 32, MACHINE[:16], "字" * 32, None])
def test_only_a_machine_with_a_number_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    monkeypatch.setattr(seals, "MACHINE_ID", tmp_path / "machine-id")
    if text is not None:
        (tmp_path / "machine-id").write_text(f"{text}\n", "utf-8")
    with Session().activate():
        assert seals.is_secret_strong() == (text == MACHINE)


@pytest.mark.parametrize(
    "forged",
    [
        (CLEAN.name, CLEAN.media_type, 30, 20, b""),
        (CLEAN.name, CLEAN.media_type, 30, 20, SCRIPT),
        (CLEAN.name.replace("svg", "png"), CLEAN.media_type, 30, 20, CLEAN.data),
        (CLEAN.name, "image/png", 30, 20, CLEAN.data),
        (CLEAN.name, CLEAN.media_type, -30, 20, CLEAN.data),
        (CLEAN.name, CLEAN.media_type, 30, 20, CLEAN.data, (), -1),
        (f"{digest_bytes(b'')[:16]}.svg", CLEAN.media_type, 30, 20, b""),
    ],
)
def test_a_vector_picture_of_another_shape_or_digest_is_cleaned_again(
    workspace: Path, tmp_path: Path, forged: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "find_machine_id", lambda: MACHINE)
    (workspace / "content" / "图.x").write_bytes(SVG)
    expected = load(workspace, tmp_path / "expected")
    record(tmp_path / "store", digest_bytes(SVG), inspection.InspectedImage(*forged))
    assert load(workspace, tmp_path / "store") == expected


@pytest.mark.parametrize(
    "forged",
    [
        ("../../x.png", "image/png", 9, 6, b""),
        ("0123456789abcdef.png\n", "image/png", 9, 6, b""),
        ("0123456789abcdef.png", "text/html", 9, 6, b""),
        ("0123456789abcdef.png", "image/png", -9, 6, b""),
        ("0123456789abcdef.png", "image/png", 1 << 62, 6, b""),
        ("0123456789abcdef.png", "image/png", 9, 6, drawn("GIF", "P")),
        (CLEAN.name, "image/svg+xml", 30, 20, SCRIPT),
        (CLEAN.name, "image/svg+xml", 30, 20, CLEAN.data),
        ("0123456789abcdef.png", "image/png", 9, 6, drawn("PNG")[:-20]),
    ],
)
def test_a_forged_image_is_decoded_again(workspace: Path, tmp_path: Path, forged: tuple[str, str, int, int, bytes]) -> None:
    (workspace / "content" / "图.x").write_bytes(rotated())
    expected = load(workspace, tmp_path / "expected")
    record(tmp_path / "store", expected[0].digest, inspection.InspectedImage(*forged))
    assert load(workspace, tmp_path / "store") == expected


@pytest.mark.parametrize("address", ["![[图.svg]]", "![[图.svg|120]]", "![图](/附件/图.svg)", "![图](附件/图.svg)"])
def test_pictures_of_a_vault_are_found_by_name_or_from_its_root(tmp_path: Path, address: str) -> None:
    place = tmp_path / "content" / "附件"
    (tmp_path / "content" / "笔记").mkdir(parents=True)
    place.mkdir()
    (place / "图.svg").write_bytes(SVG)
    found, report = manuscript(f"# 例\n\n{address}\n", "content/笔记/例.md")
    assert found
    loaded = loading.load_images(found, Workspace(tmp_path), report)
    assert [image.file for image in loaded.values()] == ["content/附件/图.svg"]
    assert not report.has_errors
    (tmp_path / "content" / "图.svg").write_bytes(SVG)
    loading.load_images(found, Workspace(tmp_path), report)
    assert not report.has_errors, "the folder of all handouts comes first"


@pytest.mark.slow
@pytest.mark.parametrize("markup", ["甲 ![图](图.svg) 乙\n\n", "![图](图.svg)\n\n"])
def test_what_all_pictures_of_a_handout_draw_is_limited(workspace: Path, markup: str) -> None:
    content = '<rect width="1" height="1"/>' * 5_000
    (workspace / "content" / "图.svg").write_bytes(SVG.replace(b"/>", f">{content}</svg>".encode()))
    for times, is_refused in ((15, False), (25, True)):
        found, report = manuscript("# 例\n\n" + markup * times, "content/例.md")
        assert found
        with Session().activate():
            loading.load_images(found, Workspace(workspace), report)
        assert ("limit" in [one.code for one in report.diagnostics]) == is_refused


def test_the_size_of_a_file_is_looked_at_before_it_is_read(workspace: Path) -> None:
    with (workspace / "content" / "图.x").open("wb") as file:
        file.truncate(1 << 36)
    found, report = manuscript("# 例\n\n![图](图.x)\n", "content/例.md")
    assert found
    assert loading.load_images(found, Workspace(workspace), report) == {}
    assert [one.code for one in report.diagnostics] == ["limit"]
