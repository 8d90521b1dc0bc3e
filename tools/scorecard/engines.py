"""The programs that are measured: each sets samples, one on a page, with the same font, size and measure."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pymupdf

from jiangyi.core import Report, Session, active_session, decode_source
from jiangyi.model import make_single_book
from jiangyi.passes import build_index, select_edition
from jiangyi.project import Workspace
from jiangyi.readers import read
from jiangyi.render import render_book
from jiangyi.theme import Target, load_theme
from jiangyi.writers.pdf.book_layout import write_rendered
from tools.scorecard.glyphs import Page, read_pages
from tools.scorecard.requirement import Engine, Sample

ROOT = Path(__file__).resolve().parents[2]
EM, LINE, MARGIN, HEIGHT = 12.0, 21.0, 36.0, 9000.0
"""Pt: body size, distance of lines, margins, and the height of a page, on which every sample has room; whole pixels of Chromium."""
SERIF = {"zh-Hans": "Noto Serif CJK SC", "zh-Hant": "Noto Serif CJK TC", "ja": "Noto Serif CJK JP"}
PAPER = """:root {{
  --page-width: {width}pt; --page-height: {height}pt; --lines: 420; --top: {margin}pt; --inner: {margin}pt; --outer: {margin}pt;
  --size: {em}pt; --line: {line}pt
}}"""
HEAD = "---\ntitle: 例\nlang: {lang}\ncover: none\ncontents: false\n---\n\n"
TYPST = """#set page(width: {width}pt, height: {height}pt, margin: {margin}pt)
#set text(font: ("Noto Serif CJK SC"), size: {em}pt, lang: "{lang}", region: "{region}")
#set par(justify: true, leading: {leading}pt, spacing: {leading}pt, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
#set text(top-edge: 0.88em, bottom-edge: -0.12em)
"""
HTML = """<!DOCTYPE html><html lang="{lang}"><meta charset="utf-8"><style>
@page {{ size: {width}pt {height}pt; margin: {margin}pt }}
body {{ margin: 0; font: {em}pt/{line}pt "{font}"; text-align: justify; overflow-wrap: anywhere; line-break: strict;
  text-autospace: normal; text-spacing-trim: trim-start; text-wrap: pretty }}
p {{ margin: 0; text-indent: 2em }}
section {{ overflow: hidden }} /* pages with wider content would be printed smaller */
section + section {{ break-before: page }}
</style><body>{body}</body></html>"""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def set_samples(engine: Engine, samples: Sequence[Sample]) -> list[Page | None]:
    """A page of each sample by a program; None where it cannot express one."""
    pages: dict[int, Page] = {}
    groups: dict[tuple[float, str], list[int]] = {}
    for number, sample in enumerate(samples):
        if SOURCES[engine](sample) is not None:
            groups.setdefault((sample.measure, sample.lang), []).append(number)
    for (measure, lang), numbers in groups.items():
        data = SETTERS[engine]([str(SOURCES[engine](samples[n])) for n in numbers], measure, lang)
        found = read_pages(pymupdf.open(stream=data), MARGIN, MARGIN + measure * EM, EM)
        if len(found) != len(numbers):
            raise AssertionError(f"{engine}: {len(found)} pages for {len(numbers)} samples")
        pages.update(zip(numbers, found, strict=True))
    return [pages.get(number) for number in range(len(samples))]


def set_by_jiangyi(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as a handout."""
    text = HEAD.format(lang=lang) + "\n\n\\newpage\n\n".join(["", *sources])
    report = Report()
    with nullcontext() if active_session() else Session().activate():
        source = decode_source("例.md", text.encode(), report)
        found = read(source, report) if source else None
        if not found or report.has_errors:
            raise AssertionError("\n".join(f"{d.span}: {d.message}" for d in report))
        book = select_edition(make_single_book(found.handout, {}), keeps_space=True)
        paper = PAPER.format(width=measure * EM + 2 * MARGIN, height=HEIGHT, margin=MARGIN, em=EM, line=LINE)
        theme = load_theme(Workspace(ROOT), "", "a4", paper)
        data = write_rendered(render_book(book, build_index(book), theme, Target.PRINT), report).data
    with pymupdf.open(stream=data) as document:
        document.delete_page(0)
        return bytes(document.tobytes())


def set_by_typst(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as a document of Typst."""
    import typst

    script, _, region = {"zh-Hans": "zh--cn", "zh-Hant": "zh--tw", "ja": "ja--jp"}[lang].partition("--")
    head = TYPST.format(
        width=measure * EM + 2 * MARGIN, height=HEIGHT, margin=MARGIN, em=EM, leading=LINE - EM, lang=script, region=region
    ).replace("Noto Serif CJK SC", SERIF[lang])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.typ"
        path.write_text(head + "\n\n#pagebreak()\n\n".join(sources), "utf-8")
        data: bytes = typst.compile(str(path))
    return data


def set_by_chromium(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as a web page, printed."""
    body = "".join(f"<section>{source}</section>" for source in sources)
    page = HTML.format(
        lang=lang, width=measure * EM + 2 * MARGIN, height=HEIGHT, margin=MARGIN, em=EM, line=LINE, font=SERIF[lang], body=body
    )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "samples.html", Path(folder) / "samples.pdf"
        source.write_text(page, "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        command = [find_chromium(), *options, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder})
        return target.read_bytes()


def find_chromium() -> str:
    """The program."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not program:
        raise FileNotFoundError("Chromium is not installed")
    return program


SETTERS: dict[Engine, Callable[[Sequence[str], float, str], bytes]] = {
    Engine.JIANGYI: set_by_jiangyi,
    Engine.TYPST: set_by_typst,
    Engine.CHROMIUM: set_by_chromium,
}
SOURCES: dict[Engine, Callable[[Sample], str | None]] = {
    Engine.JIANGYI: lambda sample: sample.markdown,
    Engine.TYPST: lambda sample: sample.typst,
    Engine.CHROMIUM: lambda sample: sample.html,
}
