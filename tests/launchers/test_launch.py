"""The launchers: what they install, from where, in which order, and what they say where a step fails."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launchers import launch
from tests.support import ROOT

FOLDER = ROOT / "launchers"


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run, all of which succeed; the environment is made without pip."""
    seen: list[list[str]] = []

    def run(command: list[object], _: Path | None = None) -> int:
        words = [str(word) for word in command]
        seen.append(words)
        if "venv" in words:
            python = Path(words[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()
        return 0

    monkeypatch.setattr(launch, "run", lambda command, folder: run(command, folder) == 0)
    monkeypatch.setattr(launch, "call", run)
    monkeypatch.setattr(launch, "is_chinese", lambda: False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return seen


def test_it_is_set_up_once_and_again_for_another_version(calls: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    shutil.copytree(FOLDER, here)
    monkeypatch.setattr(launch, "HERE", here)
    (here / "jiangyi-1.0-py3-none-any.whl").write_bytes(b"one")
    assert launch.main([]) == 0
    kinds = [next(word for word in ("venv", "install", "doctor", "serve") if word in words) for words in calls]
    assert kinds == ["venv", "install", "doctor", "serve"]
    assert calls[1][-1] == str(here / "jiangyi-1.0-py3-none-any.whl")
    calls.clear()
    assert launch.main([]) == 0
    assert [words[-2:] for words in calls] == [["serve", "--open"]]
    (here / "jiangyi-1.0-py3-none-any.whl").write_bytes(b"two")
    calls.clear()
    assert launch.main(["--set-up"]) == 0
    assert [words[2] for words in calls] == ["pip", "pip", "jiangyi"]


def test_what_is_installed(tmp_path: Path) -> None:
    assert launch.find_program(tmp_path / "launchers") == "jiangyi"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "launchers").mkdir()
    assert launch.find_program(tmp_path / "launchers") == str(tmp_path)
    for age, name in enumerate(("jiangyi-2-py3-none-any.whl", "jiangyi-1-py3-none-any.whl")):
        (tmp_path / "launchers" / name).touch()
        os.utime(tmp_path / "launchers" / name, (age, age))
    assert launch.find_program(tmp_path / "launchers").endswith("jiangyi-1-py3-none-any.whl")


@pytest.mark.parametrize(
    ("failing", "platform", "name", "told"),
    [
        ("venv", "linux", "posix", "python3-venv"),
        ("install", "linux", "posix", "Is this computer online"),
        ("doctor", "linux", "posix", "Something is still missing"),
        ("doctor", "darwin", "posix", "brew.sh"),
        ("serve", "linux", "posix", "status 1"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_a_step_that_fails_says_what_to_do(
    failing: str, platform: str, name: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    works = launch.call
    monkeypatch.setattr(launch.sys, "platform", platform)
    monkeypatch.setattr(launch, "is_chinese", lambda: False)
    monkeypatch.setattr(launch, "find_homebrew", lambda: "")
    monkeypatch.setattr(launch, "call", lambda command, folder=None: 1 if failing in command else works(command, folder))
    monkeypatch.setattr(launch, "run", lambda command, folder: failing not in command and works(command, folder) == 0)
    assert launch.main([]) == launch.EXPLAINED
    assert told in capsys.readouterr().out
    assert os.name == name


def test_on_a_mac_homebrew_installs_pango(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    works, answers = launch.call, iter((3, 0))
    monkeypatch.setattr(launch.sys, "platform", "darwin")
    monkeypatch.setattr(launch, "find_homebrew", lambda: "/opt/homebrew/bin/brew")
    monkeypatch.setattr(
        launch, "call", lambda command, folder=None: works(command, folder) or (next(answers) if "doctor" in command else 0)
    )
    launch.complete(Path("python"))
    assert calls == [
        ["python", "-m", "jiangyi", "doctor", "--fix"],
        ["/opt/homebrew/bin/brew", "install", "pango"],
        ["python", "-m", "jiangyi", "doctor"],
    ]


def test_texts_are_in_both_languages_with_the_same_values() -> None:
    for english, chinese in launch.TEXTS.values():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese))
        assert re.search(r"[一-鿿]", chinese)
        assert not re.search(r"[一-鿿]", english)


def test_it_needs_only_the_standard_library_and_explains_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0]=[{str(FOLDER)!r}]; import launch"]).returncode == 0
    monkeypatch.setattr(launch.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(launch, "is_chinese", lambda: True)
    with pytest.raises(launch.StepFailed, match=r"需要 Python 3\.11"):
        launch.set_up(Path("nowhere"))


def test_the_batch_file_is_ascii_with_the_line_ends_of_windows() -> None:
    data = (FOLDER / "jiangyi.cmd").read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    for name in re.findall(r"^type (\S+)", data.decode(), re.MULTILINE):
        assert (FOLDER / name).read_text("utf-8").strip()


def test_the_shell_script_is_valid_and_can_be_run() -> None:
    path = FOLDER / "jiangyi.command"
    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", str(path)]).returncode == 0


@pytest.mark.usefixtures("calls")
def test_the_menu_entry_starts_it_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / '讲 义 100% "a" $b`c\'d\\e'
    shutil.copytree(FOLDER, here)
    (here / "launch.py").write_text("import sys, pathlib; pathlib.Path(sys.argv[0]).with_name('started').touch()", "utf-8")
    monkeypatch.setattr(launch, "HERE", here)
    launch.add_menu_entry()
    entry = tmp_path / "data" / "applications" / "jiangyi.desktop"
    for path in (entry, here / "jiangyi.desktop"):
        words = parse_exec(next(line for line in path.read_text("utf-8").splitlines() if line.startswith("Exec=")), path)
        assert subprocess.run(words).returncode == 0, words
        (here / "started").unlink()


def parse_exec(line: str, path: Path) -> list[str]:
    """The arguments of an Exec line (Desktop Entry Specification: escapes of strings, quotation marks, field codes)."""
    text = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "t": "\t"}.get(found[1], found[1]), line.removeprefix("Exec="))
    words = [
        re.sub(r'\\(["`$\\])', r"\1", quoted) if quoted or not plain else plain
        for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    ]
    return [str(path) if word == "%k" else word.replace("%%", "%") for word in words]


def test_an_archive_with_its_own_python_sets_nothing_up(calls: list[list[str]], tmp_path: Path) -> None:
    """It starts in the folder of handouts, with the Python that runs it."""
    assert launch.main(["--no-set-up"]) == 0
    assert calls == [[sys.executable, "-m", "jiangyi", "serve", "--open"]]
    assert (tmp_path / "Handouts").is_dir()
