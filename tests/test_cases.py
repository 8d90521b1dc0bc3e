"""The specification by example: each file of cases/ holds an input and its expected output, in fences.

The first fence is the input, `md` or `yaml`. The others are the expected output: `html print`, `html epub`, `text` (the
words of the EPUB) and `errors`. A diagnostic that the `errors` fence does not expect fails the case, except those of house
style, which have tests of their own. `make update` rewrites the fences.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.support import ROOT, XHTML, manuscript, short

CASES = sorted((ROOT / "tests" / "cases").glob("**/*.md"))
FENCE = re.compile(r"^(?P<bar>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=bar)$", re.DOTALL | re.MULTILINE)
NAMES = {"md": "例.md", "yaml": "例.yaml"}


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path, update: bool) -> None:
    text = path.read_text("utf-8")
    (_, kind, source), *expected = [match.groups() for match in FENCE.finditer(text)]
    made = results(source, kind)
    if not update:
        wanted = {"errors": ""} | {info: body for _, info, body in expected}
        assert wanted == {info: made[info] for info in wanted}
        return
    wanted = [info for _, info, _ in expected if info != "errors"] + ["errors"] * bool(made["errors"])
    head = text[: next(FENCE.finditer(text)).end()]
    fences = "".join(f"\n\n````{info}\n{made[info]}````" for info in wanted)
    path.write_text(f"{head}{fences}\n", "utf-8")


def results(source: str, kind: str) -> dict[str, str]:
    """Every output that a case may have a fence for."""
    found, report = manuscript(source, NAMES[kind])
    errors = "".join(f"{short(diagnostic)}\n" for diagnostic in report if not diagnostic.is_style)
    if found is None or report.has_errors:
        return {"errors": errors}
    book = make_single_book(found.handout, {})
    look = load_theme(Workspace(ROOT))
    shown = select_edition(book, keeps_space=True)
    printed = render_book(shown, build_index(shown), look, Target.PRINT).documents[0].html
    book = select_edition(book)
    chapters = [d.html for d in render_book(book, build_index(book), look, Target.EPUB).documents if d.name.startswith("x")]
    return {
        "html print": lines(between(printed, "</header>", "</article>")),
        "html epub": lines("\n".join(between(html, "<body>", "</body>") for html in chapters)),
        "text": "".join(f"{line}\n" for html in chapters for line in words(html)),
        "errors": errors,
    }


def between(text: str, start: str, end: str) -> str:
    """The text between two strings."""
    return text.split(start, 1)[1].rsplit(end, 1)[0]


def lines(html: str) -> str:
    """Markup without blank lines and indentation."""
    return "".join(f"{line.strip()}\n" for line in html.splitlines() if line.strip())


def words(html: str) -> list[str]:
    """The lines of text of a document, in which a formula is its linear text."""
    body = ElementTree.fromstring(html).find(f"{XHTML}body")
    assert body is not None
    for formula in body.iter("{http://www.w3.org/1998/Math/MathML}math"):
        for part in list(formula):
            formula.remove(part)
    return [line.strip() for line in "".join(body.itertext()).splitlines() if line.strip()]
