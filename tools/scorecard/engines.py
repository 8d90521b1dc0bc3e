"""The programs that are measured: each sets samples, one on a page, with the same font, size and measure."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pymupdf

from tools.scorecard.chromium import set_by_chromium
from tools.scorecard.glyphs import Page, read_pages
from tools.scorecard.handouts import set_as_epub, set_as_pdf
from tools.scorecard.requirement import Engine, Sample
from tools.scorecard.setting import EM, HEIGHT, LINE, MARGIN, SERIF, page_width

TYPST = """#set page(width: {width}pt, height: {height}pt, margin: {margin}pt)
#set text(font: "{font}", size: {em}pt, lang: "{lang}", region: "{region}", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: {leading}pt, spacing: {leading}pt, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
"""
REGIONS = {"zh-Hans": "cn", "zh-Hant": "tw", "ja": "jp"}


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
            raise ValueError(f"{engine}: {len(found)} pages for {len(numbers)} samples")
        pages.update(zip(numbers, found, strict=True))
    return [pages.get(number) for number in range(len(samples))]


def set_by_typst(sources: Sequence[str], measure: float, lang: str) -> bytes:
    """The samples as a document of Typst."""
    import typst

    sizes = {"width": page_width(measure), "height": HEIGHT, "margin": MARGIN, "em": EM, "leading": LINE - EM}
    head = TYPST.format(lang=lang[:2], region=REGIONS[lang], font=SERIF[lang], **sizes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.typ"
        path.write_text(head + "\n\n#pagebreak()\n\n".join(sources), "utf-8")
        data: bytes = typst.compile(str(path))
    return data


SETTERS: dict[Engine, Callable[[Sequence[str], float, str], bytes]] = {
    Engine.JIANGYI: set_as_pdf,
    Engine.EPUB: set_as_epub,
    Engine.TYPST: set_by_typst,
    Engine.CHROMIUM: set_by_chromium,
}
SOURCES: dict[Engine, Callable[[Sample], str | None]] = {
    Engine.JIANGYI: lambda sample: sample.markdown,
    Engine.EPUB: lambda sample: sample.markdown,
    Engine.TYPST: lambda sample: sample.typst,
    Engine.CHROMIUM: lambda sample: sample.html,
}
