"""WeasyPrint is imported with replacements where its source is the known one, and as it is elsewhere; both make the same file."""

import subprocess
import sys

import pytest

from jiangyi.engine import declarations
from tests.support import ROOT
from tools.declarations import PATH, write_declarations

PROGRAM = """
import hashlib, sys
{before}
import jiangyi.engine, weasyprint
from jiangyi.engine import declarations, patched_drawing, patched_layout
from weasyprint.text.ffi import ffi, gobject, harfbuzz, pango
html = "<p style='margin: 0'>讲义 <b>one</b></p><ol><li>two</ol><table border=1 align=right><tr><td width=50>three</table>"
with patched_layout(), patched_drawing():
    data = weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"0", presentational_hints=True)
assert gobject.g_object_ref and pango.pango_font_description_from_string and harfbuzz.hb_face_builder_create
assert all(place.__class__.__name__ != "PatchedFinder" for place in sys.meta_path)
print(isinstance(ffi, declarations.CompiledFFI), hashlib.sha256(data).hexdigest(), *sys.modules)
"""
"""Lay a document out in a fresh process, and print whether the stored declarations are used, the digest of the file, and all modules."""
AS_IT_IS = "import weasyprint"
FORGED = {
    "other text": "lambda *names: get(*names).replace(b'digest\": \"', b'digest\": \"0')",
    "no tables": "lambda *names: b'{}'",
    "damaged tables": "lambda *names: get(*names)[:1000]",
    "missing": "lambda *names: None",
    "another format": "lambda *names: get(*names).replace(b'9729', b'1')",
}


def run(before: str) -> list[str]:
    """What the program prints."""
    program = PROGRAM.format(before=before)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.fixture(scope="module")
def as_it_is() -> list[str]:
    """The output where WeasyPrint is imported before anything of ours."""
    return run(AS_IT_IS)


@pytest.mark.slow
def test_a_faster_import_makes_the_same_file(as_it_is: list[str]) -> None:
    fast = run("")
    assert fast[:2] == ["True", as_it_is[1]]
    assert as_it_is[0] == "False"
    assert {"fontTools.subset", "fontTools.varLib.instancer", "fontTools.ttLib.woff2", "PIL.ImageCms"} & set(fast) == set()
    assert "tinyhtml5" in fast  # the document is no XML


def test_the_parser_of_html_is_imported_when_it_is_needed() -> None:
    program = "import sys, jiangyi.engine, weasyprint; print('tinyhtml5' in sys.modules, weasyprint.tinyhtml5.parse('<p>a').tag)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "{http://www.w3.org/1999/xhtml}html"]


@pytest.mark.slow
@pytest.mark.parametrize("reading", FORGED.values(), ids=FORGED)
def test_unfit_tables_are_not_used(as_it_is: list[str], reading: str) -> None:
    assert run(f"import pkgutil; get = pkgutil.get_data; pkgutil.get_data = {reading}")[:2] == as_it_is[:2]


def test_the_tables_are_those_of_the_installed_engine() -> None:
    """If a new version changes its declarations, `make declarations` writes them again."""
    assert PATH.read_text("utf-8") == write_declarations()


def test_other_declarations_are_refused() -> None:
    with pytest.raises(declarations.UnknownDeclarations):
        declarations.open_compiled().cdef("int puts(const char *text);")


def test_a_missing_library_is_an_error() -> None:
    with pytest.raises(OSError, match="nothing-of-this-name"):
        declarations.open_compiled().dlopen("libnothing-of-this-name.so.0", 0)
