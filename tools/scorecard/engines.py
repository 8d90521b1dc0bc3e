"""The programs that are measured: each sets samples, one on a page, with the same font, size and measure."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pymupdf

from tools.scorecard.chromium import set_by_chromium
from tools.scorecard.glyphs import Page, read_pages
from tools.scorecard.handouts import set_as_epub, set_as_pdf
from tools.scorecard.requirement import Engine, Sample
from tools.scorecard.setting import EM, MARGIN, TALL, Sheet

TYPST = """#set page(width: {width}pt, height: {height}pt, margin: {margin}pt)
#set text(font: "{font}", size: {em}pt, lang: "{script}", region: "{region}", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: {leading}pt, spacing: {leading}pt, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
"""
REGIONS = {"zh-Hans": "cn", "zh-Hant": "tw", "ja": "jp"}


def set_samples(engine: Engine, samples: Sequence[Sample]) -> list[Page | None]:
    """The page of each sample by a program, or the first one of several; None where the program cannot express the sample."""
    pages: dict[int, Page] = {}
    groups: dict[tuple[Sheet, int], list[int]] = {}
    for number, sample in enumerate(samples):
        if SOURCES[engine](sample) is not None:
            alone = number if sample.lines != TALL else -1  # what fills several pages is a document of its own
            groups.setdefault((Sheet(sample.measure, sample.lang, sample.lines), alone), []).append(number)
    for (sheet, alone), numbers in groups.items():
        data = SETTERS[engine]([str(SOURCES[engine](samples[n])) for n in numbers], sheet)
        found = read_pages(pymupdf.open(stream=data), MARGIN, MARGIN + sheet.measure * EM, EM)
        if alone >= 0:
            pages[alone] = replace(found[0], others=tuple(found[1:]))
        elif len(found) != len(numbers):
            raise ValueError(f"{engine}: {len(found)} pages for {len(numbers)} samples")
        else:
            pages.update(zip(numbers, found, strict=True))
    return [pages.get(number) for number in range(len(samples))]


def set_by_typst(sources: Sequence[str], sheet: Sheet) -> bytes:
    """The samples as a document of Typst."""
    import typst

    head = TYPST.format(script=sheet.lang[:2], region=REGIONS[sheet.lang], font=sheet.font, **sheet.sizes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.typ"
        path.write_text(head + "\n\n#pagebreak()\n\n".join(sources), "utf-8")
        data: bytes = typst.compile(str(path))
    return data


SETTERS: dict[Engine, Callable[[Sequence[str], Sheet], bytes]] = {
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
