"""The archive for Linux: which libraries go along, under which names, and what starts the program."""

import tarfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.native_libraries import PACKAGES
from tests.law import law
from tests.support import ROOT
from tools import bundle

LDD = """\
\tlinux-vdso.so.1 (0x00007ffc5a9f2000)
\tlibgobject-2.0.so.0 => /lib/x86_64-linux-gnu/libgobject-2.0.so.0 (0x00007f0c5e000000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f0c5df00000)
\tlibmount.so.1 => /opt/a folder/libmount.so.1 (0x00007f0c5de00000)
\tlibmissing.so.2 => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007f0c5e400000)
"""


def test_libraries_but_those_of_glibc_are_taken() -> None:
    """What is missing here, and the loader, are not."""
    assert list(bundle.read_ldd(LDD)) == [
        ("libgobject-2.0.so.0", Path("/lib/x86_64-linux-gnu/libgobject-2.0.so.0")),
        ("libmount.so.1", Path("/opt/a folder/libmount.so.1")),
    ]


@law(60)
@given(st.sampled_from(["libpango-1.0.so.0", "libstdc++.so.6", "libpython3.11.so.1.0"]), st.lists(st.integers(0, 9000), max_size=3))
def test_the_file_of_a_loaded_library_is_found(name: str, version: list[int]) -> None:
    """However exact the name of the file is, and whatever else is loaded."""
    path = f"/opt/a folder/{name}" + "".join(f".{number}" for number in version)
    other = f"/usr/lib/{name.replace('lib', 'libx')}"
    lines = [f"7f0c5e000000-7f0c5e021000 r--p 00000000 fe:00 1234 {one}" for one in (other, f"/usr/lib/{name}-gdb.py", path)]
    assert bundle.read_maps("\n".join(["55d0-55d1 rw-p 00000000 00:00 0", *lines]), name) == Path(path)


def test_packages_are_read_without_diversions() -> None:
    report = "libpango-1.0-0:amd64: /usr/lib/libpango-1.0.so.0\nfonts-noto-cjk: /usr/share/a.ttc\ndiversion by dash from: /bin/sh\n"
    assert bundle.read_packages(report) == {"libpango-1.0-0", "fonts-noto-cjk"}


def test_the_program_looks_for_the_package_that_is_made() -> None:
    assert (bundle.PACKAGE, "lib") in PACKAGES


def test_a_double_click_runs_the_program_of_the_archive(tmp_path: Path) -> None:
    """No Python of the system is called, and a folder with spaces is no obstacle."""
    bundle.write_launchers(tmp_path)
    entry = next(line for line in (tmp_path / "jiangyi.desktop").read_text("utf-8").splitlines() if line.startswith("Exec="))
    assert "python3" not in entry
    assert "/studio" in entry
    for name in bundle.COMMANDS:
        assert '"$here/python/bin/python3" -I' in (tmp_path / name).read_text("utf-8")
        assert (tmp_path / name).stat().st_mode & 0o111 == 0o111
    assert "glibc" in (tmp_path / "README.txt").read_text("utf-8")
    assert (tmp_path / "launch.py").read_bytes() == (ROOT / "launchers" / "launch.py").read_bytes()


def test_the_archive_names_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "file").write_text("x", "utf-8")
    archive = bundle.write_archive(folder, tmp_path / "output" / "program.tar.gz")
    with tarfile.open(archive) as tar:
        assert {(member.name, member.uid, member.uname) for member in tar} == {("program", 0, ""), ("program/file", 0, "")}
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
