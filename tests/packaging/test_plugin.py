"""A plug-in from a wheel: block, reader, writer, check and theme are used where book.yaml names it, and nowhere else."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ALONE, build_archives, create_borrowing_environment, install
from tests.shared import make_once
from tests.support import ROOT, body_text, strip_spaces

OUTLINE = "提纲\n第一节\n  正文。\n"
MARKDOWN = """---
title: 谚语
theme: vermilion
---

# 一节

::: proverb 熟能生巧
多练就会。
:::

::: proverb 台上一分钟，台下十年功，功到自然成
:::
"""
YAML = "title: 又一份\nsections:\n- title: 一节\n  blocks:\n  - {type: proverb, saying: 水滴石穿, meaning: 坚持。}\n"
VERMILION = 0xAA2211
BOOK = "title: 合集\noutput: 合集\nplugins: [Jiangyi_Example]\nhandouts: [提纲.outline, 谚语.md, 又一份.yaml]\n"


@pytest.fixture(scope="module")
def programs(run_folder: Path, archives: dict[str, Path], site: Path) -> Path:
    """An environment with this program and the plug-in, each from its wheel."""

    def make(folder: Path) -> None:
        shutil.copytree(ROOT / "tests" / "plugin", folder / "source", ignore=shutil.ignore_patterns("__pycache__", "dist"))
        (wheel,) = build_archives(folder / "source", "--wheel")
        install(create_borrowing_environment(folder / "venv", site), str(archives["wheel"]), str(wheel), *ALONE)

    return make_once(run_folder / "plugin", make) / "venv" / "bin"


@pytest.fixture
def place(workspace: Path) -> Path:
    """A workspace whose handouts use all of the plug-in."""
    for name, text in (("提纲.outline", OUTLINE), ("谚语.md", MARKDOWN), ("又一份.yaml", YAML), ("book.yaml", BOOK)):
        (workspace / "content" / name).write_text(text, "utf-8")
    return workspace


def jiangyi(programs: Path, place: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run([str(programs / "jiangyi"), *arguments], cwd=place, capture_output=True, text=True, env=clean)


def colours(path: Path) -> set[int]:
    """The colours of the text of a PDF, as RGB."""
    import pymupdf

    with pymupdf.open(path) as document:
        blocks = [block for page in document for block in page.get_text("dict")["blocks"]]
    return {span["color"] for block in blocks for line in block.get("lines", ()) for span in line["spans"]}


def outputs(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((place / "output").iterdir())}


def test_a_handout_uses_all_of_a_plugin(programs: Path, place: Path) -> None:
    """The bytes are the same from one process and from workers, which load the plug-in themselves."""
    made = []
    for jobs in ("1", "2"):
        done = jiangyi(programs, place, "build", "--to", "pdf,epub,titles", "--jobs", jobs)
        assert done.returncode == 0, done.stderr
        assert "warning[proverb-long]: the proverb has 17 characters\n  --> content/谚语.md:12:13" in done.stderr
        made.append(outputs(place))
        shutil.rmtree(place / ".jiangyi")
        shutil.rmtree(place / "output")
    assert made[0] == made[1]
    assert made[0]["合集.titles"].decode().splitlines() == ["提纲", "谚语", "又一份"]
    assert len(made[0]) == 4 * 3


def test_its_block_is_on_the_page_and_its_theme_too(programs: Path, place: Path) -> None:
    done = jiangyi(programs, place, "build", "--profile")
    assert done.returncode == 0, done.stderr
    assert "谚云：熟能生巧" in strip_spaces("".join(body_text(place / "output" / "谚语.pdf")))
    assert "谚云：水滴石穿" in strip_spaces("".join(body_text(place / "output" / "又一份.pdf")))
    assert "第一节" in strip_spaces("".join(body_text(place / "output" / "提纲.pdf")))
    with zipfile.ZipFile(place / "output" / "谚语.epub") as epub:
        styles = "".join(epub.read(name).decode() for name in epub.namelist() if name.endswith(".css"))
    assert ".proverb { margin: 1em 2em; }" in styles
    assert VERMILION in colours(place / "output" / "谚语.pdf")
    assert VERMILION not in colours(place / "output" / "又一份.pdf")
    assert "up to date" in jiangyi(programs, place, "build").stderr


def test_its_check_can_be_turned_off_and_explained(programs: Path, place: Path) -> None:
    (place / "content" / "book.yaml").write_text(BOOK + "checks: {off: [proverb-long]}\n", "utf-8")
    done = jiangyi(programs, place, "check")
    assert done.returncode == 0, done.stderr
    assert "proverb-long" not in done.stderr
    assert "Nobody remembers a long proverb." in jiangyi(programs, place, "check", "--list", "proverb-long").stdout


def test_nothing_of_it_is_loaded_unless_it_is_named(programs: Path, place: Path) -> None:
    (place / "content" / "book.yaml").write_text(BOOK.replace("plugins: [Jiangyi_Example]\n", ""), "utf-8")
    done = jiangyi(programs, place, "check")
    assert done.returncode == 1
    assert "warning[callout-unknown]" in done.stderr
    assert "error[theme-unknown]" in done.stderr
    assert jiangyi(programs, place, "build", "--to", "titles").returncode == 2
    assert "error[handout-format]" in done.stderr
    asked = "import sys; from jiangyi.cli import app; app(['check'], standalone_mode=False); print('jiangyi_example' in sys.modules)"
    done = subprocess.run([str(programs / "python"), "-P", "-c", asked], cwd=place, capture_output=True, text=True)
    assert done.stdout.strip() in ("False", ""), done.stderr


def test_the_command_lists_it(programs: Path, place: Path) -> None:
    done = jiangyi(programs, place, "plugins")
    assert done.returncode == 0, done.stderr
    assert [line.split()[:3] for line in done.stdout.splitlines()[1:]] == [["jiangyi-example", "1.0", "active"]]
    (row,) = json.loads(jiangyi(programs, place, "plugins", "--json").stdout)
    assert (row["name"], row["version"], row["active"]) == ("jiangyi-example", "1.0", True)
    assert row["contributes"] == {
        "blocks": ["proverb"],
        "checks": ["proverb-long"],
        "readers": ["outline"],
        "themes": ["vermilion"],
        "writers": ["titles"],
    }
