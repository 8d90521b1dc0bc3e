"""The command: the folder of a workspace, what is left out, what is refused, and what is never in it."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.share.test_folder import files_of
from tests.support import invoke

pytestmark = pytest.mark.slow
BOOK = "title: 省考上岸\ndate: 2026年11月\nhandouts: [基层治理.md, 练习.md]\noutput: 合集\n"
HANDOUT = "---\ntitle: 基层治理\nseries: 热点 · 第 3 期\ndate: 2026年11月3日\ntags: [申论]\n---\n\n## 背景\n\n社区是最后一公里。\n"
EXERCISE = "---\ntitle: 练习\n---\n\n:::exercise\n首都是哪里？\n\n解析：北京天安门。\n:::\n"
FILES = {"book.yaml": BOOK, "基层治理.md": HANDOUT, "练习.md": EXERCISE}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was shared in every usual format; tests copy it."""
    place = tmp_path_factory.mktemp("shared")
    (place / "content").mkdir()
    for name, text in FILES.items():
        (place / "content" / name).write_text(text, "utf-8")
    result = share(place)
    assert result.returncode == 0, result.stderr
    return place


@pytest.fixture
def place(shared: Path, tmp_path: Path) -> Path:
    """A copy of the workspace."""
    return Path(shutil.copytree(shared, tmp_path / "place"))


def share(place: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    return invoke("share", "--workspace", place, *words)


def folder_of(place: Path) -> Path:
    return place / "output" / "share"


def titles(place: Path) -> list[str]:
    """The titles in the catalogue."""
    feed = json.loads((folder_of(place) / "feed.json").read_text("utf-8"))
    return [one["metadata"]["title"] for one in feed["publications"]]


def test_the_folder_is_a_site_and_a_catalogue(shared: Path) -> None:
    found = files_of(folder_of(shared))
    names = ("he-ji", "ji-ceng-zhi-li", "lian-xi")
    assert {f"handouts/{name}.{kind}" for name in names for kind in ("pdf", "epub", "html")} <= found.keys()
    assert {f"covers/{name}.jpg" for name in names} <= found.keys()
    assert {"index.html", "feed.xml", "feed.json", "SHA256SUMS"} <= found.keys()
    assert titles(shared) == ["省考上岸", "基层治理", "练习"]
    assert all(path.isascii() for path in found)
    sums = dict(reversed(line.split("  ")) for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {path: hashlib.sha256(data).hexdigest() for path, data in found.items() if path != "SHA256SUMS"}


def test_book_yaml_names_other_languages(place: Path) -> None:
    settings = "分享:\n  译文: {en: {title: Evening class}, 'zh hans': {}}\n"
    (place / "content" / "book.yaml").write_text(BOOK + settings, "utf-8")
    assert "zh hans" in share(place).stderr
    assert "index.en.html" not in files_of(folder_of(place))
    (place / "content" / "book.yaml").write_text(BOOK + settings.replace(", 'zh hans': {}", ""), "utf-8")
    assert share(place).returncode == 0
    found = files_of(folder_of(place))
    assert b"<h1>Evening class</h1>" in found["index.en.html"]
    assert b'href="index.en.html"' in found["index.html"]


def test_book_yaml_orders_the_handouts(place: Path) -> None:
    (place / "content" / "book.yaml").write_text(BOOK + "分享: {讲义: [练习.md, 没有.md]}\n", "utf-8")
    done = share(place)
    assert done.returncode == 1
    assert "没有.md" in done.stderr
    assert titles(place) == ["省考上岸", "练习", "基层治理"]


def test_a_second_share_writes_nothing(place: Path) -> None:
    assert ", 0 written, 0 removed" in share(place).stderr


def test_another_machine_writes_the_same(place: Path) -> None:
    found = []
    for _ in range(2):
        shutil.rmtree(place / ".jiangyi")
        shutil.rmtree(place / "output")
        assert share(place, "--to", "txt", place / "content" / "练习.md").returncode == 0
        found.append(files_of(folder_of(place)))
    assert found[0] == found[1]


def test_a_change_makes_only_its_handout_newer(place: Path) -> None:
    before = json.loads((folder_of(place) / "feed.json").read_text("utf-8"))
    (place / "content" / "练习.md").write_text(EXERCISE.replace("首都", "中国的首都"), "utf-8")
    share(place)
    after = json.loads((folder_of(place) / "feed.json").read_text("utf-8"))
    times = [[one["metadata"]["modified"] for one in feed["publications"]] for feed in (before, after)]
    assert times[0] == ["2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z", "2026-11-03T00:00:00Z"]
    assert times[1] == ["2026-11-01T00:01:00Z", "2026-11-03T00:00:00Z", "2026-11-03T00:01:00Z"]
    assert after["metadata"]["modified"] > before["metadata"]["modified"]


def test_what_is_removed_from_content_is_removed_from_the_folder(place: Path) -> None:
    (folder_of(place) / "mine.txt").write_text("mine", "utf-8")
    (place / "content" / "book.yaml").unlink()
    (place / "content" / "练习.md").unlink()
    assert share(place).returncode == 0
    found = files_of(folder_of(place))
    assert titles(place) == ["基层治理"]
    assert not [path for path in found if "lian-xi" in path or "he-ji" in path]
    assert found["mine.txt"] == b"mine"
    (place / "content" / "练习.md").write_text(EXERCISE, "utf-8")
    share(place)
    assert "handouts/lian-xi.pdf" in files_of(folder_of(place))


def test_a_handout_with_errors_is_left_out_or_stays_as_it_was(place: Path) -> None:
    before = files_of(folder_of(place))["handouts/lian-xi.pdf"]
    (place / "content" / "练习.md").write_text("---\ntitel: 练习\n---\n", "utf-8")
    (place / "content" / "新.md").write_text("---\ntitel: 新\n---\n", "utf-8")
    result = share(place)
    assert result.returncode == 1
    assert "练习: has errors; the earlier version stays in the share" in result.stderr
    assert "新: has errors; left out of the share" in result.stderr
    assert titles(place) == ["省考上岸", "基层治理", "练习"]
    assert files_of(folder_of(place))["handouts/lian-xi.pdf"] == before


def test_an_earlier_version_stays_only_in_the_editions_that_are_asked_for(place: Path) -> None:
    share(place, "--edition", "student,teacher", "--to", "txt")
    (place / "content" / "练习.md").write_text("---\ntitel: 练习\n---\n", "utf-8")
    share(place, "--edition", "student", "--to", "txt")
    found = files_of(folder_of(place))
    assert "handouts/lian-xi.student.txt" in found
    assert [path for path in found if "teacher" in path] == []


def test_no_file_of_a_students_share_holds_an_answer(place: Path) -> None:
    assert share(place, "--edition", "student", "--to", "txt,html,epub").returncode == 0
    for path, data in files_of(folder_of(place)).items():
        parts = [data]
        if path.endswith(".epub"):
            with zipfile.ZipFile(folder_of(place) / path) as archive:
                parts = [archive.read(name) for name in archive.namelist()]
        for part in parts:
            assert "天安门".encode() not in part, path
            assert "天安门".encode("unicode_escape") not in part, path


def test_papers_and_editions_are_files_of_one_publication(place: Path) -> None:
    result = share(place, "--edition", "学生版，教师版", "--paper", "a5、手机", "--to", "pdf,txt", place / "content" / "练习.md")
    assert result.returncode == 0, result.stderr
    found = [path for path in files_of(folder_of(place)) if path.startswith("handouts/")]
    paged = [f"handouts/lian-xi.{edition}.{paper}.pdf" for edition in ("student", "teacher") for paper in ("a5", "phone")]
    assert sorted(found) == sorted([*paged, "handouts/lian-xi.student.txt", "handouts/lian-xi.teacher.txt"])


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://example.org/?a=b", "https://a b/", "javascript:alert(1)"]
)
def test_an_address_that_is_none_is_wrong_usage(address: str, shared: Path) -> None:
    result = share(shared, "--url", address)
    assert result.returncode == 2
    assert "--url" in result.stderr
    assert "https://example.org/notes/" in result.stderr


def test_an_address_is_completed_and_in_the_feeds(place: Path) -> None:
    share(place, "--url", "HTTPS://例子.中国/讲义", "--to", "txt")
    assert b'href="https://xn--fsqu00a.xn--fiqs8s/%E8%AE%B2%E4%B9%89/feed.xml"' in files_of(folder_of(place))["feed.xml"]


def test_settings_of_the_book_are_used_and_a_wrong_address_is_reported(place: Path) -> None:
    settings = "share: {title: 我的讲义, intro: 每周更新, url: example.org, editions: 学生版, formats: txt}\n"
    (place / "content" / "book.yaml").write_text(BOOK + settings, "utf-8")
    result = share(place)
    assert result.returncode == 0
    assert "[share-address]" in result.stderr
    feed = json.loads((folder_of(place) / "feed.json").read_text("utf-8"))
    assert feed["metadata"]["title"] == "我的讲义"
    assert feed["metadata"]["description"] == "每周更新"
    assert feed["links"][0]["href"] == "feed.json"
    assert "handouts/lian-xi.student.txt" in files_of(folder_of(place))


def test_a_folder_that_is_not_ours_is_refused(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = share(shared, "--output", tmp_path)
    assert result.returncode == 2
    assert "mine.txt" in result.stderr
    assert "nothing was written" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_where_nothing_can_be_shared_the_folder_stays(place: Path) -> None:
    before = files_of(folder_of(place))
    for path in (place / "content").iterdir():
        path.unlink()
    result = share(place)
    assert result.returncode == 0
    assert "nothing to share" in result.stderr
    assert files_of(folder_of(place)) == before


def test_archives_are_beside_the_folder(place: Path) -> None:
    result = share(place, "--zip")
    assert result.returncode == 0
    assert "share.zip" in result.stderr
    with zipfile.ZipFile(place / "output" / "share.zip") as archive:
        assert {name.removeprefix("share/") for name in archive.namelist()} == files_of(folder_of(place)).keys()
