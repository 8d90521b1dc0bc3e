"""Mistakes on the command line are answered in the user's language; nothing of click's English is left."""

from pathlib import Path

import pytest

from tests.support import invoke

MISTAKES = {
    ("buld",): ("没有“buld”这个命令", "您要写的是不是 build？", "there is no command “buld”"),
    ("build", "--papr", "a4"): ("没有 --papr 这个选项", "您要写的是不是 --paper？", "there is no option --papr"),
    ("build", "--copies", "两"): ("--copies：“两”不是整数", "", "--copies: “两” is not a whole number"),
    ("build", "--copies", "0"): ("--copies：应为 1 以上，不能是 0", "", "--copies: must be 1 or more, not 0"),
    ("build", "--price", "贵"): ("--price：“贵”不是数字", "", "--price: “贵” is not a number"),
    ("serve", "--port", "99999"): ("--port：应为 0～65535，不能是 99999", "", "--port: must be 0 to 65535, not 99999"),
    ("check", "--workspace"): ("--workspace 后面要写一个值", "", "--workspace needs a value"),
    ("build", "--watch=3"): ("--watch 后面不用写值", "", "--watch takes no value"),
    ("new",): ("后面还要写名称", "", ""),
    ("new", "甲", "乙"): ("多写了：乙", "", "too many words: 乙"),
    ("import",): ("后面还要写文件", "", ""),
}
OF_CLICK = ("Usage:", "Error:", "Try '", "OPTIONS", "[default", "TEXT", "RANGE", "INTEGER")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
@pytest.mark.usefixtures("chinese")
def test_mistakes_are_explained_in_chinese(words: tuple[str, ...], tmp_path: Path) -> None:
    problem, hint, _ = MISTAKES[words]
    done = invoke(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == f"错误：{problem}"
    assert hint in done.stderr
    assert "用法：jiangyi" in done.stderr or words[-1].startswith(("--workspace", "--watch"))
    assert [word for word in OF_CLICK if word in done.stderr] == []


@pytest.mark.parametrize("words", [words for words, texts in MISTAKES.items() if texts[2]], ids=" ".join)
def test_mistakes_are_explained_in_english(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert invoke(*words, cwd=tmp_path).stderr.splitlines()[0] == f"error: {MISTAKES[words][2]}"


@pytest.mark.usefixtures("chinese")
def test_a_handout_in_place_of_a_command_is_understood(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text("# 甲\n", "utf-8")
    assert "要编译它，请输入：build 甲.md" in invoke("甲.md", cwd=tmp_path).stderr


@pytest.mark.parametrize("command", ["build", "check", "serve", "fonts", "fix", "import", "new", "plugins"])
@pytest.mark.usefixtures("chinese")
def test_help_has_no_word_of_click(command: str, tmp_path: Path) -> None:
    text = invoke(command, "--help", cwd=tmp_path).stdout
    assert [word for word in OF_CLICK if word in text] == []


def test_commands_have_names_in_chinese_and_ignore_case(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert invoke("新建", "甲.md", cwd=tmp_path).returncode == 0
    assert (tmp_path / "content" / "甲.md").exists()
    assert invoke("检查", cwd=tmp_path).returncode == invoke("CHECK", cwd=tmp_path).returncode == 0
