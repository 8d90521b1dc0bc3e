"""The process that stands by: commands through it are the same commands, begin anew each time, and it leaves when it should."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.standby import door
from jiangyi.workers import cores
from tests.support import ROOT, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every command loads for itself")

GOOD = "---\ntitle: 甲\n---\n\n## 节\n\n正文在这里。\n"
BAD = "---\ntitle: 乙\nno such thing: 1\n---\n\n## 节\n\n正文在这里。\n"
SOON = 20.0
"""Seconds that a process may take to load."""


@contextlib.contextmanager
def opened() -> Iterator[Path]:
    """A folder for the sockets, its path short, as those of sockets must be; nobody stands by there in the end."""
    folder = Path(tempfile.mkdtemp(prefix="j"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        patch.setenv(door.SWITCH, "600")
        patch.delenv("CI", raising=False)
        yield folder
    for process in standing(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    """A process that stands by after a first command."""
    with opened() as folder, tempfile.TemporaryDirectory() as place:
        (Path(place) / "content").mkdir()
        assert run("check", "--workspace", Path(place).resolve()).returncode == 0
        until(lambda: sockets(folder))
        yield folder


@pytest.fixture
def lobby(shared: Path) -> Path:
    return shared


@pytest.fixture
def empty() -> Iterator[Path]:
    """Nobody stands by yet."""
    with opened() as folder:
        yield folder


def standing(lobby: Path) -> list[int]:
    """The processes that stand by there, and those that are forked off them."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and str(lobby).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def parent(process: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def first_ones(lobby: Path) -> list[int]:
    """Those of them that none of the others has started: but the one that stands by, only who was left behind."""
    found = standing(lobby)
    return [process for process in found if parent(process) not in found]


def alone(lobby: Path) -> int:
    """The one process that stands by; those that it has started may get ready for another command."""
    until(lambda: len(first_ones(lobby)) == 1)
    return first_ones(lobby)[0]


def working(lobby: Path) -> list[int]:
    """Those that say something to a user: they are a command, or work for one that was not awaited."""
    found = []
    for process in standing(lobby):
        with contextlib.suppress(OSError):
            if str(Path(f"/proc/{process}/fd/2").readlink()) != os.devnull:
                found.append(process)
    return found


def at_work(lobby: Path) -> bool:
    """Whether a command is under way there: what is only forked to become another program is gone in a moment."""
    first = set(working(lobby))
    time.sleep(0.3)
    return bool(first & set(working(lobby)))


def at_rest(lobby: Path) -> bool:
    """Whether no command is under way and nobody was left behind."""
    return not working(lobby) and len(first_ones(lobby)) == 1


def ready_one(lobby: Path) -> int:
    """The process that is ready for the next build, once it is: when neither it nor its workers do anything any more."""
    end, before, still = time.monotonic() + SOON, (0, 0.0), 0
    while still < 8:
        assert time.monotonic() < end
        time.sleep(0.1)
        group = [process for process in standing(lobby) if process not in first_ones(lobby)]
        found = len(group), sum(map(spent, group))
        still = still + 1 if found == before and found[0] > cores() else 0
        before = found
    return next(process for process in group if parent(process) == alone(lobby))


def spent(process: int) -> float:
    """Seconds of the processor."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def sockets(lobby: Path) -> list[Path]:
    return sorted(lobby.rglob("*.socket"))


def until(what: object, seconds: float = SOON) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def ready(lobby: Path, workspace: Path) -> Path:
    """A workspace of one handout, where somebody stands by."""
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    return workspace


def by_itself(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """A command that nobody stands by for."""
    return run(*arguments, env={**os.environ, door.SWITCH: "0"}, **options)


def work_of(lobby: Path) -> float:
    """Seconds of the processor that the ended children of the process that stands by took: of the commands that it was handed."""
    process = alone(lobby)
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def test_a_command_that_is_handed_over_says_and_does_the_same(ready: Path, lobby: Path) -> None:
    before = work_of(lobby)
    (ready / "content" / "乙.md").write_text(BAD, "utf-8")
    for arguments, status in (
        (("check",), 1),
        (("check", "--json"), 1),
        (("check", "nothing.md"), 2),
        (("check", "--no-such-option"), 2),
        (("fix", "--help"), 0),
    ):
        told = [run(*arguments, cwd=ready), by_itself(*arguments, cwd=ready)]
        assert [done.returncode for done in told] == [status, status]
        assert (told[0].stdout, told[0].stderr) == (told[1].stdout, told[1].stderr)
        assert told[0].stdout + told[0].stderr
    assert work_of(lobby) > before


def test_its_files_are_the_same_bytes(ready: Path) -> None:
    """Also of the second command of a process, and where more is to be made than one process makes."""
    for number in range(5):
        (ready / "content" / f"{number}.md").write_text(GOOD.replace("甲", f"第{number}讲"), "utf-8")
    found = []
    for command in (by_itself, run, run):
        shutil.rmtree(ready / ".jiangyi", ignore_errors=True)
        assert command("build", "--workspace", ready).returncode == 0
        found.append({path.name: path.read_bytes() for path in (ready / "output").iterdir()})
        shutil.rmtree(ready / "output")
    assert len(found[0]) == 12
    assert found[0] == found[1] == found[2]


def test_each_command_begins_anew(ready: Path) -> None:
    """What was changed since the last one is seen: content, templates, sheets; and the folder, the environment, what is typed."""
    (ready / "styles" / "themes").mkdir(parents=True)
    assert "theme-unknown" not in run("check", cwd=ready).stderr
    (ready / "content" / "甲.md").write_text(GOOD.replace("title: 甲", "title: 甲\ntheme: own"), "utf-8")
    assert "theme-unknown" in run("check", cwd=ready).stderr
    (ready / "styles" / "themes" / "own.css").write_text(":root { --accent: #123456; }", "utf-8")
    assert "theme-unknown" not in run("check", cwd=ready).stderr
    assert run("build", cwd=ready).returncode == 0
    first = (ready / "output" / "甲.pdf").read_bytes()
    (ready / "styles" / "themes" / "own.css").write_text(":root { --accent: #654321; }", "utf-8")
    assert run("build", cwd=ready).returncode == 0
    second = (ready / "output" / "甲.pdf").read_bytes()
    assert second != first
    (ready / "templates" / "blocks").mkdir(parents=True)
    (ready / "templates" / "blocks" / "paragraph.html.j2").write_text("<p>另一段</p>", "utf-8")
    assert run("build", cwd=ready).returncode == 0
    assert (ready / "output" / "甲.pdf").read_bytes() != second


def test_who_speaks_another_language_is_answered_in_it(ready: Path, lobby: Path) -> None:
    chinese = {**os.environ, "LC_ALL": "zh_CN.UTF-8", door.SWITCH: "5"}
    assert "没有发现问题" in run("check", cwd=ready, env=chinese).stderr
    until(lambda: len(sockets(lobby)) == 2)
    assert "没有发现问题" in run("check", cwd=ready, env=chinese).stderr
    assert "nothing found" in run("check", cwd=ready).stderr
    until(lambda: at_rest(lobby))


def test_a_mask_for_new_files_is_kept(ready: Path) -> None:
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--workspace", str(ready)]
    subprocess.run(["sh", "-c", 'umask 077; exec "$@"', "sh", *command], check=True, capture_output=True)
    assert (ready / "output" / "甲.pdf").stat().st_mode & 0o777 == 0o600


def test_it_knows_no_font_and_holds_nothing_of_the_user_open(ready: Path, lobby: Path) -> None:
    assert run("build", cwd=ready).returncode == 0
    process = alone(lobby)
    assert ".cache-" not in Path(f"/proc/{process}/maps").read_text()  # fontconfig maps its cache when it is first asked
    assert Path(f"/proc/{process}/cwd").resolve() == Path("/")
    streams = {str(Path(f"/proc/{process}/fd/{number}").readlink()) for number in door.STREAMS}
    assert streams == {os.devnull}


def test_ctrl_c_reaches_the_command(ready: Path, lobby: Path) -> None:
    (ready / "content" / "长.md").write_text("---\ntitle: 长\n---\n\n" + "## 节\n\n正文在这里，很长。\n\n" * 3000, "utf-8")
    for told, status in ((signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)):
        command = subprocess.Popen(
            [sys.executable, str(ROOT / "compile.py"), "build"], cwd=ready, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until(lambda: at_work(lobby))
        command.send_signal(told)
        _, said = command.communicate(timeout=SOON)
        assert command.returncode == status
        assert "Traceback" not in said
        until(lambda: at_rest(lobby))
    assert not list((ready / "output").glob("长*")) if (ready / "output").is_dir() else True
    assert run("check", "content/甲.md", cwd=ready).returncode == 0


def test_a_command_that_is_killed_leaves_nothing_at_work(ready: Path, lobby: Path) -> None:
    (ready / "content" / "长.md").write_text("---\ntitle: 长\n---\n\n" + "## 节\n\n正文在这里，很长。\n\n" * 3000, "utf-8")
    command = subprocess.Popen([sys.executable, str(ROOT / "compile.py"), "build"], cwd=ready, stderr=subprocess.PIPE)
    until(lambda: at_work(lobby))
    command.kill()
    command.wait()
    until(lambda: at_rest(lobby))


def test_several_commands_at_once_are_done_at_once(ready: Path, lobby: Path) -> None:
    commands = [
        subprocess.Popen([sys.executable, str(ROOT / "compile.py"), "check"], cwd=ready, stderr=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert {command.communicate(timeout=SOON)[1] for command in commands} == {"handouts checked: 1; nothing found\n"}
    assert alone(lobby)


def test_it_leaves_after_a_while(empty: Path, workspace: Path) -> None:
    patient = {**os.environ, door.SWITCH: "1"}
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    assert run("check", cwd=workspace, env=patient).returncode == 0
    until(lambda: sockets(empty))
    until(lambda: not standing(empty))
    assert not sockets(empty)


def test_it_leaves_when_a_library_or_the_program_is_another(empty: Path, workspace: Path, tmp_path: Path) -> None:
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(libraries)}
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    assert run("check", cwd=workspace, env=environment).returncode == 0
    until(lambda: sockets(empty))
    before = alone(empty)
    assert run("check", cwd=workspace, env=environment).returncode == 0
    assert before in standing(empty)
    (libraries / ".cache").mkdir()
    (libraries / "__pycache__").mkdir()
    assert run("check", cwd=workspace, env=environment).returncode == 0
    assert before in standing(empty)
    (libraries / "new.py").touch()
    done = run("check", cwd=workspace, env=environment)
    assert (done.returncode, done.stderr) == (0, "handouts checked: 1; nothing found\n")
    until(lambda: sockets(empty) and standing(empty) and before not in standing(empty))


def test_only_one_stands_by(ready: Path, lobby: Path) -> None:
    [place] = sockets(lobby)
    second = [sys.executable, "-c", "from jiangyi.standby.server import main; main()", str(place), "60"]
    told = door.packed(["other", "/", "18", "0"])
    assert subprocess.run(second, cwd=ROOT, check=False, timeout=SOON, input=told).returncode == 0
    assert run("check", cwd=ready).returncode == 0


@pytest.mark.parametrize("said", [b"", b"\0\0", b"\0\0\0\2{}", b"\0\0\0\4nope", b"\xff\xff\xff\xff", b"\0\0\0\x09a\0b\x0018\x00x\0"])
def test_what_is_no_command_is_not_answered(ready: Path, lobby: Path, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(sockets(lobby)[0]))
        stranger.sendall(said)
        stranger.shutdown(socket.SHUT_WR)
        stranger.settimeout(SOON)
        assert stranger.recv(100) == b""
    assert run("check", cwd=ready).returncode == 0
    assert alone(lobby)


def test_a_folder_that_others_may_write_is_not_trusted(empty: Path, workspace: Path) -> None:
    own = empty / f"jiangyi-{os.getuid()}"
    own.mkdir()
    own.chmod(0o777)
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    assert door.address() is None
    assert run("check", cwd=workspace).returncode == 0
    assert not standing(empty)


def test_other_systems_do_without(workspace: Path) -> None:
    """Where there is no such signal, user or socket, nothing asks for it."""
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    program = f"""
import os, signal, socket, sys
sys.path.insert(0, {str(ROOT)!r})
del signal.SIGHUP, os.getuid, socket.AF_UNIX, socket.send_fds, socket.recv_fds
sys.platform = "win32"
from jiangyi.standby.client import handed, is_wanted
assert handed(["check"]) is None and not is_wanted(["check"])
"""
    environment = {**os.environ, door.SWITCH: "60"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_where_the_folder_was_taken_away_a_command_says_so_and_no_more(lobby: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = [sys.executable, str(ROOT / "compile.py"), "check", "--workspace", "/nowhere"]
    done = subprocess.run(["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *command], cwd=gone, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(("name", "value"), [(door.SWITCH, "0"), ("CI", "true")])
def test_nothing_stands_by_where_it_is_not_wanted(empty: Path, workspace: Path, name: str, value: str) -> None:
    environment = {**os.environ, name: value}
    if name == "CI":
        del environment[door.SWITCH]
    (workspace / "content" / "甲.md").write_text(GOOD, "utf-8")
    assert run("check", cwd=workspace, env=environment).returncode == 0
    assert not list(empty.iterdir())


@pytest.fixture
def builder(empty: Path, workspace: Path) -> Path:
    """A workspace with a book that was built, where somebody is ready for the next build."""
    for number, name in enumerate("甲乙丙", 1):
        (workspace / "content" / f"{name}.md").write_text(GOOD.replace("甲", name).replace("正文", f"第{number}篇的正文"), "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [甲.md, 乙.md, 丙.md]\n", "utf-8")
    for _ in range(2):  # the first is done by itself, and somebody stands by after it
        assert run("build", cwd=workspace).returncode == 0
        until(lambda: sockets(empty))
    return workspace


def files(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place / "output").iterdir()}


@pytest.mark.skipif(cores() < 2, reason="there is nobody to get ready")
def test_who_is_ready_makes_the_next_build(builder: Path, empty: Path) -> None:
    """It sees what has changed since it got ready: text, templates; its files are those of a build by itself."""
    handout, template = builder / "content" / "乙.md", builder / "templates" / "blocks" / "paragraph.html.j2"
    for number in range(2):
        process = ready_one(empty)
        handout.write_text(GOOD.replace("甲", "乙").replace("正文", f"改过{number}的正文，"), "utf-8")
        if number:
            template.parent.mkdir(parents=True)
            template.write_text("<p>另一段{{ fill('blocks/none.j2') if false }}</p>", "utf-8")
        done = run("build", cwd=builder)
        assert (done.returncode, process in standing(empty)) == (0, False)
        assert done.stderr.count("up to date") == (4 if number == 0 else 0)
        made = files(builder)
        shutil.rmtree(builder / ".jiangyi")
        shutil.rmtree(builder / "output")
        assert by_itself("build", cwd=builder).returncode == 0
        assert files(builder) == made


@pytest.mark.skipif(cores() < 2, reason="there is nobody to get ready")
def test_who_is_ready_for_something_else_is_let_go(builder: Path, empty: Path) -> None:
    process = ready_one(empty)
    assert run("check", cwd=builder).returncode == 0
    assert process in standing(empty)
    assert run("build", cwd=builder, env={**os.environ, "OTHER": "1"}).returncode == 0
    until(lambda: process not in standing(empty))
    process = ready_one(empty)
    os.kill(process, signal.SIGKILL)
    until(lambda: process not in standing(empty) and at_rest(empty))
    (builder / "content" / "乙.md").write_text(GOOD, "utf-8")
    assert run("build", cwd=builder).returncode == 0
    process = ready_one(empty)
    os.kill(alone(empty), signal.SIGTERM)
    until(lambda: not standing(empty))
