"""The audit of pinned libraries: what is pinned, what a database says about it, and that every pin has a hash."""

import pytest

from tests.support import ROOT
from tools.audit import LOCKS, Advisory, find_advisories, parse_audit, read_pins

LOCK = """\
# a comment
Jinja2==2.10 \\
    --hash=sha256:00 \\
    --hash=sha256:01
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:02
"""
DATABASE = {
    "$meta": {"timestamp": 1625119202},
    "jinja2": [
        {
            "advisory": "Jinja2 before 2.10.1 allows an escape from the sandbox.\nMore.",
            "cve": "CVE-2019-10906",
            "id": "a",
            "specs": ["<2.10.1"],
        },
        {"advisory": "Jinja2 before 2.7.2 uses a folder of everybody.", "cve": None, "id": "b", "specs": ["<2.7.2"]},
    ],
    "pillow": [{"advisory": "another library", "cve": None, "id": "c", "specs": [">=0"]}],
}


def test_pins_of_a_lock_file() -> None:
    assert read_pins(LOCK) == {"jinja2": "2.10", "colorama": "0.4.6"}


def test_advisories_about_pinned_versions_only() -> None:
    expected = Advisory("jinja2", "2.10", "CVE-2019-10906", "Jinja2 before 2.10.1 allows an escape from the sandbox.")
    assert list(find_advisories(read_pins(LOCK), DATABASE)) == [expected]


def test_report_of_pip_audit() -> None:
    weakness = {"id": "PYSEC-1", "description": "It may fail.\nMore."}
    audit = parse_audit(
        {
            "dependencies": [
                {"name": "a", "version": "1", "vulns": []},
                {"name": "b", "version": "2", "vulns": [weakness]},
                {"name": "c", "skip_reason": "Dependency not found on PyPI"},
            ]
        }
    )
    assert (audit.advisories, audit.known, audit.unknown) == ((Advisory("b", "2", "PYSEC-1", "It may fail."),), ("a", "b"), ("c",))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_library_has_a_hash(name: str) -> None:
    entries = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    assert read_pins((ROOT / name).read_text("utf-8"))
    assert [entry for entry in entries if entry[:1].isalnum() and "--hash=sha256:" not in entry] == []
