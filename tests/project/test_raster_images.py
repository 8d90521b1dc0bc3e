"""Raster images: damaged and hostile files are errors, whatever the decoders raise; large ones are reduced or refused."""

import io
import struct
import warnings
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.project.pictures import raster
from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.project.pictures.inspection import inspect_image
from tests.law import law

PNG = b"\x89PNG\r\n\x1a\n"


def saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int, colour: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))


BOMB = zlib.compress(bytes(70_000_000), 9)
PIXEL = chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b"")
DAMAGED = {
    "colour profile": PNG + header(1, 1) + chunk(b"iCCP", b"a\0\0" + BOMB) + PIXEL,
    "compressed text": PNG + header(1, 1) + chunk(b"zTXt", b"a\0\0" + BOMB) + PIXEL,
    "international text": PNG + header(1, 1) + chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB) + PIXEL,
    "no data": PNG + header(9, 9) + chunk(b"IEND", b""),
    "header alone": PNG + header(9, 9),
    "no size": PNG + header(0, 9) + PIXEL,
    "short header": PNG + chunk(b"IHDR", b"1234"),
    "unknown depth": PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 3, 9, 0, 0, 0)) + PIXEL,
    **{f"cut {kind}": saved(kind)[:-90] for kind in ("PNG", "JPEG", "GIF", "WEBP")},
    "cut progressive JPEG": saved("JPEG", progressive=True)[:-90],
    "cut rotated JPEG": saved("JPEG", "CMYK")[:-90],
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_images_are_refused(data: bytes) -> None:
    with pytest.raises(ImageError, match=r"damaged|not an image"):
        inspect_image(data)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_truncated_images_are_refused_after_the_engine_is_loaded(kind: str) -> None:
    import jiangyi.engine  # noqa: F401 - WeasyPrint would have Pillow accept them

    with pytest.raises(ImageError):
        inspect_image(saved(kind)[:-90])


BROKEN_PARTS = {
    "profile of inks": saved("JPEG", "CMYK", icc_profile=b"no profile"),
    "orientation": saved("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"),
    "long Exif": saved("JPEG", exif=b"Exif\0\0" + b"II*\0\x08\0\0\0" + b"\xff" * 60_000),
}


@pytest.mark.parametrize("data", BROKEN_PARTS.values(), ids=BROKEN_PARTS)
def test_damaged_metadata_are_left_out(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert inspect_image(data).width == 40


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 9_000), (2**31 - 1, 1)])
def test_huge_images_are_refused_without_a_warning(width: int, height: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(LimitError):
            inspect_image(PNG + header(width, height) + PIXEL)


def test_only_the_first_frame_of_many_is_decoded() -> None:
    frames = [Image.new("P", (9, 9), number) for number in range(200)]
    for kind in ("GIF", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        assert inspect_image(out.getvalue()).width == 9


@pytest.mark.parametrize(("mode", "options"), [("RGB", {}), ("L", {}), ("RGBA", {}), ("P", {}), ("1", {}), ("LA", {})])
def test_large_images_are_reduced(mode: str, options: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "REDUCED", 600)
    image = inspect_image(saved("PNG", mode, (40, 30), **options))
    assert (image.width, image.height) == (20, 15)
    with Image.open(io.BytesIO(image.data)) as made:
        assert made.size == (20, 15)
        assert made.has_transparency_data == (mode in ("RGBA", "LA"))


def test_a_large_photo_is_reduced_and_rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "REDUCED", 40_000)
    exif = Image.Exif()
    exif[raster.ORIENTATION] = 6
    for options in ({}, {"progressive": True}):
        image = inspect_image(saved("JPEG", "RGB", (320, 240), exif=exif, **options))
        assert (image.width, image.height) == (120, 160)


def test_sixteen_bits_of_grey_become_eight() -> None:
    out = io.BytesIO()
    Image.new("I;16", (9, 9), 0x8000).save(out, "PNG")
    with Image.open(io.BytesIO(inspect_image(out.getvalue()).data)) as made:
        assert made.mode == "L"
        assert abs(made.getpixel((4, 4)) - 0x80) <= 1


@law(60)
@given(
    st.sampled_from([saved(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")] + [saved("JPEG", "CMYK"), saved("GIF", "P")]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    st.integers(0, 200),
)
def test_any_damage_is_an_error_or_none(data: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    changed = bytearray(data[: len(data) - cut])
    for place, byte in changes:
        changed[place % len(changed)] = byte
    try:
        image = inspect_image(bytes(changed))
    except ImageError:
        return
    assert image.width > 0
    assert image.height > 0
