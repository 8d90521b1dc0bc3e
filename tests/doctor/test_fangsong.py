"""The set-up of a Fangsong font, with an archive of its own instead of Debian's."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from jiangyi.doctor import fangsong


def archive_of(tmp_path: Path, *names: str) -> Path:
    """A tar archive with files of these names, each with its name as content."""
    path = tmp_path / "contents.tar"
    with tarfile.open(path, "w") as contents:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(name.encode())
            contents.addfile(entry, io.BytesIO(name.encode()))
    return path


def read_tar(archive: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["cat", str(archive)], stdout=subprocess.PIPE)


def test_only_the_font_is_unpacked(tmp_path: Path) -> None:
    inside = f"./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/{fangsong.FONT}"
    found = fangsong.install_font(archive_of(tmp_path, "./usr/share/doc/copyright", inside, "./evil/../x"), tmp_path / "fonts", read_tar)
    assert found.read_text() == inside
    assert [path.name for path in (tmp_path / "fonts").iterdir()] == [fangsong.FONT]


def test_an_archive_without_the_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="has no FandolFang"):
        fangsong.install_font(archive_of(tmp_path, "./README"), tmp_path / "fonts", read_tar)
    assert not (tmp_path / "fonts").exists()


def test_an_installed_font_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    fangsong.write_font(b"x", fangsong.fonts_folder())
    monkeypatch.setattr(fangsong, "fetch_package", lambda _: pytest.fail("fetched"))
    fangsong.install()
    assert "already" in capsys.readouterr().out
