"""The catalogue of diagnostics: every code is complete, is reported for its bad example, and not for its good one."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiangyi.cli import app
from jiangyi.core.catalogue import CATALOGUE, CODES
from jiangyi.core.catalogue.entry import CatalogueEntry, CatalogueExample
from tests.support import ROOT

ELSEWHERE = {
    "booklet-empty": "is asked for on the command line: test_booklet",
    "edition-unknown": "is asked for on the command line: test_editions",
    "font-role-missing": "needs a machine without the fonts: test_roles",
    "fonts-unknown": "needs a machine without fontconfig: test_fonts",
    "handout-format": "needs a second file: test_plugins",
    "plugin-failed": "needs a plug-in that is wrong: test_plugins",
    "plugin-broken": "needs a plug-in that is wrong: test_plugins",
    "worker-died": "needs a process that is killed: test_workers",
    "engine-unknown": "needs another engine: typeset/test_engine",
    "layout-warning": "needs a mistake in a stylesheet: test_pdf",
    "font-not-embedded": "needs a machine without a font: test_embedding",
    "font-licence": "needs a font that may not be embedded: test_embedding",
    "page-numbers-lost": "needs a template that differs by target: test_pagelist",
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
