"""Images of a few pages, for details that text does not show: rules, tints, pictures, the cover."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from jiangyi.project.workspace import Workspace
from jiangyi.theme.themes import list_themes
from tests.support import ROOT, invoke

REF = ROOT / "tests" / "ref"
DPI = 60
PAGES = (("创新基层治理", 1), ("讲义写法示例", 1), ("讲义写法示例", 4), ("study-notes", 1), ("合集", 3))
THEMES = ["", *(name for name in list_themes(Workspace(ROOT)) if name != "fangsong")]
"""Without the one whose pages depend on whether a Fangsong font is installed."""
SHADES = 32
"""Of 255: smaller differences come from another renderer or font hinting."""
SHARE = 0.004
"""The part of a page that may differ."""


def picture(path: Path, number: int) -> Image.Image:
    """A page in grey, as a laser printer would give it; negative numbers count from the end."""
    document = pypdfium2.PdfDocument(path)
    try:
        return document[number - 1 if number > 0 else len(document) + number].render(scale=DPI / 72).to_pil().convert("L")
    finally:
        document.close()


def difference(a: Image.Image, b: Image.Image) -> float:
    """The share of the page where two images, slightly blurred, differ."""
    soft = [image.filter(ImageFilter.GaussianBlur(2)) for image in (a, b)]
    counts = ImageChops.difference(*soft).histogram()
    return sum(counts[SHADES:]) / sum(counts)


def assert_equal_to_reference(now: Image.Image, reference: Path, folder: Path, *, update: bool) -> None:
    """Fail where a page differs from its reference, which is written anew on request; what was drawn is left in a folder."""
    if update:
        now.save(reference, optimize=True)
    with Image.open(reference) as before:
        assert before.size == now.size
        share = difference(before, now)
    now.save(folder / reference.name)
    assert share <= SHARE, f"{share:.2%} of the page differs; compare {reference} with {folder / reference.name}"


@pytest.mark.parametrize(("stem", "number"), PAGES)
def test_pages_equal_their_reference_images(shipped: Path, tmp_path: Path, stem: str, number: int, update: bool) -> None:
    now = picture(shipped / "output" / f"{stem}.pdf", number)
    assert_equal_to_reference(now, REF / f"{stem}-{number}.png", tmp_path, update=update)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_themes_equal_their_reference_images(workspace: Path, theme: str, update: bool) -> None:
    """Cover and text of the sample of docs/content/themes.md."""
    text = (ROOT / "tools" / "themes" / "sample.md").read_text("utf-8")
    (workspace / "content" / "sample.md").write_text(text.replace("---\n", f"---\ntheme: {theme}\n", 1) if theme else text, "utf-8")
    assert invoke("build", "--to", "pdf", "--edition", "teacher", "--workspace", workspace).returncode == 0
    path = workspace / "output" / "sample.teacher.pdf"
    for number, name in ((1, "cover"), (-1, "text")):
        assert_equal_to_reference(picture(path, number), REF / f"theme-{theme or 'default'}-{name}.png", workspace, update=update)


def test_a_difference_is_detected(shipped: Path) -> None:
    """The comparison can fail: a page differs from the next one, and from itself without its title."""
    one, two = (picture(shipped / "output" / "创新基层治理.pdf", number) for number in (1, 2))
    bare = one.copy()
    bare.paste(255, (0, 0, one.width, one.height // 6))
    assert difference(one, two) > 10 * SHARE
    assert difference(one, bare) > SHARE
    assert difference(one, one) == 0
