"""The README is right: its handout builds, its error message is the real one, its links have targets."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from jiangyi.core import display_width
from tests.support import ROOT, body_text, run, strip_spaces
from tests.test_house import LEVEL

PAPERS = (
    "README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/content/reference.md",
    "docs/content/reference-zh.md",
)  # fmt: skip
READMES = {"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}


def fences(name: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    return [textwrap.dedent(body) for _, body in re.findall(r"^ *(`{3,4})\w*\n(.*?)^ *\1$", text, re.DOTALL | re.MULTILINE)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "locale"), READMES.items())
def test_the_example_builds_and_the_error_is_the_real_one(name: str, locale: str, workspace: Path) -> None:
    [handout] = [body for body in fences(name) if body.startswith("---")]
    [error] = [body for body in fences(name) if "-->" in body]
    path = workspace / "content" / "第一讲.md"
    path.write_text(handout, "utf-8")
    built = run("build", "--workspace", workspace)
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stderr
    path.write_text(handout.replace("title: 社区食堂", "titel: 社区食堂"), "utf-8")
    checked = run("check", "--workspace", workspace, env=os.environ | {"LC_ALL": locale})
    assert checked.returncode == 1
    assert error.strip() in checked.stderr


@pytest.mark.parametrize("name", PAPERS)
def test_links_lead_somewhere(name: str) -> None:
    text = re.sub(r"^(`{3,4}).*?^\1$|`[^`]*`", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


def test_architecture_fits_on_one_page_and_names_every_package_in_order() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()
    assert len(lines) <= 100
    assert max(map(display_width, lines)) <= 120
    rows = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in lines if re.match(r"\| `", line)]
    named = [name for row in rows for name in row if name in LEVEL]
    assert set(named) == set(LEVEL) - {"__main__"}
    assert [LEVEL[name] for name in named] == sorted(LEVEL[name] for name in named)


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_option_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    words = re.findall(
        r"(?<![\w-])--[a-z][a-z-]+", run("build", "--help").stdout + run("check", "--help").stdout + run("import", "--help").stdout
    )
    assert [word for word in set(words) - {"--help", "--edition", "--workspace"} if word not in text] == []


@pytest.mark.slow
def test_the_block_of_the_guide_is_three_files_and_works(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    house = tmp_path_factory.mktemp("house")
    for folder in ("jiangyi", "templates", "styles"):
        shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    code, template, sheet, *_ = fences("CONTRIBUTING.md")
    for name, text in {
        "jiangyi/model/blocks/timeline.py": code,
        "templates/blocks/timeline.html.j2": template,
        "styles/blocks/timeline.css": sheet,
    }.items():
        (house / name).write_text(text, "utf-8")
    (workspace / "content" / "例.yaml").write_text(
        "title: 例\nblocks:\n- type: timeline\n  moments:\n  - {date: 2024年, text: '立项，见[#x]'}\n  - {date: 2026年, text: 建成}\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "jiangyi", "build", "--workspace", str(workspace)]
    environment = os.environ | {"PYTHONPATH": str(house)}
    wrong = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)
    assert "ref-unresolved" in wrong.stderr  # the checks also inspect blocks of unknown types
    path = workspace / "content" / "例.yaml"
    path.write_text(path.read_text("utf-8").replace("，见[#x]", ""), "utf-8")
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2024年立项2026年建成" in strip_spaces("".join(body_text(workspace / "output" / "例.pdf")))


def test_the_tests_that_the_security_policy_names_exist() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 10
    assert [name for name in named if not list(ROOT.glob(name))] == []
