"""Sources with hostile names, links and sizes: nothing outside is read or written, and every refusal has a reason."""

import os
from pathlib import Path

import pytest

from jiangyi.core import find_name_problem, limits, make_safe_stem
from jiangyi.importing import import_files
from jiangyi.importing.convert import ImportFailure, convert_file
from jiangyi.importing.folder_layout import choose_path
from jiangyi.importing.import_files import ImportRequest, run_import
from jiangyi.importing.parse import PictureStore
from jiangyi.importing.source_files import list_source_files
from tests.importing.word_package import PNG, TITLE, make_picture, make_word_file, paragraph
from tests.support import invoke

SECRET = "外面的秘密文字"
HOSTILE_NAMES = (
    "..", "../a", "..\\a", "/a", "C:a", "\\\\server\\a", "a\0b", "a\nb", "a\u202eb", "\ud83d", "con", "CON.x", "aux", "nul", "lpt1", ".a",
    "a.", "a ", " ", "", "a" * 300, "长" * 200, "a:b", 'a"b', "a*b?", "<a>", "a|b",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_become_names_of_one_file(name: str) -> None:
    stem = make_safe_stem(name, "handout")
    assert find_name_problem(f"{stem}-12.markdown") is None
    assert make_safe_stem(stem, "handout") == stem
    store = PictureStore()
    path = store.store_picture(f"{name}.png", PNG)
    folder, _, file = path.partition("/")
    assert (folder, find_name_problem(file)) == ("pictures", None)
    chosen = choose_path(f"x/{name.replace('/', '-')}.md", ".yaml", {})
    assert chosen.count("/") == 1
    assert all(find_name_problem(part) is None for part in chosen.split("/"))


def test_pictures_whose_names_differ_in_case_alone_are_kept_apart() -> None:
    store = PictureStore()
    names = [store.store_picture(name, data) for name, data in (("A.png", b"1"), ("a.PNG", b"2"), ("a.png", b"1"), ("é.png", b"3"))]
    names.append(store.store_picture("e\u0301.png", b"4"))
    assert names[0] == names[2]
    assert len({name.lower() for name in names}) == 4
    assert sorted(store.files.values()) == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize("name", ["a.html", "a.exe", "a.py", "a", "a.md", "a.yaml"])
def test_pictures_get_the_suffix_of_a_picture(name: str) -> None:
    data = make_word_file(TITLE + paragraph(make_picture("a")), {"a": ("image", f"media/{name}")}, {f"word/media/{name}": PNG})
    assert [path.rpartition(".")[2] for path in convert_file(data, "名", ".docx").pictures] == ["png"]


def test_names_in_a_word_file_lead_nowhere(tmp_path: Path) -> None:
    place = tmp_path / "in" / "deep"
    place.mkdir(parents=True)
    (tmp_path / "in" / "secret.png").write_bytes(PNG)
    for number, target in enumerate(("../../../secret.png", "..\\..\\secret.png", "/secret.png", "media/../../../../out.png")):
        data = make_word_file(TITLE + paragraph(make_picture("a")), {"a": ("image", target)}, {f"word/{target}": PNG})
        (place / f"{number}.docx").write_bytes(data)
    external = make_word_file(TITLE + paragraph(make_picture("a")), {"a": ("image", f"file://{tmp_path}/in/secret.png")})
    (place / "9.docx").write_bytes(external.replace(b"Internal", b"External"))
    outcomes = list(run_import(ImportRequest((str(place),), place / "out")))
    assert sorted(path.relative_to(tmp_path).parts[:3] for path in tmp_path.rglob("*.png")) == sorted(
        [("in", "secret.png"), *[path.relative_to(tmp_path).parts[:3] for path in (place / "out").rglob("*.png")]]
    )
    assert all(outcome.target for outcome in outcomes)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with a note, and links out of it and in a circle."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(f"# {SECRET}\n", encoding="utf-8")
    (outside / "secret.png").write_bytes(PNG)
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("# 标题\n\n正文。\n\n![图](b.png)\n\n![[c]]\n\n![[../outside/secret]]\n", encoding="utf-8")
    (folder / "b.png").symlink_to(outside / "secret.png")
    (folder / "c.md").symlink_to(outside / "secret.md")
    (folder / "d").symlink_to(outside)
    (folder / "e").symlink_to(folder)
    (folder / "f.md").symlink_to(folder / "f.md")
    os.mkfifo(folder / "g.md")
    return folder


def test_links_out_of_a_folder_are_not_read(notes: Path) -> None:
    outcomes = list(run_import(ImportRequest((str(notes),), notes / "out")))
    left = {outcome.source for outcome in outcomes if outcome.decisions and outcome.decisions[0].kind == "skipped"}
    assert left == {"b.png", "c.md", "d", "e", "f.md", "g.md"}
    written = {path.name: path.read_bytes() for path in (notes / "out").rglob("*") if path.is_file()}
    assert set(written) == {"a.md"}
    assert SECRET.encode() not in written["a.md"]


def test_link_named_by_the_user_is_read(notes: Path) -> None:
    [outcome] = run_import(ImportRequest((str(notes / "c.md"),), notes / "out"))
    assert outcome.target and SECRET in outcome.target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["g.md", "f.md", "d", "/dev/zero", "/dev/full"])
def test_what_is_no_file_is_refused(notes: Path, name: str) -> None:
    outcomes = list(run_import(ImportRequest((str(notes / name),), notes / "out")))
    assert all(outcome.problem for outcome in outcomes if name != "d")


def test_links_out_of_the_output_folder_are_not_followed(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>标题</h1><p>正文</p><img src='p.png' alt='图'>", encoding="utf-8")
    (tmp_path / "p.png").write_bytes(PNG)
    output = tmp_path / "content"
    output.mkdir()
    (output / "pictures").symlink_to(tmp_path / "outside")
    [outcome] = run_import(ImportRequest((str(tmp_path / "a.html"),), output))
    assert outcome.problem is import_files.REFUSED
    assert sorted(path.name for path in (tmp_path / "outside").iterdir()) == ["secret.md", "secret.png"]
    assert not list(output.glob("*.yaml"))
    (output / "b.yaml").symlink_to(tmp_path / "outside" / "secret.md")
    (tmp_path / "b.txt").write_text("第一章 甲\n正文。\n", encoding="utf-8")
    [outcome] = run_import(ImportRequest((str(tmp_path / "b.txt"),), output, force=True))
    assert outcome.problem or outcome.target != output / "b.yaml"
    assert SECRET in (tmp_path / "outside" / "secret.md").read_text(encoding="utf-8")


def test_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "content" / "a.yaml").mkdir(parents=True)
    (tmp_path / "a.txt").write_text("第一章 甲\n正文。\n", encoding="utf-8")
    [outcome] = run_import(ImportRequest((str(tmp_path / "a.txt"),), tmp_path / "content"))
    assert outcome.problem is import_files.FILE_EXISTS
    [outcome] = run_import(ImportRequest((str(tmp_path / "a.txt"),), tmp_path / "content", force=True))
    assert outcome.prevented
    assert invoke("import", "a.txt", "--force", cwd=tmp_path).returncode == 3


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
def test_large_files_are_refused_by_the_limit(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_TEXT_BYTES", limits.Limit(limits.IMPORT_TEXT_BYTES.what, 50))
    data = make_word_file(TITLE) if suffix == ".docx" else "长".encode() * 20
    if suffix != ".docx":
        with pytest.raises(ImportFailure) as caught:
            convert_file(data, "名", suffix)
        assert caught.value.args[0].en.startswith("more than 50 bytes")
    (tmp_path / f"a{suffix}").write_bytes(b"")
    os.truncate(tmp_path / f"a{suffix}", limits.IMPORT_BYTES.value + 1)
    [outcome] = run_import(ImportRequest((str(tmp_path / f"a{suffix}"),), tmp_path / "out"))
    assert outcome.problem == limits.IMPORT_BYTES.explain()


def test_names_of_files_that_are_no_unicode_or_have_controls(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in (b"\xff\xfe.txt", b"a\nb.txt", b"\xc2\x9b31m.txt", b"con.txt", b"a\\b.txt", b"\xe2\x80\xaetxt.txt", b"a" * 200 + b".txt"):
        (folder / os.fsdecode(name)).write_text("这里是正文，没有标题。\n", encoding="utf-8")
    result = invoke("import", "notes", "--report", "report.json", cwd=tmp_path)
    assert result.returncode == 0, result.stdout
    written = [path.name for path in (tmp_path / "content").iterdir()]
    assert len(written) == 8
    assert all(find_name_problem(name) is None for name in written)
    assert invoke("check", cwd=tmp_path).returncode == 0


def test_unreadable_folders_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.md").write_text("# 甲\n\n乙。\n", encoding="utf-8")
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list_source_files(tmp_path)
    assert list(found.files) == ["b.md"]
    assert [failure.path for failure in found.failures] == [str(tmp_path / "a")]


def test_many_notes_of_one_name_are_numbered() -> None:
    taken = {"a": ""}
    for _ in range(5):
        stem = choose_path("a.md", ".yaml", taken).removesuffix(".yaml")
        taken[stem] = ""
    assert sorted(taken) == ["a", "a-2", "a-3", "a-4", "a-5", "a-6"]


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_LINES", limits.Limit(limits.IMPORT_LINES.what, 5))
    assert convert_file("长文。\n\n".encode() * 5, "名", ".txt")
    with pytest.raises(ImportFailure) as caught:
        convert_file("长文。\n\n".encode() * 6, "名", ".txt")
    assert caught.value.args[0] == limits.IMPORT_LINES.explain()


def test_many_decisions_of_a_kind_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(f"甲{number},\n" for number in range(200)), "utf-8")
    process = invoke("import", "a.txt", "--to", "yaml", "--report", "all.txt", cwd=tmp_path)
    assert process.returncode == 0
    shown, written = process.stderr.count(","), (tmp_path / "all.txt").read_text("utf-8")
    assert shown < 120
    assert all(f"甲{number}" in written for number in range(200))
