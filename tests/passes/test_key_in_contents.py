"""The key of a copy with blanks is in the contents and in the navigation of the e-book, without a line that copies without it lack."""

import re

import pytest

from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.support import ROOT, book

TEXT = "---\ntitle: 甲\ncontents: 1\n---\n\n# 一节\n\n记住{{这个}}。\n\n# 二节\n\n字。\n"


def contents(edition: str, target: Target) -> str:
    whole = select_edition(book(TEXT), edition, keeps_space=target is Target.PRINT)
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT)), target)
    return next(file.html for file in rendered.documents if "目录" in file.html and file.name != "toc.ncx")


@pytest.mark.parametrize("edition", ["student", "cloze"])
def test_printed_contents_have_as_many_lines_with_a_key_as_without(edition: str) -> None:
    printed = contents(edition, Target.PRINT)
    assert re.findall(r'<li class="contents-entry[^>]*>\s*<a[^>]*>\s*<span class="words">([^<]*)', printed) == ["一、一节", "二、二节"]
    beside = re.findall(r'<a class="contents-line beside"[^>]*>\s*<span class="words">([^<]*)', printed)
    assert beside == (["参考答案"] if edition == "cloze" else [])


def test_the_navigation_of_an_e_book_has_the_key() -> None:
    assert "参考答案</a>" in contents("cloze", Target.EPUB)
