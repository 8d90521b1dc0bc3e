"""Jobs: what is asked for is made, in a process that may be cancelled or die; nothing that does not exist is taken."""

import asyncio
import base64
import io
import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jiangyi.core import Message, Session
from jiangyi.studio.jobs import job_queue
from jiangyi.studio.jobs.job_queue import JobQueue
from jiangyi.studio.jobs.orders import Assignment, BuildOrder, CopiesOrder, Finished, fill_message
from jiangyi.studio.refusals import Refused
from tests.studio.in_process import Studio
from tests.support import pdf_text

WAIT = 60
"""Seconds: a busy machine may take a while."""
FILES = {
    "town.md": "---\ntitle: 社区食堂\n---\n\n一餐热饭，连着民心。\n",
    "bad.yaml": "title: 坏的\nblocks: [\n",
    "river.md": "---\ntitle: 河长制\n---\n\n每条河都有人管。\n",
}


@pytest.fixture
def studio(workspace: Path) -> Iterator[Studio]:
    """The studio of a workspace with three handouts, one of which has errors."""
    for name, text in FILES.items():
        (workspace / "content" / name).write_text(text, "utf-8")
    with Session().activate():
        made = Studio(workspace)
        yield made
        made.desk.jobs.close()


def wait_for(studio: Studio, name: str, is_there: Callable[[Any], bool]) -> Any:
    """The data of a job once they are as wanted."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        job = next(job for job in studio.get("/api/jobs/list").data if job["id"] == name)
        if is_there(job):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def is_over(job: Any) -> bool:
    return job["state"] not in ("waiting", "running")


def start(studio: Studio, **order: Any) -> str:
    answer = studio.post("/api/jobs/build", order)
    assert answer.status == 200, answer.body
    return str(answer.data["id"])


@pytest.mark.slow
def test_files_are_made_and_given_out(studio: Studio, workspace: Path) -> None:
    """One process makes several jobs; a handout with errors is told, and the others are made."""
    job = wait_for(studio, start(studio, formats=["pdf", "txt"], names=["town.md"], editions=["student"], copies=40, price=0.2), is_over)
    assert job["state"] == "done"
    assert [file["name"] for file in job["files"]] == ["town.student.pdf", "town.student.txt"]
    assert job["costs"] == [{"name": "town.student.pdf", "sheets": 1, "all": 40, "cost": 0.2, "total": 8.0}]
    for number, file in enumerate(job["files"]):
        answer = studio.get(f"/api/jobs/{job['id']}/files/{number}")
        assert answer.body == (workspace / "output" / file["name"]).read_bytes()
        assert answer.headers["content-disposition"] == f'attachment; filename="{file["name"]}"'
    assert "连着民心" in pdf_text(workspace / "output" / "town.student.pdf")[0]

    job = wait_for(studio, start(studio, formats=["pdf"], imposition={"booklet": True}), is_over)
    assert {file["name"] for file in job["files"]} == {f"{name}.a5{kind}.pdf" for name in ("town", "river") for kind in ("", ".booklet")}
    place = next(number for number, file in enumerate(job["files"]) if file["name"] == "town.a5.booklet.pdf")
    plan = studio.get(f"/api/jobs/{job['id']}/files/{place}/sheets").data
    assert plan["isFolded"]
    assert [sorted(page["page"] for page in side) for side in plan["sides"]] == [[1], []]
    assert 0.4 < plan["sides"][0][0]["left"] < 0.6  # the first page is on the right
    assert studio.get(f"/api/jobs/{job['id']}/files/{place}/sides/0.jpg?width=90").body.startswith(b"\xff\xd8")
    assert studio.get(f"/api/jobs/{job['id']}/files/{place}/sides/2.jpg").status == 404
    assert [(problem["file"], problem["severity"]) for problem in job["problems"]] == [("content/bad.yaml", "error")]
    (workspace / "output" / "river.a5.pdf").unlink()
    place = next(number for number, file in enumerate(job["files"]) if file["name"] == "river.a5.pdf")
    assert studio.get(f"/api/jobs/{job['id']}/files/{place}").data["message"] == "The file was removed or moved."
    (workspace / "output" / "river.a5.pdf").symlink_to("/etc/hostname")
    assert studio.get(f"/api/jobs/{job['id']}/files/{place}").status == 404
    assert studio.get(f"/api/jobs/{job['id']}/files/99").status == 404
    assert studio.get("/api/jobs/none/files/0").status == 404


@pytest.mark.slow
def test_the_site_is_made_and_its_pages_are_served(studio: Studio, workspace: Path) -> None:
    (workspace / "content" / "book.yaml").write_text("title: 合集\noutput: all\nhandouts: [town]\nshare: {formats: [html]}\n", "utf-8")
    wrong = studio.post("/api/jobs/share", {"url": "nowhere"}).data["id"]
    made = studio.post("/api/jobs/share", {"is_packed": True}).data["id"]
    assert wait_for(studio, wrong, is_over)["hint"] == "Write it in full, as in https://example.org/notes/"
    job = wait_for(studio, made, is_over)
    assert job["state"] == "done"
    assert "bad: has errors; left out of the share" in job["notes"]
    assert [file["name"] for file in job["files"]] == ["share.zip"]
    assert "河长制" in studio.get("/share/").body.decode()


@pytest.mark.slow
def test_copies_have_names_that_nothing_else_keeps(studio: Studio, workspace: Path) -> None:
    (workspace / "content" / "bad.yaml").unlink()
    names = base64.b64encode("姓名,学号\n钱学真,17\n".encode()).decode()
    order = {"list_name": "a.csv", "list_data": names, "formats": ["pdf"], "names": ["town.md"]}
    job = wait_for(studio, studio.post("/api/jobs/copies", order).data["id"], is_over)
    assert job["state"] == "done", job
    with zipfile.ZipFile(io.BytesIO(studio.get(f"/api/jobs/{job['id']}/files/0").body)) as archive:
        assert sum("钱学真" in name for name in archive.namelist()) == 1
    assert "钱学真" not in studio.get("/api/jobs/list").body.decode()
    kept = studio.desk.jobs.list_jobs(workspace)[0].assignment.order
    assert isinstance(kept, CopiesOrder)
    assert kept.list_data == b""
    assert studio.post("/api/jobs/copies", {**order, "formats": ["txt"]}).status == 404


@pytest.mark.slow
def test_a_job_is_cancelled_and_a_process_that_dies_is_replaced(studio: Studio, workspace: Path) -> None:
    first, second = start(studio, formats=["pdf", "epub"]), start(studio, formats=["epub"], names=["town.md"])
    wait_for(studio, first, lambda job: job["state"] == "running")
    assert wait_for(studio, second, lambda _: True)["state"] == "waiting"
    assert studio.post(f"/api/jobs/{second}/cancel").status == studio.post(f"/api/jobs/{first}/cancel").status == 200
    assert [wait_for(studio, name, is_over)["state"] for name in (first, second)] == ["cancelled", "cancelled"]
    third = start(studio, formats=["txt"], names=["river.md"])
    assert wait_for(studio, third, is_over)["state"] == "done"
    assert studio.post(f"/api/jobs/{third}/cancel").status == 200
    assert wait_for(studio, third, lambda _: True)["state"] == "done"

    process = studio.desk.jobs._process
    assert process is not None
    os.kill(process._process.pid or 0, signal.SIGKILL)  # while it waits: the next job gets another one
    assert wait_for(studio, start(studio, formats=["txt"], names=["town.md"]), is_over)["state"] == "done"
    assert not [path.name for path in (workspace / "output").iterdir() if path.name.startswith(".")]


@pytest.mark.slow
def test_a_job_that_kills_its_process_is_told_and_not_tried_again(studio: Studio) -> None:
    name = start(studio, formats=["pdf", "epub", "html"])
    wait_for(studio, name, lambda job: job["state"] == "running")
    end = time.monotonic() + WAIT
    while studio.desk.jobs._process is None and time.monotonic() < end:
        time.sleep(0.01)
    process = studio.desk.jobs._process
    assert process is not None
    os.kill(process._process.pid or 0, signal.SIGKILL)
    job = wait_for(studio, name, is_over)
    assert job["state"] == "stopped"
    assert job["message"] == "This could not be made: the process that makes files has ended."


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"formats": ["docx"]}, "“docx” does not exist any more."),
        ({"formats": []}, "Choose at least one format."),
        ({"formats": ["pdf"], "names": ["../../etc/passwd"]}, "“../../etc/passwd” does not exist any more."),
        ({"formats": ["pdf"], "paper": "../a4"}, "“../a4” does not exist any more."),
        ({"formats": ["pdf"], "theme": "none"}, "“none” does not exist any more."),
        ({"formats": ["pdf"], "imposition": {"sheet": "a9"}}, "“a9” does not exist any more."),
        ({"formats": ["pdf"], "imposition": {"nup": 3}}, "This number is too large, or not above 0."),
        ({"formats": ["pdf"], "copies": 0}, "This number is too large, or not above 0."),
        ({"formats": ["pdf"], "price": -1}, "This number is too large, or not above 0."),
        ({"formats": "pdf"}, "This request is damaged. Reload the page, and try again."),
        ({}, "This request is damaged. Reload the page, and try again."),
    ],
)
def test_what_does_not_exist_is_refused(order: dict[str, Any], message: str, studio: Studio) -> None:
    answer = studio.post("/api/jobs/build", order)
    assert 400 <= answer.status < 500
    assert answer.data["message"] == message
    assert studio.get("/api/jobs/list").data == []


def test_a_server_that_only_shows_makes_nothing(workspace: Path) -> None:
    with Session().activate():
        assert Studio(workspace, is_writable=False).post("/api/jobs/build", {"formats": ["pdf"]}).status == 403


def test_a_folder_that_leads_out_is_not_written_to(studio: Studio, workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (workspace / "output").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    assert studio.post("/api/jobs/build", {"formats": ["pdf"]}).status == 400


def test_the_choices_are_those_of_the_workspace(studio: Studio, workspace: Path) -> None:
    settings = "title: 合集\noutput: all\nhandouts: [town]\nprice: 0.3\neditions:\n  夜校版: {answers: none}\n"
    (workspace / "content" / "book.yaml").write_text(settings, "utf-8")
    (workspace / "styles" / "papers").mkdir(parents=True)
    (workspace / "styles" / "papers" / "card.css").write_text(":root { --names: 卡片 }\n", "utf-8")
    choices = studio.get("/api/jobs/choices", x_language="zh").data
    assert {"name": "夜校版", "label": "夜校版"} in choices["editions"]
    assert {"name": "teacher", "label": "教师版"} in choices["editions"]
    assert {"name": "card", "label": "卡片", "isPrinted": True} in choices["papers"]
    assert choices["price"] == 0.3


def test_only_so_many_jobs_wait_and_are_remembered(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    """The queue is filled while nothing runs, then drained."""
    assignment = Assignment(str(workspace), False, False, BuildOrder(("pdf",)))
    monkeypatch.setattr(JobQueue, "_run_jobs", lambda _: None)
    queue = JobQueue()

    async def fill(count: int) -> None:
        for _ in range(count):
            queue.add_job(assignment, lambda: None)

    asyncio.run(fill(job_queue.MAX_WAITING))
    with pytest.raises(Refused):
        asyncio.run(fill(1))
    for _ in range(9):
        for job in queue.list_jobs(workspace):
            job.state, job.end = "done", Finished("")
        asyncio.run(fill(job_queue.MAX_WAITING))
    assert len(queue.list_jobs(workspace)) == job_queue.MAX_KEPT
    assert queue.list_jobs(workspace.parent) == []


def test_messages_keep_braces_of_their_values() -> None:
    filled = fill_message(Message("{name} and {why}", "{name}和{why}"), {"name": "{{x}} {why}", "why": Message("a", "甲")})
    assert (filled.en, filled.zh) == ("{{{{x}}}} {{why}} and a", "{{{{x}}}} {{why}}和甲")
