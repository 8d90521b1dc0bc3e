"""Catalogues made by hand, and generated ones."""

import hashlib
from dataclasses import replace

from hypothesis import strategies as st

from jiangyi.share import Catalogue, Publication, SharedFile

UPDATED = "2026-11-03T00:00:00Z"
KINDS = {"pdf": "application/pdf", "epub": "application/epub+zip", "html": "text/html", "txt": "text/plain"}


def shared_file(slug: str, kind: str, edition: str = "", paper: str = "") -> SharedFile:
    """A file of a publication."""
    path = "handouts/" + ".".join(filter(None, (slug, edition, paper, kind)))
    label = {"teacher": "教师版"}.get(edition, edition)
    digest = hashlib.sha256(path.encode()).hexdigest()
    return SharedFile(path, KINDS[kind], len(path), digest, kind, edition, label, paper, 12 * (kind == "pdf"))


def publication(slug: str, title: str, **more: object) -> Publication:
    """A publication with a PDF in two editions and papers, an EPUB and a web page."""
    files = (
        shared_file(slug, "pdf", "", "a4"),
        shared_file(slug, "pdf", "teacher", "a4"),
        shared_file(slug, "pdf", "", "a5"),
        shared_file(slug, "epub"),
        shared_file(slug, "html"),
    )
    cover = SharedFile(f"covers/{slug}.jpg", "image/jpeg", 900, hashlib.sha256(slug.encode()).hexdigest())
    made = Publication(f"urn:uuid:{slug}", slug, title, updated=UPDATED, cover=cover, files=files)
    return replace(made, **more)  # type: ignore[arg-type]


CATALOGUE = Catalogue(
    "省考上岸",
    "https://example.org/share/",
    publications=(
        publication("he-ji", "素材与方法", is_book=True, summary="一份热点素材、一份写法示例。"),
        publication(
            "chuang-xin-ji-ceng-zhi-li",
            "创新基层治理",
            authors=("张三", "李四·王"),
            series="省考上岸 · 热点素材积累",
            issue="第 3 期",
            subject="申论",
            tags=("申论", "热点"),
            date="2026年11月3日",
            published="2026-11-03",
            headings=("一、背景", "二、做法"),
            text="基层治理是国家治理的基石。",
        ),
        publication("study-notes", "Study notes", lang="en"),
    ),
    intro="每周更新。",
    updated=UPDATED,
    id="urn:uuid:0b9a",
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """A catalogue whose texts are any characters."""
    count = draw(st.integers(1, 4))
    made = tuple(
        publication(
            f"slug-{number}",
            draw(WORDS),
            subtitle=draw(st.just("") | WORDS),
            authors=tuple(draw(st.lists(WORDS, max_size=2))),
            series=draw(st.just("") | WORDS),
            issue=draw(st.just("") | WORDS),
            subject=draw(st.just("") | WORDS),
            tags=tuple(draw(st.lists(WORDS, max_size=3))),
            summary=draw(st.just("") | WORDS),
        )
        for number in range(count)
    )
    return replace(CATALOGUE, title=draw(WORDS), intro=draw(st.just("") | WORDS), publications=made)
