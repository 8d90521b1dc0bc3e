"""Draw the pictures of the tutorial: what its own handout, book and list of names become, in English and Chinese."""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

from tools.pictures import EDGE, page, spread

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "content"
PICTURES = DOCS / "pictures" / "tutorial"
FENCE = re.compile(r"^(`{3,4})(markdown|yaml|text)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
PHONE, SCREEN = (390, 760), (1000, 700)
"""Sizes of the windows, in pixels."""
PART = 0.3
"""The part of a page that shows the mark of a copy."""
BROWSER = ("chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1", "--disable-gpu")


@dataclass(frozen=True)
class Tutorial:
    """A tutorial: its language, and the names of the files that it tells the reader to make."""

    suffix: str
    locale: str
    handout: str
    names: str

    def write_files(self, folder: Path) -> None:
        """The handout, the book and the list of names, as the tutorial prints them."""
        found = {kind: text for _, kind, text in FENCE.findall((DOCS / f"tutorial{self.suffix}.md").read_text("utf-8"))}
        (folder / "content").mkdir(parents=True)
        (folder / "content" / f"{self.handout}.md").write_text(found["markdown"], "utf-8")
        (folder / "content" / "book.yaml").write_text(found["yaml"], "utf-8")
        (folder / self.names).write_text(found["text"], "utf-8")


TUTORIALS = (Tutorial("", "en_US.UTF-8", "lesson-1", "names.csv"), Tutorial("-zh", "zh_CN.UTF-8", "第一讲", "名单.csv"))


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for tutorial in TUTORIALS:
        with tempfile.TemporaryDirectory() as folder:
            draw(tutorial, Path(folder))


def draw(tutorial: Tutorial, folder: Path) -> None:
    """Do what a tutorial says, and draw what comes out."""
    tutorial.write_files(folder)
    handout, output = f"{folder}/content/{tutorial.handout}.md", folder / "output"
    work(tutorial, folder, "build", "--to", "pdf,html", "--edition", "student,teacher", handout)
    work(tutorial, folder, "build", "--to", "pdf,html", handout)
    work(tutorial, folder, "share")
    work(tutorial, folder, "copies", str(folder / tutorial.names), handout)
    student, teacher = (output / f"{tutorial.handout}.{edition}.pdf" for edition in ("student", "teacher"))
    copies = sorted((output / "copies").rglob("*.pdf"))
    usual = output / f"{tutorial.handout}.pdf"
    pictures = {
        "pages": spread([page(usual, 1), page(usual, 2)]),
        "editions": spread([page(student, 2), page(teacher, 2)]),
        "copy": spread(crop_difference(*(page(path, 1) for path in copies[:2]))),
        "phone": photograph(output / f"{tutorial.handout}.html", PHONE, folder),
        "site": photograph(output / "share" / "index.html", SCREEN, folder),
    }
    for name, picture in pictures.items():
        picture.save(PICTURES / f"{name}{tutorial.suffix}.png", optimize=True)


def work(tutorial: Tutorial, folder: Path, *arguments: str) -> None:
    """Run a command of jiangyi in the folder of a tutorial."""
    command: list[str | Path] = [sys.executable, ROOT / "compile.py", *arguments, "--workspace", folder]
    subprocess.run(command, cwd=folder, check=True, env={"LC_ALL": tutorial.locale, "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL)


def crop_difference(first: Image.Image, second: Image.Image) -> list[Image.Image]:
    """The top or foot of two pages, where the names are: nothing else differs."""
    _, top, _, _ = ImageChops.difference(first, second).getbbox() or (0, 0, 0, 0)
    height = round(first.height * PART)
    start = 0 if top < first.height / 2 else first.height - height
    return [drawn.crop((0, start, drawn.width, start + height)) for drawn in (first, second)]


def photograph(path: Path, size: tuple[int, int], folder: Path) -> Image.Image:
    """A window of a browser with a page."""
    target = folder / "window.png"
    window = f"--window-size={size[0]},{size[1]}"
    command = [*BROWSER, f"--user-data-dir={folder}/browser", window, f"--screenshot={target}", path.as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Image.open(target) as picture:
        framed = Image.new("RGB", (picture.width + 2, picture.height + 2), EDGE)
        framed.paste(picture.convert("RGB"), (1, 1))
        return framed.quantize(128)


if __name__ == "__main__":
    main()
