"""Executors: identical output, deaths of workers, interrupts, and Dask clusters."""

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiangyi.build import dask_cluster as clusters
from jiangyi.build import executors
from jiangyi.build.dask_cluster import DaskExecutor
from jiangyi.build.executors import ExecutorUnavailable, HelpedExecutor, InProcessExecutor, WorkerPool, run_jobs
from jiangyi.build.reading import FEW
from jiangyi.build.schedule import PartList, PartOfBook
from jiangyi.build.volumes import Job
from jiangyi.cli import app
from jiangyi.core import timing
from jiangyi.core.i18n import Message
from tests.support import ROOT, run

pytestmark = pytest.mark.slow

LIMIT = 60.0
"""Seconds that anything may take on a busy machine."""
NAMES = ("甲", "乙", "丙", "丁")
BOOK = "title: 合集\nhandouts:\n" + "".join(f"- {name}.md\n" for name in NAMES)


@pytest.fixture
def place(workspace: Path) -> Path:
    """Four handouts and the book of them."""
    for name in NAMES:
        (workspace / "content" / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n\n## 甲节\n\n{name}的正文。\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text(BOOK, "utf-8")
    return workspace


def outputs(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((workspace / "output").iterdir())}


# Jobs: functions at module level, so that they can be pickled


def return_job(job: int) -> int:
    return job


def pid(job: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def kill_worker(job: int) -> int:
    if job % 5 == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def use_memory(job: int) -> int:
    return len(b"x" * (job << 20))


def wrong(job: int) -> int:
    return 1 // job


def kill_worker_for(name: str, make: Callable[[Any], Any], job: Any) -> Any:
    """Behave like a writer that the system kills because it is out of memory."""
    if job.path.name == name:
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job)


def pool(size: int) -> Any:
    return WorkerPool(size)


def test_each_job_is_done_once() -> None:
    for executor in (InProcessExecutor(), HelpedExecutor(), WorkerPool(2)):
        with executor:
            assert sorted(run_jobs(executor, return_job, deque(range(20)))) == [(job, job) for job in range(20)]


def test_a_job_that_kills_its_worker_is_named_and_others_finish() -> None:
    with pool(2) as executor:
        done = dict(run_jobs(executor, kill_worker, deque(range(11))))
    assert done == {job: None if job in (2, 7) else job for job in range(11)}


def test_this_process_works_beside_its_helper() -> None:
    with HelpedExecutor() as executor:
        done = dict(run_jobs(executor, pid, deque(range(6))))
    assert os.getpid() in done.values()
    assert len(set(done.values())) == 2


def test_a_job_that_kills_the_helper_is_not_run_in_this_process() -> None:
    with HelpedExecutor() as executor:
        assert dict(run_jobs(executor, kill_worker, deque([0, 2, 1, 3]))) == {0: 0, 2: None, 1: 1, 3: 3}


def test_workers_that_never_start_are_reported(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Any:
        raise EOFError

    monkeypatch.setattr(executors.ProcessPoolExecutor, "submit", refuse)
    done = CliRunner().invoke(app, ["build", "--jobs", "2", "--workspace", str(place)])
    assert done.exit_code == 3, done.output
    assert "cannot start worker processes" in done.stderr
    assert "--jobs 1" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is the parent of all workers")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_the_parent_of_all_workers_may_die(place: Path, number: signal.Signals) -> None:
    with pool(2) as executor:
        done = run_jobs(executor, kill_parent, deque([(number, 0), *((0, job) for job in range(1, 8))]))
        assert {job[1] for job, made in done if made is not None} == set(range(1, 8))  # the job that did it is to blame


def kill_parent(job: tuple[int, int]) -> int:
    if job[0]:
        os.kill(os.getppid(), job[0])
    time.sleep(0.05)
    return job[1]


def test_an_exception_of_a_job_is_raised() -> None:
    for executor in (InProcessExecutor(), HelpedExecutor(), WorkerPool(2)):
        with pytest.raises(ZeroDivisionError), executor:
            list(run_jobs(executor, wrong, deque([0, 1, 2])))
    assert multiprocessing.active_children() == []


def test_workers_are_replaced_after_many_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "MAX_JOBS", 2)
    with pool(2) as executor:
        assert len({made for _, made in run_jobs(executor, pid, deque(range(16)))}) >= 6


def test_workers_are_replaced_when_they_use_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    with pool(2) as executor:
        list(run_jobs(executor, use_memory, deque([1] * 8)))
        assert len(executor._generations) == 1
        monkeypatch.setattr(executors, "MAX_MEMORY", 400)
        list(run_jobs(executor, use_memory, deque([400, 1])))
        assert len(executor._generations) > 1


def test_interrupted_work_ends_at_once() -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), pool(2) as executor:
        for job in (50, 60):
            executor.submit(time.sleep, job)
        time.sleep(0.5)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 20
    assert multiprocessing.active_children() == []


def test_deferred_work_runs_while_workers_are_busy() -> None:
    order: list[object] = []
    with pool(2) as executor:
        for job, _ in run_jobs(executor, time.sleep, deque([0.3, 0.4]), lambda: order.append("meanwhile")):
            order.append(job)
    assert order[0] == "meanwhile"
    assert set(order[1:]) == {0.3, 0.4}
    order.clear()
    with InProcessExecutor() as executor:  # no worker processes
        assert [job for job, _ in run_jobs(executor, order.append, deque(["job"]), lambda: order.append("meanwhile"))] == ["job"]
    assert order == ["meanwhile", "job"]
    order.clear()
    with pool(2) as executor:
        assert not list(run_jobs(executor, time.sleep, deque(), lambda: order.append("meanwhile")))
    assert order == ["meanwhile"]


def test_workers_preload_the_print_engine() -> None:
    """They have loaded the print engine, but no fonts."""
    with pool(2) as executor:
        [(_, loaded)] = run_jobs(executor, list_modules, deque([0]))
        [(_, named)] = run_jobs(executor, list_preloaded, deque([0]))
    assert {*named, "weasyprint", "ebooklib", "jinja2"} <= set(loaded)  # no name is misspelt
    assert "fontTools.subset" not in loaded  # nor what few jobs need


def list_preloaded(job: int) -> list[str]:
    return [name for module in ("preload", "preload_all") for name in vars(sys.modules[f"jiangyi.build.{module}"])["MODULES"]]


def list_modules(job: int) -> list[str]:
    maps = Path("/proc/self/maps")
    assert not maps.is_file() or ".cache-" not in maps.read_text()  # fontconfig maps its cache at its first use
    return list(sys.modules)


def test_modules_in_the_working_folder_are_not_imported(place: Path) -> None:
    """Content is data: an unknown folder may contain a file of any name."""
    for name in ("yaml", "jiangyi", "tempfile", "sitecustomize"):
        (place / f"{name}.py").write_text("import pathlib; pathlib.Path('ran').touch()", "utf-8")
    done = run("build", "--to", "pdf", "--jobs", "2", cwd=place)
    assert done.returncode == 0, done.stderr
    assert not (place / "ran").exists()


# The whole program


def test_output_is_identical_for_any_number_of_processes(place: Path) -> None:
    found = []
    for jobs, *how in (("1",), ("8",), ("3",), ("2", "--start-method", "spawn")):
        done = run("build", "--workspace", place, "--jobs", jobs, *how)
        assert done.returncode == 0, done.stderr
        found.append(outputs(place))
        shutil.rmtree(place / "output")
        if jobs != "8":  # the next build starts cold
            shutil.rmtree(place / ".jiangyi")
    assert found == found[:1] * len(found)
    assert len(found[0]) == 2 * len(NAMES) + 2


def test_a_dead_worker_is_reported_with_its_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class DangerousPool(WorkerPool):
        def submit(self, make: Any, job: Any) -> Any:
            return super().submit(partial(kill_worker_for, "乙", make), job)

    monkeypatch.setattr(executors, "WorkerPool", DangerousPool)
    command = ["build", "--jobs", "2", "--to", "pdf", "--workspace", str(place)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1, done.output
    assert done.stderr.count("error[worker-died]") == 1
    assert "--> content/乙.md" in done.stderr
    assert "--jobs 1" in done.stderr
    assert set(outputs(place)) == {"甲.pdf", "丙.pdf", "丁.pdf", "book.pdf"}
    monkeypatch.undo()
    assert CliRunner().invoke(app, command).exit_code == 0  # it was not recorded as done
    assert "乙.pdf" in outputs(place)


def test_a_handout_that_kills_its_reader_is_reported(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many, which workers read and check."""
    for number in range(FEW + 1):
        (workspace / "content" / f"讲{number}.md").write_text(f"# 讲{number}\n\n第{number}段。\n", "utf-8")

    class DangerousPool(WorkerPool):
        def start_workers(self, jobs: int) -> bool:
            super().start_workers(jobs)
            return True

        def submit(self, make: Any, job: Any) -> Any:
            return super().submit(partial(kill_reader_of, "讲5.md", make), job)

    monkeypatch.setattr(executors, "WorkerPool", DangerousPool)
    done = CliRunner().invoke(app, ["build", "--jobs", "2", "--to", "txt", "--workspace", str(workspace)])
    assert done.exit_code == 1, done.output
    assert done.stderr.count("error[worker-died]") == 1
    assert "--> content/讲5.md" in done.stderr
    assert len(outputs(workspace)) == FEW


def kill_reader_of(name: str, make: Callable[[Any], Any], job: Any) -> Any:
    """Behave like a reader that runs out of memory."""
    if isinstance(job, tuple) and name in [path.name for path in job]:
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job)


def test_the_largest_job_is_started_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []

    class RecordingExecutor(InProcessExecutor):
        size = 2

        def submit(self, make: Any, job: Any) -> Any:
            begun.append(job.path.name)
            return super().submit(make, job)

    monkeypatch.setattr(executors, "WorkerPool", lambda *_: RecordingExecutor())
    done = CliRunner().invoke(app, ["build", "--to", "pdf", "--jobs", "2", "--workspace", str(place)])
    assert done.exit_code == 0
    assert begun[0] == "book"
    assert sorted(name for name in begun if name != "book") == sorted(NAMES)
    listed = [line.split(".pdf")[0].rsplit("/", 1)[-1] for line in done.stderr.splitlines() if ".pdf" in line]
    assert listed[-1] == "book"  # the summary is in the order of the handouts nevertheless


def test_parts_of_a_book_are_laid_out_before_its_files_are_made(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By any worker, so that no core is idle while one of them would lay out the whole book."""
    begun = []

    class RecordingExecutor(InProcessExecutor):
        size = 2

        def submit(self, make: Any, job: Any) -> Any:
            with timing.measure() as clock:
                done = super().submit(make, job)
            begun.append((job, clock.sum_seconds()["layout"] > 0))
            return done

    monkeypatch.setattr(executors, "WorkerPool", lambda *_: RecordingExecutor())
    done = CliRunner().invoke(app, ["build", "--jobs", "2", "--workspace", str(place)])
    assert done.exit_code == 0, done.output
    kinds = [type(job) for job, _ in begun if job.path.name == "book"]
    assert kinds[0] is PartList
    assert kinds.count(PartOfBook) >= len(NAMES)
    assert kinds[-3:] == [PartList, Job, Job]
    assert next(lays_out for job, lays_out in begun if job.path.name == "book" and isinstance(job, Job)) is False


# Ctrl-C


def session(number: int) -> list[str]:
    """The processes of a session that are still running."""
    found = subprocess.run(["ps", "-s", str(number), "-o", "pid=,stat=,args="], capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if line.split()[1][0] != "Z"]


def start_build(place: Path) -> "subprocess.Popen[str]":
    """Start a build in a session of its own, which receives Ctrl-C even if the tests run in the background and ignore it."""
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--jobs", "2", "--workspace", str(place)]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, before)


def has_pdf(place: Path) -> bool:
    return any((place / "output").glob("*.pdf"))


def wait_until(happened: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait until a condition holds; fail if the process ends before, or after a time limit."""
    until = time.monotonic() + LIMIT
    while not happened():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.02)


def assert_no_partial_files(place: Path) -> None:
    """Every output file is complete, and there are no temporary files."""
    assert [path for path in place.rglob("*") if path.name.endswith((".part", ".tmp"))] == []
    for path in (place / "output").glob("*"):
        assert zipfile.is_zipfile(path) if path.suffix == ".epub" else path.read_bytes().rstrip().endswith(b"%%EOF")


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "while it loads": lambda place: True,
    "while it works": has_pdf,
}


def wait_until_gone(session_of: int) -> None:
    """Wait until processes that were ended have disappeared."""
    until = time.monotonic() + executors.GRACE + 2
    while session(session_of) and time.monotonic() < until:
        time.sleep(0.05)
    assert session(session_of) == []


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the program", "to all of the terminal"])
def test_ctrl_c_ends_all_processes_and_leaves_no_partial_file(place: Path, moment: str, send: Callable[[int, int], None]) -> None:
    text = (place / "content" / "甲.md").read_text("utf-8")
    for number in range(30):
        (place / "content" / f"更多{number}.md").write_text(text + f"第{number}段。" * 200, "utf-8")
    process = start_build(place)
    time.sleep(0.4)
    wait_until(lambda: MOMENTS[moment](place), process)
    send(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    assert process.returncode in (130, -signal.SIGINT), said  # the latter before the command line is loaded; a shell shows 130 for both
    assert "Traceback" not in said
    wait_until_gone(process.pid)
    assert_no_partial_files(place)
    assert len(list((place / "output").glob("*"))) < 60


@pytest.mark.parametrize("delay", [0.4, 0.7, 1.0])
def test_ctrl_c_ends_a_helper_that_still_starts(place: Path, delay: float) -> None:
    for name in ("book.yaml", "丁.md"):
        (place / "content" / name).unlink()
    for name in ("甲", "乙", "丙"):
        (place / "content" / f"{name}.md").write_text(f"# {name}\n\n" + f"{name}的正文。" * 20_000, "utf-8")
    process = start_build(place)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    assert process.returncode in (130, -signal.SIGINT), said
    assert "Traceback" not in said
    wait_until_gone(process.pid)
    assert_no_partial_files(place)


def test_workers_exit_when_the_program_is_killed(place: Path) -> None:
    text = (place / "content" / "甲.md").read_text("utf-8")
    for number in range(20):
        (place / "content" / f"更多{number}.md").write_text(text + f"第{number}段。" * 200, "utf-8")
    process = start_build(place)
    wait_until(lambda: has_pdf(place), process)
    process.kill()
    process.communicate()
    wait_until_gone(process.pid)
    assert_no_partial_files(place)


def processes_with(mark: str) -> list[str]:
    """Every process with a variable in its environment, which child processes inherit."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(f"{entry.name} {(entry / 'cmdline').read_bytes()!r}")
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads the environment of processes from /proc")
@pytest.mark.parametrize("command", [("build", "--jobs", "2"), ("check",)], ids=lambda command: command[0])
def test_no_process_is_left_after_a_command(place: Path, command: tuple[str, ...]) -> None:
    mark = f"JIANGYI_MARK={os.getpid()}-{time.monotonic_ns()}"
    environment = {**os.environ, **dict([mark.split("=")])}
    environment.pop("CI", None)
    done = run(*command, "--workspace", place, env=environment)
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + executors.GRACE
    while processes_with(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_with(mark) == []


def test_leftovers_of_a_killed_build_are_removed_by_the_next(place: Path) -> None:
    """But not files that another build may be writing at the same time."""
    (place / "output").mkdir()
    old, new = place / "output" / ".old.part", place / "output" / ".new.part"
    for path in (old, new):
        path.write_bytes(b"%PDF")
    os.utime(old, (1, 1))
    assert CliRunner().invoke(app, ["build", "--to", "pdf", "--jobs", "1", "--workspace", str(place)]).exit_code == 0
    assert (old.exists(), new.exists()) == (False, True)


# A cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two worker processes; the address of their scheduler."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50) as found:
        yield found.scheduler_address


def test_a_cluster_makes_the_same_bytes(place: Path, cluster: str) -> None:
    command = ["build", "--workspace", str(place)]
    assert CliRunner().invoke(app, [*command, "--jobs", "1"]).exit_code == 0
    before = outputs(place)
    for folder in ("output", ".jiangyi"):
        shutil.rmtree(place / folder)
    done = CliRunner().invoke(app, [*command, "--executor", "dask", "--scheduler", cluster])
    assert done.exit_code == 0, done.output
    assert outputs(place) == before
    assert list((place / ".jiangyi" / "cache").glob("worker-check-*")) == []


def test_a_worker_with_another_program_or_fonts_is_refused(tmp_path: Path, cluster: str) -> None:
    with pytest.raises(ExecutorUnavailable) as caught, DaskExecutor(cluster, tmp_path, own_number) as executor:
        list(run_jobs(executor, return_job, deque([1, 2])))
    assert "different fonts" in caught.value.messages[0].en


def own_number() -> str:
    return str(os.getpid())


def nothing() -> str:
    return ""


def test_a_worker_that_does_not_see_the_folder_is_refused(tmp_path: Path, cluster: str) -> None:
    executor = DaskExecutor(cluster, tmp_path, nothing)
    executor._check.path.rename(tmp_path / "elsewhere")
    with pytest.raises(ExecutorUnavailable) as caught, executor:
        list(run_jobs(executor, return_job, deque([1, 2])))
    assert "cannot access" in caught.value.messages[0].en


def test_a_job_that_kills_every_cluster_worker_is_named(tmp_path: Path) -> None:
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50) as found,
        DaskExecutor(found.scheduler_address, tmp_path, nothing) as executor,
    ):
        assert dict(run_jobs(executor, kill_worker, deque([2]))) == {2: None}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--executor", "dask"], "requires `--scheduler ADDRESS`"),
        (["--executor", "dask", "--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler responds at tcp://127.0.0.1:9"),
        (["--executor", "dask", "--scheduler", "nowhere://x"], "no Dask scheduler responds at nowhere://x"),
        (["--executor", "slurm"], "unknown executor slurm"),
    ],
)
def test_an_unusable_cluster_is_wrong_usage(place: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str) -> None:
    monkeypatch.setattr(clusters, "CONNECT_TIMEOUT", 0.5)
    done = CliRunner().invoke(app, ["build", "--workspace", str(place), *options])
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert not (place / "output").exists()


def test_a_missing_library_is_reported_with_install_advice(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = CliRunner().invoke(app, ["build", "--workspace", str(place), "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9"])
    assert done.exit_code == 2
    assert "pip install 'jiangyi[dask]'" in done.stderr


def test_cluster_errors_can_be_pickled() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(ExecutorUnavailable(Message("a", "甲"), Message("b", "乙"))))
    assert [words.zh for words in error.messages] == ["甲", "乙"]
