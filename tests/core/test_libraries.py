"""Versions of installed libraries are those that their metadata states."""

from importlib.metadata import PackageNotFoundError, distributions
from pathlib import Path

import pytest

from jiangyi.core import find_version, libraries, normalize_name


def test_versions_are_those_of_the_metadata() -> None:
    stated: dict[str, str] = {}
    for distribution in distributions():
        stated.setdefault(normalize_name(distribution.metadata["Name"]), distribution.version)
    assert {name: find_version(name) for name in stated} == stated


def test_the_first_of_two_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, name in (("a", "Some.Name-1.0.post1.dist-info"), ("b", "some_name-2.0.dist-info"), ("b", "other-3.dist-info")):
        (tmp_path / folder / name).mkdir(parents=True)
    monkeypatch.setattr(libraries.sys, "path", [str(tmp_path / folder) for folder in ("missing", "a", "b")])
    assert (find_version("some-name"), find_version("other")) == ("1.0.post1", "3")
    with pytest.raises(PackageNotFoundError):
        find_version("another")
