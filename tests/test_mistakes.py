"""What teachers mistype: each entry of mistakes/*.md is an input with what the program says about it, in both languages.

An entry is a heading and fences. The first fence is the input, named as its file: `讲义.md`, `讲义.yaml`, `book.yaml`, a template, a
stylesheet, a list of names (which `copies` is given), or `$` for a command. `right` is the input as it should have been typed: the mistake
then means the same. `fixed` says that `fix` makes the one of the other, and `zh` and `en` are the messages. `make update` rewrites the
messages.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jiangyi.checks import fix_file
from jiangyi.core import Report
from jiangyi.readers.prose.outline import _outline
from tests.support import ROOT, invoke, manuscript

FOLDER = ROOT / "tests" / "mistakes"
PART = re.compile(r"^## (?P<title>[^\n]+)$|^(?P<bar>`{4,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=bar)$", re.DOTALL | re.MULTILINE)
LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
LONG_LIST = re.compile(r"((?:[\w（）()/.-]+(?:, |、)){3})(?:[\w（）()/. -]+(?:, |、)){5,}[^|\n]*")
"""Names that may be used, which are more with every release."""
FEWEST = 180


@dataclass(frozen=True)
class Mistake:
    """An entry of the table."""

    path: Path
    title: str
    name: str
    """The file that has the mistake, or $ for a command."""
    text: str
    fences: dict[str, str]


def read_mistakes(path: Path) -> list[Mistake]:
    """The entries of a file."""
    found: list[Mistake] = []
    for part in PART.finditer(path.read_text("utf-8")):
        if part["title"]:
            found.append(Mistake(path, part["title"].strip(), "", "", {}))
        elif not found[-1].name:
            found[-1] = replace(found[-1], name=part["info"].strip(), text=part["body"])
        else:
            found[-1].fences[part["info"].strip()] = part["body"]
    return found


MISTAKES = [mistake for path in sorted(FOLDER.glob("*.md")) for mistake in read_mistakes(path)]


def list_messages(mistake: Mistake, folder: Path) -> str:
    """What the program says, in the language of the locale."""
    if mistake.name in ("讲义.md", "讲义.yaml"):
        _, report = manuscript(mistake.text, mistake.name)
        lines = [
            f"{one.severity.word} {one.code} {one.span.line}:{one.span.column} {' | '.join((one.message, *one.hints))}" for one in report
        ]
        return LONG_LIST.sub(r"\1…", "".join(f"{line}\n" for line in lines))
    content = folder / "content"
    content.mkdir(exist_ok=True)
    (content / "讲义.md").write_text("# 讲义\n\n甲。\n", "utf-8")
    (folder / "名单.csv").write_text("姓名,学号\n张三,001\n", "utf-8")
    if mistake.name == "$":
        words = mistake.text.split()
        words[1:1] = ["--workspace", str(folder)]
    else:
        target = folder / mistake.name if "/" in mistake.name else content / mistake.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(mistake.text, "utf-8")
        words = ["copies" if target.suffix == ".csv" else "check", "--workspace", str(folder), *[str(target)] * (target.suffix == ".csv")]
    done = invoke(*words, cwd=folder)
    return LONG_LIST.sub(r"\1…", re.sub(r"(?m)^ +\|.*\n| +\d+ \|.*\n|^\n", "", done.stderr).replace(str(folder), "…"))


def format_entry(mistake: Mistake, messages: dict[str, str]) -> str:
    """An entry as its file has it, with messages."""
    others = {info: body for info, body in mistake.fences.items() if info not in LOCALES}
    said = {language: messages.get(language, mistake.fences.get(language, "")) for language in LOCALES}
    fences = {mistake.name: mistake.text, **others, **{language: words for language, words in said.items() if words}}
    return f"## {mistake.title}\n\n" + "\n".join(f"````{info}\n{body}````\n" for info, body in fences.items())


SLOW = ("files", "commands", "copies")
"""Entries about which the command is asked."""
FILES = [pytest.param(path, id=path.stem, marks=pytest.mark.slow if path.stem in SLOW else ()) for path in sorted(FOLDER.glob("*.md"))]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("path", FILES)
def test_messages(path: Path, language: str, update: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    made = []
    for number, mistake in enumerate(read_mistakes(path)):
        folder = tmp_path / str(number)
        folder.mkdir()
        made.append(format_entry(mistake, {language: list_messages(mistake, folder)}))
    head = path.read_text("utf-8").split("\n## ", 1)[0]
    text = "\n".join([head, *made])
    if update:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if "right" in one.fences or "fixed" in one.fences], ids=lambda one: one.title)
def test_mistake_means_what_is_right(mistake: Mistake) -> None:
    right = mistake.fences.get("right", mistake.fences.get("fixed", ""))
    (found, _), (wanted, report) = manuscript(mistake.text, mistake.name), manuscript(right, mistake.name)
    assert found
    assert wanted
    assert not report.has_errors
    assert _outline(found.handout) == _outline(wanted.handout)


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if "fixed" in one.fences], ids=lambda one: one.title)
def test_fix_writes_it_right(mistake: Mistake) -> None:
    made = fix_file(mistake.name, mistake.text.encode(), Report())
    assert made
    assert made.after == mistake.fences["fixed"]


def test_every_mistake_is_understood_or_explained() -> None:
    assert len(MISTAKES) >= FEWEST
    assert [one.title for one in MISTAKES if "zh" not in one.fences and "right" not in one.fences] == []
    assert len({one.title for one in MISTAKES}) == len(MISTAKES)


def test_chinese_messages_have_no_words_of_programs() -> None:
    """Only what a teacher types, or has typed, is in Latin letters."""
    words = re.compile(r"(?<![\w-])(?:did not|expected|found unknown|mapping|undefined|unexpected|Jinja|NoneType|Traceback)", re.IGNORECASE)
    assert [(one.title, words.findall(one.fences.get("zh", ""))) for one in MISTAKES if words.search(one.fences.get("zh", ""))] == []
