"""What is missing, and how to get it: every part on every system, and the libraries that a package carries."""

import json
import os
import re
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Session, active_session, native_libraries
from jiangyi.core.native_libraries import find_bundle
from jiangyi.doctor import examination, remedies, systems
from jiangyi.doctor.engine_libraries import NAMES, find_pango_version
from jiangyi.doctor.examination import PartState
from jiangyi.doctor.parts import Need, list_parts
from jiangyi.engine.declarations import open_compiled
from jiangyi.project import fonts
from tests.law import law
from tests.support import ROOT, invoke

PARTS = list_parts()
SYSTEMS = (*systems.LINUX, systems.MACOS, systems.WINDOWS, systems.OTHER)


def test_the_libraries_are_those_that_the_engine_loads() -> None:
    import weasyprint.text.ffi as loaded

    text = Path(loaded.__file__).read_text("utf-8")
    for key, names in NAMES.items():
        called = re.search(rf"^{key} = _dlopen\(\s*ffi,(.*?)\)", text, re.MULTILINE | re.DOTALL)
        assert called, key
        assert set(names) <= set(re.findall(r"'([^']+)'", called[1])), key


def test_the_version_of_pango_is_found() -> None:
    major, minor, _ = map(int, find_pango_version().split("."))
    assert (major, minor) >= (1, 44)


@law(60)
@given(st.sets(st.sampled_from(range(len(PARTS)))), st.sampled_from(SYSTEMS), st.booleans())
def test_every_missing_part_has_one_step_with_something_to_do(chosen: set[int], system: systems.System, has_manager: bool) -> None:
    findings = [PartState(part, "" if number in chosen else "1") for number, part in enumerate(PARTS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remedies.shutil, "which", lambda _: "x" if has_manager else None)
        patch.setattr(remedies, "_is_sudo_free", lambda: False)
        steps = remedies.list_remedies(findings, system)
    assert sorted(str(name) for step in steps for name in step.parts) == sorted(str(one.part.name) for one in findings if one.is_missing)
    for step in steps:
        assert step.format()
        assert len(set(step.command)) == len(step.command)
        assert not step.may_run or step.command
    assert sum(step.command[:1] == ("apt-get",) or "install" in step.command for step in steps) <= 4
    if system.name in remedies.CARRIED_ON and not has_manager:
        carried = [step for step in steps if remedies.CARRIER in step.command]
        assert bool(carried) == any(one.is_missing and one.part.is_carried for one in findings)


def test_without_rights_the_command_is_shown_and_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(remedies, "_is_sudo_free", lambda: False)
    steps = remedies.list_remedies([PartState(PARTS[0], "")], systems.LINUX[0])
    assert [step.format().split()[:2] for step in steps] == [["sudo", "apt-get"], ["sudo", "apt-get"]]
    assert not any(step.may_run for step in steps)


def test_where_pipx_or_uv_installed_it_the_libraries_are_added_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for prefix, begins in (("/x/pipx/venvs/jiangyi", "pipx inject"), ("/x/uv/tools/jiangyi", "uv tool"), ("/x/venv", sys.executable)):
        monkeypatch.setattr(sys, "prefix", prefix)
        (step,) = remedies.list_remedies([PartState(PARTS[0], "")], systems.WINDOWS)
        assert step.format().startswith(begins)


def test_the_command_tells_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = invoke("doctor", "--json", cwd=tmp_path)
    assert whole.returncode == 0
    assert {part["name"]: part["found"] for part in json.loads(whole.stdout)["parts"]}["Pango"].startswith("1.")
    lacking = [PartState(part, "" if part.need == Need.REQUIRED else "1") for part in PARTS]
    monkeypatch.setattr(examination, "list_parts", lambda: ())
    monkeypatch.setattr("jiangyi.doctor.examine", lambda: lacking)
    told = invoke("doctor", cwd=tmp_path)
    assert told.returncode == 3
    assert "Handouts can't be made yet" in told.stdout
    assert "missing: without it no PDF can be made" in told.stdout
    assert "libpango-1.0-0" in told.stdout


def test_a_step_that_fails_ends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lacking = [PartState(part, "" if part.need == Need.REQUIRED else "1") for part in PARTS]
    monkeypatch.setattr("jiangyi.doctor.examine", lambda: lacking)
    false = shutil.which("false") or "false"
    monkeypatch.setattr("jiangyi.doctor.list_remedies", lambda *_: (remedies.Remedy((PARTS[0].name,), (false,), may_run=True),) * 2)
    told = invoke("doctor", "--fix", cwd=tmp_path)
    assert told.returncode == 3
    assert told.stderr.count("this step failed") == 1


def test_fonts_are_listed_by_the_library_as_by_the_program() -> None:
    library = find_library("fontconfig")
    assert library
    listed = subprocess.run([sys.executable, "-I", str(fonts.LISTING), library, fonts.FORMAT], capture_output=True, text=True, check=True)
    program = subprocess.run(["fc-list", "--format", fonts.FORMAT], capture_output=True, text=True, check=True)
    assert listed.stdout.splitlines() == sorted(program.stdout.splitlines())


def test_the_libraries_of_a_package_are_used_before_those_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "jiangyi_libraries" / "lib"
    folder.mkdir(parents=True)
    with (tmp_path / "map").open("w") as loaded:
        code = "import weasyprint.text.ffi; print(open('/proc/self/maps').read())"
        subprocess.run([sys.executable, "-c", code], stdout=loaded, check=True)
    for path in set(
        re.findall(r"/\S*/lib(?:gobject|pango|pangoft2|harfbuzz|harfbuzz-subset|fontconfig)-?[\d.]*\.so\S*", Path(loaded.name).read_text())
    ):
        real = Path(path)
        (folder / re.sub(r"(\.so\.\d+).*", r"\1", real.name)).symlink_to(real)
    monkeypatch.syspath_prepend(tmp_path)
    session = Session()
    with session.activate():
        bundle = find_bundle()
        assert bundle
        assert bundle.folder == folder
        ffi = open_compiled()
        assert ffi.dlopen("libpango-1.0.so.0").pango_version() > 14400
        with pytest.raises(OSError, match=r"pango-1\.0-0"):
            ffi.dlopen("libpango-1.0-0")
        command = fonts._find_command()
        assert command[3] == os.fspath(folder / "libfontconfig.so.1")
    assert active_session() is not session


@pytest.mark.parametrize(("platform", "source"), [("darwin", "Homebrew"), ("win32", "MSYS2")])
def test_the_folders_of_package_managers_are_looked_into(
    platform: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"darwin": "libpango-1.0.dylib", "win32": "libpango-1.0-0.dll"}
    monkeypatch.setattr(native_libraries.sys, "platform", platform)
    monkeypatch.setattr(native_libraries, "FOLDERS", {platform: ((source, str(tmp_path / "lib"), str(tmp_path / "etc")),)})
    with Session().activate():
        assert find_bundle() is None
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / names[platform]).touch()
    with Session().activate():
        bundle = find_bundle()
    assert bundle
    assert bundle.source == source
    assert bundle.find(names[platform].removesuffix(".dll")) == tmp_path / "lib" / names[platform]
    assert bundle.find("libpango-1.0.so.0") is None


def test_on_windows_the_folders_that_the_user_names_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pango-1.0-0.dll").touch()
    monkeypatch.setattr(native_libraries.sys, "platform", "win32")
    monkeypatch.setenv(native_libraries.CHOSEN, f"nowhere;{tmp_path}")
    with Session().activate():
        bundle = find_bundle()
    assert bundle
    assert bundle.folder == tmp_path
    assert bundle.find("pango-1.0-0") == tmp_path / "pango-1.0-0.dll"


def test_it_needs_nothing_that_the_libraries_are_needed_for(tmp_path: Path) -> None:
    code = "import sys; sys.modules['weasyprint'] = None; from jiangyi.cli import app; app(['doctor', '--json'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parts"][0]["found"]
