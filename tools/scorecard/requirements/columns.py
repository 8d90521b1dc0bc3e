"""Text in two columns (CLREQ 2.3 and 4.2); all programs are to leave 2 em or more between them."""

from tools.scorecard.measures.columns import fraction_of_column_width, notes_elsewhere, off_baselines
from tools.scorecard.requirement import FILL, Requirement, Sample

MEASURE, LINES = 41, 28
"""Em and lines of the pages: 2 em between two columns leave 39 for both."""
LENGTHS = [20 + 37 * n % 90 for n in range(40)]
"""Of paragraphs."""
FIRST = 100
"""The number of the first call; all have three digits."""


def columns(markdown: list[str], typst: list[str], html: list[str] | None) -> Sample:
    """Paragraphs in two columns."""
    return Sample(
        "\n\n".join(["## 双栏 {columns=2}", *markdown]),
        "\n\n".join(["#set page(columns: 2)", "#set columns(gutter: 2em)", *typst]),
        f'<div style="columns: 2; column-gap: 2em">{"".join(map("<p>{}</p>".format, html))}</div>' if html else None,
        MEASURE,
        lines=LINES,
    )


def with_call(call: str) -> list[str]:
    """Paragraphs with a note each, some of which are long; its call is about the middle."""
    paragraphs = ((FILL * 2)[:length] for length in LENGTHS)
    notes = (call.format(f"见第{FIRST + n}注{FILL[: n * 23 % 61]}。") for n in range(len(LENGTHS)))
    return [f"{text[:30]}第{FIRST + n}处{note}{text[30:]}" for n, (text, note) in enumerate(zip(paragraphs, notes, strict=True))]


def with_marks(bold: str, code: str, raised: str) -> list[str]:
    """Paragraphs with bold words, code and raised numbers, each in some."""
    marks = (bold.format("春秋"), code.format("x"), raised.format("2"), "")
    return [f"{(FILL * 2)[:length]}{marks[n % len(marks)]}{FILL[:9]}" for n, length in enumerate(LENGTHS)]


PLAIN = [(FILL * 2)[:length] for length in LENGTHS]
MARKED = columns(
    with_marks("**{}**", "`{}`", "^{}^"),
    with_marks("*{}*", "`{}`", "#super[{}]"),
    with_marks("<b>{}</b>", "<code>{}</code>", "<sup>{}</sup>"),
)
NOTED = columns(with_call("^[{}]"), with_call("#footnote[{}]"), None)
REQUIREMENTS = (
    Requirement("column-baselines", "2.3.1", "Lines of two columns are on the same baselines", "双栏各行对齐", "**春** x²", MARKED, off_baselines, 0, on_paper=True),
    Requirement("column-width", "2.3.5", "Two columns at least 2 em apart in 41 em hold whole characters", "双栏栏宽为整字", "columns=2", columns(PLAIN, PLAIN, PLAIN), fraction_of_column_width, 0, on_paper=True),
    Requirement("column-notes", "4.2", "Notes of two columns are on the page of their calls", "双栏脚注与注码同页", "春^[秋。]", NOTED, notes_elsewhere(r"第(\d{3})处", r"见第(\d{3})注"), 0, "notes", on_paper=True),
)  # fmt: skip
