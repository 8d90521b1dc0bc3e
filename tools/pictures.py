"""Render the README's pictures: printed pages of the handouts in content/."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SHEETS = {
    "seed": (("创新基层治理", 1), ("创新基层治理", 2)),
    "example": (("讲义写法示例", 1), ("讲义写法示例", 4)),
    "book": (("合集", 3), ("study-notes", 1)),
}
"""The pictures, each with two pages side by side, like an open handout."""
DPI = 72
GAP = 16
"""Pixels around a page."""
EDGE = "#c8c8c8"


def main() -> None:
    """Build content/ and draw every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "compile.py", "build", "--to", "pdf", "--output", folder]
        subprocess.run(command, cwd=ROOT, check=True)
        for name, pages in SHEETS.items():
            spread([page(Path(folder) / f"{stem}.pdf", number) for stem, number in pages]).save(PICTURES / f"{name}.png", optimize=True)


def page(path: Path, number: int) -> Image.Image:
    """Return the image of one page with a thin edge."""
    document = pypdfium2.PdfDocument(path)
    try:
        drawn = document[number - 1].render(scale=DPI / 72).to_pil()
    finally:
        document.close()
    return ImageOps.expand(drawn.convert("RGB"), 1, EDGE)


def spread(pages: list[Image.Image]) -> Image.Image:
    """Return pages side by side on white, in few colours so that the README loads fast."""
    width = sum(p.width for p in pages) + GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, max(p.height for p in pages) + 2 * GAP), "white")
    left = GAP
    for one in pages:
        sheet.paste(one, (left, GAP))
        left += one.width + GAP
    return sheet.quantize(160)


if __name__ == "__main__":
    main()
