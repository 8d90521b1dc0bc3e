"""Images for e-readers and for print: small enough, upright, in colours and formats that every reader supports."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from jiangyi.ereaders import PICTURE_PIXELS, PICTURE_SIZE
from jiangyi.project.pictures.inspection import inspect_image
from jiangyi.writers.epub import images
from jiangyi.writers.epub.images import fit_image
from tests.support import invoke

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int, height: int) -> Image.Image:
    """An image with as many shades as a photo."""
    rough = Image.effect_noise((width // 8, height // 8), 60).resize((width, height))
    return Image.merge("RGB", (rough, rough.rotate(180), rough.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))


def drawing(width: int, height: int) -> Image.Image:
    """An image of few colours, like a diagram."""
    image = Image.new("RGB", (width, height), "white")
    for number in range(40):
        left, top = random.Random(number).randrange(width), random.Random(-number).randrange(height)
        image.paste((RED, GREEN, BLUE)[number % 3], (left, top, left + width // 9, top + 4))
    return image


def shape(data: bytes) -> tuple[str, tuple[int, int]]:
    with Image.open(io.BytesIO(data)) as image:
        return str(image.format), image.size


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "longest", "result"),
    [
        (saved(photo(3200, 1600), "JPEG", quality=95), 1600, ("JPEG", (1600, 800))),
        (saved(photo(1600, 3200), "PNG"), 1600, ("JPEG", (800, 1600))),
        (saved(photo(800, 400), "WEBP"), 1600, ("JPEG", (800, 400))),
        (saved(drawing(3200, 1600), "PNG"), 1600, ("PNG", (1600, 800))),
        (saved(drawing(800, 400).convert("P"), "GIF"), 1600, ("PNG", (800, 400))),
        (saved(drawing(3200, 1600), "PNG"), 0, ("PNG", (3200, 1600))),
        (saved(photo(4000, 20), "JPEG"), 100, ("JPEG", (100, 1))),
        (saved(drawing(900, 900).convert("RGBA").resize((2000, 2000)), "PNG"), 1600, ("PNG", (1600, 1600))),
    ],
)
def test_images_are_reencoded_for_epub(data: bytes, longest: int, result: tuple[str, tuple[int, int]]) -> None:
    made = fit_image(inspect_image(data), longest)
    assert shape(made.data) == result
    assert (made.width, made.height) == result[1]
    assert made.media_type == f"image/{result[0].lower()}"


def test_small_images_keep_their_bytes() -> None:
    for data in (saved(photo(400, 300), "JPEG", quality=70), saved(drawing(300, 200), "PNG", optimize=True)):
        picture = inspect_image(data)
        assert fit_image(picture, 1600) is picture


@pytest.mark.parametrize("size", [(1200, 600), (400, 300)])
def test_transparent_areas_are_white(size: tuple[int, int]) -> None:
    """Kindle and Kobo have no transparency, and Apple Books makes it black at night."""
    image = Image.new("RGBA", size, (*RED, 0))
    image.paste((*RED, 255), (size[0] // 2, 0, *size))
    palette = image.quantize(8)
    for one in (image, palette):
        with Image.open(io.BytesIO(fit_image(inspect_image(saved(one, "PNG")), 1000).data)) as made:
            assert not made.has_transparency_data
            assert near(made.convert("RGB").getpixel((5, 5)), (255, 255, 255), 3)
            assert near(made.convert("RGB").getpixel((made.width - 5, 5)), RED)


@pytest.mark.slow
def test_no_image_has_more_pixels_than_ereaders_accept() -> None:
    for longest in (0, 6000):
        made = fit_image(inspect_image(saved(drawing(3400, 2600), "PNG")), longest)
        assert shape(made.data) == ("PNG", (made.width, made.height))
        assert 0.99 * PICTURE_PIXELS.limit < made.width * made.height <= PICTURE_PIXELS.limit
        assert abs(made.width / made.height - 3400 / 2600) < 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 99}), ("PNG", {"compress_level": 1})])
def test_no_image_has_more_bytes_than_ereaders_accept(kind: str, options: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((600, 400), 120) for _ in range(3)])
    data = saved(noise, kind, **options)
    assert len(data) > 300_000
    for limit in (300_000, 60_000):
        monkeypatch.setattr(images, "PICTURE_SIZE", replace(PICTURE_SIZE, limit=limit))
        made = images._convert(inspect_image(data), 0)
        assert made
        assert 0.3 * limit < len(made.data) <= limit
        assert abs(made.width / made.height - 1.5) < 0.02


def rotated() -> bytes:
    """A photo taken with the camera on its side: red is above green."""
    image = Image.new("RGB", (300, 200), RED)
    image.paste(GREEN, (150, 0, 300, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(image, "JPEG", exif=exif, quality=95)


def near(colour: object, wanted: tuple[int, int, int], by: int = 40) -> bool:
    return all(abs(a - b) < by for a, b in zip(colour, wanted, strict=True))  # type: ignore[call-overload]


def test_a_rotated_image_is_upright() -> None:
    picture = inspect_image(rotated())
    assert (picture.width, picture.height) == (200, 300)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.getexif().get(0x0112, 1) == 1
        assert near(image.getpixel((100, 40)), RED)
        assert near(image.getpixel((100, 260)), GREEN)


def test_printing_inks_become_colours() -> None:
    picture = inspect_image(saved(Image.new("RGB", (90, 60), RED).convert("CMYK"), "JPEG", quality=95))
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.mode == "RGB"
        assert near(image.getpixel((40, 30)), RED, 60)


def test_pictures_in_print_and_epub(workspace: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    content = workspace / "content"
    (content / "侧.jpg").write_bytes(rotated())
    (content / "墨.jpg").write_bytes(saved(Image.new("CMYK", (90, 60), (0, 200, 200, 20)), "JPEG"))
    (content / "大.jpg").write_bytes(saved(photo(4000, 3000), "JPEG", quality=95))
    (content / "动.gif").write_bytes(saved(drawing(90, 60).convert("P"), "GIF"))
    text = "---\ntitle: 例\npicture_size: 1000\n---\n\n" + "\n\n".join(
        f"![图]({name})" for name in ("侧.jpg", "墨.jpg", "大.jpg", "动.gif")
    )
    (content / "例.md").write_text(text + "\n", "utf-8")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    with pymupdf.open(workspace / "output" / "例.pdf") as document:
        found = [(info["width"], info["height"], info["cs-name"]) for sheet in document for info in sheet.get_image_info()]
    assert (200, 300, "DeviceRGB") in [(w, h, cs) for w, h, cs in found]
    assert not [cs for *_, cs in found if "CMYK" in cs]
    assert epubcheck(workspace / "output" / "例.epub") == []
    with zipfile.ZipFile(workspace / "output" / "例.epub") as archive:
        pictures = {name: archive.read(name) for name in archive.namelist() if "pictures/" in name and "cover" not in name}
    assert sorted(shape(data) for data in pictures.values()) == [
        ("JPEG", (90, 60)),
        ("JPEG", (200, 300)),
        ("JPEG", (1000, 750)),
        ("PNG", (90, 60)),
    ]
    assert sum(map(len, pictures.values())) < 400_000
