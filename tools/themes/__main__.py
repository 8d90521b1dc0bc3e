"""Build the sample in every theme, join pages of each to a picture, and write a page in each language."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image, ImageOps

from jiangyi.project import Workspace
from jiangyi.theme import list_themes, root_properties
from tools.page_head import make_head

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DOCS = ROOT / "docs" / "content"
PICTURES = DOCS / "pictures" / "themes"
DPI = 56
GAP, EDGE, COLOURS = 12, "#c8c8c8", 96
"""Pixels around a page, the colour of its edge, and the number of colours of a picture."""
ABOUT = re.compile(r"/\*\s*(?P<english>[^|]*?)\s*\|\s*(?P<chinese>.*?)\s*\*/", re.DOTALL)
"""What the first comment of a stylesheet says of it, in both languages."""
DEFAULT = ("The default: blue, headings with a bar and a rule.", "默认主题：蓝色，标题有竖条和细线。")
FILES = ("themes.md", "themes-zh.md")
WORDS = (
    {
        "head": make_head("en", "reference", "The same pages in every theme that is shipped."),
        "title": "Themes",
        "intro": "The same pages in every theme: cover, text, and exercises in the teacher edition. `make themes` generates this page.",
        "default": "Without a theme",
        "alt": "Cover and pages in this theme",
        "ending": "A handout chooses a theme with `theme: quiet` in its head. A theme is a stylesheet in `styles/themes/` that sets custom "
        "properties of `styles/tokens.css`: colours, fonts, sizes and shapes.",
    },
    {
        "head": make_head("zh-Hans", "查阅", "同样的几页，用每个主题各排一遍。"),
        "title": "主题一览",
        "intro": "同样的几页，用每个主题各排一遍：封面、正文、教师版的练习。",
        "default": "不写主题",
        "alt": "这个主题的封面和内页",
        "ending": "在讲义开头写 `theme: quiet`（或 `主题: 素雅`）就换成这个主题。",
    },
)


def main() -> None:
    """Write pictures and pages."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    names = ["", *list_themes(Workspace(ROOT))]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            draw_theme(Path(folder), name).save(PICTURES / f"{name or 'default'}.png", optimize=True)
    for language, file in enumerate(FILES):
        (DOCS / file).write_text(render_page(names, language), "utf-8")


def draw_theme(folder: Path, name: str) -> Image.Image:
    """Cover, text and exercises of the sample in a theme, side by side."""
    content = folder / (name or "default") / "content"
    content.mkdir(parents=True)
    text = (HERE / "sample.md").read_text("utf-8")
    (content / "sample.md").write_text(text.replace("---\n", f"---\ntheme: {name}\n", 1) if name else text, "utf-8")
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--to", "pdf", "--edition", "teacher", "--workspace", str(content.parent)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    document = pypdfium2.PdfDocument(content.parent / "output" / "sample.teacher.pdf")
    try:
        return join_pages([page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document if has_words(page)])
    finally:
        document.close()


def has_words(page: pypdfium2.PdfPage) -> bool:
    """False for the empty back of a cover."""
    return bool(page.get_textpage().get_text_bounded().strip())


def join_pages(pages: list[Image.Image]) -> Image.Image:
    """Pages side by side on white, in few colours so that they load fast."""
    framed = [ImageOps.expand(page, 1, EDGE) for page in pages]
    sheet = Image.new("RGB", (sum(page.width + GAP for page in framed) + GAP, max(page.height for page in framed) + 2 * GAP), "white")
    left = GAP
    for page in framed:
        sheet.paste(page, (left, GAP))
        left += page.width + GAP
    return sheet.quantize(COLOURS)


def render_page(names: list[str], language: int) -> str:
    """The text of the page in a language."""
    words = WORDS[language]
    environment = Environment(loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 - Markdown
    themes = [
        {
            "heading": describe_names(name, language) if name else words["default"],
            "about": describe_theme(name)[language],
            "alt": words["alt"],
            "file": name or "default",
        }
        for name in names
    ]
    return environment.get_template("page.md.j2").render(themes=themes, **words).rstrip() + "\n"


def describe_names(name: str, language: int) -> str:
    """The name of a theme, and in Chinese its other names."""
    others = root_properties((ROOT / "styles" / "themes" / f"{name}.css").read_text("utf-8")).get("--names", "").split() if language else ()
    return f"`{name}`" + "".join(f" · {other}" for other in others)


def describe_theme(name: str) -> tuple[str, str]:
    """What a theme is, in English and Chinese."""
    if not name:
        return DEFAULT
    found = ABOUT.match((ROOT / "styles" / "themes" / f"{name}.css").read_text("utf-8"))
    if found is None:
        raise ValueError(name)
    return " ".join(found["english"].split()), re.sub(r"\s*\n\s*", "", found["chinese"])


if __name__ == "__main__":
    main()
