"""What is asked of the print shop, and what follows from it without a PDF: custom properties, names, sheets."""

from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4
SHEETS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0), "b4": (250.0, 353.0), "letter": (215.9, 279.4), "8k": (270.0, 390.0)}
"""Sheets that printers take, upright, in mm: ISO 216, US Letter, and 8开 of the 正度 sheet, which folds to two pages of 16开."""
SLUG_WIDTH = 10.0
"""Mm around a sheet with crop marks: the marks stand in it, beyond the bleed."""


@dataclass(frozen=True)
class ImpositionOptions:
    """How pages come on paper. Lengths in mm."""

    booklet: bool = False
    """Two pages a side, to be folded and stapled in the fold."""
    nup: int = 1
    """Pages a side, to be read in their order."""
    sheet: str = "a4"
    creep: float = 0.1
    """How thick a sheet is: in a booklet each sheet stands that much further out than the one around it. 80 g paper has 0.1."""
    marks: bool = False
    """Crop marks, and in a booklet marks of the fold."""
    greyscale: bool = False
    bleed: float = 0.0
    """How far what touches the edge of a page goes beyond it."""
    binding: float = 0.0
    """More inner margin, for staples at the side or for holes."""
    recto: bool = False
    """Whether contents, text and each handout of a book begin on a right-hand page."""

    @property
    def css(self) -> str:
        """What of it the layout has to know, as a stylesheet."""
        lengths = {"binding": self.binding, "bleed": self.bleed}
        rules = [f"--{name}: {value:g}mm" for name, value in lengths.items() if value]
        rules += ["--chapter-break: recto", "--part-break: recto"] if self.recto else []
        return f":root {{ {'; '.join(rules)} }}" if rules else ""

    @property
    def imposes(self) -> bool:
        """Whether pages are put on sheets."""
        return self.booklet or self.nup > 1 or self.marks

    @property
    def file_suffix(self) -> str:
        """What the file is called beside that of the pages; empty where there is none."""
        names = ("booklet" * self.booklet, f"{self.nup}up" * (self.nup > 1), "marks" * self.marks, "grey" * self.greyscale)
        return next((name for name in names if name), "")

    def sheet_count(self, pages: int) -> int:
        """How many sheets of paper a copy takes, printed on both sides."""
        each = 4 if self.booklet else 2 * self.nup
        return -(-pages // each)
