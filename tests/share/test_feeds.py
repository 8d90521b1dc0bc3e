"""The feeds: what programs read of a catalogue, and the sums."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from jiangyi.share import Catalogue, write_atom_feed, write_json_feed, write_sums
from jiangyi.share.feeds import ACQUISITION, NOT_XML, list_acquired, list_subjects, name_file
from tests.law import law
from tests.share.catalogues import CATALOGUE, catalogues

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/terms/}"


def entries(catalogue: Catalogue) -> list[ElementTree.Element]:
    return [*ElementTree.fromstring(write_atom_feed(catalogue)).iter(f"{ATOM}entry")]


def seen(text: str) -> str:
    """A text as an XML document can hold it."""
    return NOT_XML.sub("", text)


@pytest.mark.slow
@law(60)
@given(catalogues())
def test_atom_says_what_the_catalogue_says(catalogue: Catalogue) -> None:
    feed = ElementTree.fromstring(write_atom_feed(catalogue))
    assert (feed.findtext(f"{ATOM}title") or "") == seen(catalogue.title)
    for one, entry in zip(catalogue.publications, feed.iter(f"{ATOM}entry"), strict=True):
        assert entry.findtext(f"{ATOM}id") == one.id
        assert (entry.findtext(f"{ATOM}title") or "") == seen(one.title)
        assert [author.findtext(f"{ATOM}name") or "" for author in entry.iter(f"{ATOM}author")] == [*map(seen, one.authors)]
        assert [word.get("label") for word in entry.iter(f"{ATOM}category")] == [*map(seen, list_subjects(one))]
        found = [link.get("href") for link in entry.iter(f"{ATOM}link") if link.get("rel") == ACQUISITION]
        assert found == [file.path for file in list_acquired(one)]


@pytest.mark.slow
@law(60)
@given(catalogues())
def test_json_says_what_the_catalogue_says(catalogue: Catalogue) -> None:
    feed = json.loads(write_json_feed(catalogue))
    assert feed["metadata"]["title"] == catalogue.title
    assert feed["metadata"]["numberOfItems"] == len(catalogue.publications)
    for one, found in zip(catalogue.publications, feed["publications"], strict=True):
        assert found["metadata"]["title"] == one.title
        assert found["metadata"].get("author", []) == [*one.authors]
        assert found["metadata"].get("subject", []) == list_subjects(one)
        assert [link["href"] for link in found["links"]] == [file.path for file in list_acquired(one)]
        assert [image["href"] for image in found["images"]] == [one.cover.path if one.cover else ""]


@pytest.mark.parametrize("write", [write_atom_feed, write_json_feed])
def test_only_the_link_to_the_feed_itself_is_a_whole_address(write: object) -> None:
    assert callable(write)
    with_address, without = write(CATALOGUE), write(replace(CATALOGUE, address=""))
    assert with_address.count(b"https://example.org/share/feed.") == 1
    assert with_address.replace(b"https://example.org/share/", b"") == without


def test_each_entry_has_what_the_standards_require() -> None:
    found = entries(CATALOGUE)
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found) == 3
    for entry in found:
        assert entry.findtext(f"{ATOM}updated") == "2026-11-03T00:00:00Z"
        assert entry.findtext(f"{DC}language")
        assert {link.get("rel") for link in entry.iter(f"{ATOM}link")} == {
            ACQUISITION,
            "http://opds-spec.org/image",
            "http://opds-spec.org/image/thumbnail",
        }


def test_the_e_book_goes_first_and_files_are_told_apart() -> None:
    one = CATALOGUE.publications[1]
    assert [name_file(file) for file in list_acquired(one)] == ["EPUB", "PDF · A4", "PDF · A4 · 教师版", "PDF · A5", "HTML"]


def test_series_and_date_are_given_as_precisely_as_they_are_known() -> None:
    one = json.loads(write_json_feed(CATALOGUE))["publications"][1]["metadata"]
    assert one["belongsTo"] == {"series": {"name": "省考上岸 · 热点素材积累", "position": 3}}
    assert one["published"] == "2026-11-03"
    month = replace(CATALOGUE, publications=(replace(CATALOGUE.publications[1], published="2026-11"),))
    assert "published" not in json.loads(write_json_feed(month))["publications"][0]["metadata"]  # JSON wants a whole date
    assert entries(month)[0].findtext(f"{DC}issued") == "2026-11"


def test_sums_are_those_that_sha256sum_reads() -> None:
    assert write_sums({"b.pdf": "2" * 64, "a/b.pdf": "1" * 64}) == f"{'1' * 64}  a/b.pdf\n{'2' * 64}  b.pdf\n".encode()
