"""The catalogue of diagnostics: every code is complete, is reported for its bad example, and not for its good one."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiangyi.cli import app
from jiangyi.core.catalogue import CATALOGUE, CODES
from jiangyi.core.catalogue.copies import COPIES
from jiangyi.core.catalogue.entry import CatalogueEntry, CatalogueExample
from tests.support import ROOT

ELSEWHERE = {
    "book-not-made": "is reported by a build: build/test_left_out.py",
    "book-incomplete": "is caused by an option: build/test_left_out.py",
    "booklet-empty": "is caused by an option: writers/pdf/test_page_refs.py",
    "edition-unknown": "is caused by an option: passes/test_editions.py",
    "font-role-missing": "needs a machine without the fonts: theme/test_font_roles.py",
    "fonts-unknown": "needs a machine without fontconfig: project/test_fonts.py",
    "handout-format": "needs a second file: project/test_plugins.py",
    "plugin-failed": "needs a faulty plug-in: project/test_plugins.py",
    "plugin-broken": "needs a faulty plug-in: project/test_plugins.py",
    "worker-died": "needs a process that is killed: build/test_executors.py",
    "engine-failed": "needs an engine that fails: build/test_failures.py",
    "link-outside": "is reported by `fix`: commands/test_system_errors.py",
    "system-failed": "needs a disk that cannot be written: commands/test_system_errors.py",
    "engine-unknown": "needs another engine: engine/test_patches.py",
    "contents-cut": "needs a layout: writers/pdf/test_contents.py",
    "note-late": "needs a layout: writers/pdf/test_footnote_pages.py",
    "table-wide": "needs a layout: writers/pdf/test_wide_tables.py",
    **{code.name: "is caused by a list of names: copies/" for code in COPIES},
    "ereader-table": "needs an EPUB: writers/epub/test_ereaders.py",
    "ereader-language": "needs an EPUB: writers/epub/test_ereaders.py",
    "ereader-formulas": "needs an EPUB: writers/epub/test_ereaders.py",
    "ereader-size": "needs a large EPUB: writers/epub/test_ereaders.py",
    "layout-warning": "needs an error in a stylesheet: writers/pdf/test_document.py",
    "font-not-embedded": "needs a machine without a font: render/test_font_embedding.py",
    "font-broken": "needs a damaged font: render/test_font_embedding.py",
    "font-licence": "needs a font that may not be embedded: render/test_font_embedding.py",
    "style-cover": "needs a build: theme/test_stylesheet_checks.py",
    "picture-simplified": "needs a picture: project/test_svg_images.py",
    "page-numbers-lost": "needs a template that differs by target: pagination/test_page_list.py",
}
"""Codes that no content file alone can cause, and where they are tested."""


@pytest.mark.parametrize("code", CATALOGUE, ids=lambda c: c.name)
def test_texts_exist_in_both_languages_with_the_same_placeholders(code: CatalogueEntry) -> None:
    for words in (code.message, code.why, *code.hints):
        assert words.en.strip()
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
        assert words.placeholders == set(re.findall(r"(?<!\{)\{(\w+)\}", words.zh)), words


def test_codes_are_unique_and_used() -> None:
    assert len(CODES) == len(CATALOGUE)
    source = "".join(path.read_text("utf-8") for path in (ROOT / "jiangyi").rglob("*.py") if path.parent.name != "catalogue")
    assert [name for name in CODES if f'"{name}"' not in source] == []


@pytest.mark.parametrize("code", [c for c in CATALOGUE if c.name not in ELSEWHERE], ids=lambda c: c.name)
def test_only_the_bad_example_is_reported(code: CatalogueEntry, tmp_path: Path) -> None:
    assert f"[{code.name}]" in check_messages(code.bad, tmp_path / "bad")
    assert f"[{code.name}]" not in check_messages(code.good, tmp_path / "good")


def check_messages(example: CatalogueExample, workspace: Path) -> str:
    """The messages of `check` about an example. Another handout beside it is the target of references in some examples."""
    content = workspace / "content"
    content.mkdir(parents=True)
    (content / "例.yaml").write_text("title: 例\n", "utf-8")
    (content / example.name).parent.mkdir(parents=True, exist_ok=True)
    (content / example.name).write_bytes(example.text.encode(example.encoding))
    remote = ["--allow-remote"] if "localhost" in example.text else []
    return CliRunner().invoke(app, ["check", "--workspace", str(workspace), *remote]).stderr
