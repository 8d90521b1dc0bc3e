"""The imposition options, and what follows from them without a PDF: stylesheet, file name, number of sheets."""

from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4
SHEETS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0), "b4": (250.0, 353.0), "letter": (215.9, 279.4), "8k": (270.0, 390.0)}
"""Sheet sizes in mm, portrait: ISO 216, US Letter, and 8开 of the 正度 sheet, which folds to two pages of 16开."""
SLUG_WIDTH = 10.0
"""Mm around a sheet for crop marks, outside the bleed."""


ONE_SIDED_PAGES = "@page :left { margin-left: calc(var(--inner) + var(--binding)); margin-right: var(--outer) }"
"""The page rule of sheets that are bound on the left."""

LINES_OF_FOUR = {"hairline": "0.6pt", "stroke-grid": "0.6pt", "title-rule-colour": "var(--line-colour)"}
"""On a sheet of four pages, in half their size: lines that would be thinner than a dot of 300 dpi, or of few dots of a colour."""


@dataclass(frozen=True)
class ImpositionOptions:
    """How pages are printed on sheets. Lengths in mm."""

    booklet: bool = False
    """A saddle-stitched booklet: two pages per side."""
    nup: int = 1
    """Pages per side, in reading order."""
    sheet: str = "a4"
    creep: float = 0.1
    """The thickness of a sheet: in a booklet each sheet is moved out by that much more than the one around it. 0.1 for 80 g/m² paper."""
    marks: bool = False
    """Whether there are crop marks, and fold marks in a booklet."""
    greyscale: bool = False
    bleed: float = 0.0
    """How far content at the edge of a page extends beyond the trim."""
    binding: float = 0.0
    """Additional inner margin, for side stitching or punched holes."""
    recto: bool = False
    """Whether each handout of a book begins on a recto."""
    one_sided: bool = False
    """Whether sheets are printed on one side: no blank pages, and the inner margin always on the left."""

    @property
    def css(self) -> str:
        """The options that concern the layout, as a stylesheet; empty if there are none."""
        lengths = {"binding": self.binding, "bleed": self.bleed}
        rules = [f"--{name}: {value:g}mm" for name, value in lengths.items() if value]
        rules += ["--chapter-break: recto"] if self.recto else []
        rules += ["--landscape: none"] if self.booklet or self.nup > 1 else []  # all pages of a sheet have one size
        rules += [f"--{name}: {value}" for name, value in LINES_OF_FOUR.items()] if self.nup == 4 else []
        rules += [f"--{name}-break: page" for name in ("title", "contents", "text", "chapter", "outside")] if self.one_sided else []
        sheet = f":root {{ {'; '.join(rules)} }}" if rules else ""
        return sheet + ONE_SIDED_PAGES * self.one_sided

    @property
    def changes_pages(self) -> bool:
        """True if the pages are others than those for a reader, and their file has another name."""
        return bool(self.binding or self.bleed or self.recto or self.one_sided)

    @property
    def imposes(self) -> bool:
        """True if pages are placed on sheets."""
        return self.booklet or self.nup > 1 or self.marks

    @property
    def file_suffix(self) -> str:
        """The part of the file name that distinguishes it from the file of single pages; empty if there is no other file."""
        names = ("booklet" * self.booklet, f"{self.nup}up" * (self.nup > 1), "marks" * self.marks, "grey" * self.greyscale)
        return next((name for name in names if name), "")

    def sheet_count(self, pages: int) -> int:
        """The number of sheets per copy."""
        each = 4 if self.booklet else self.nup * (1 if self.one_sided else 2)
        return -(-pages // each)
