"""Secrecy of answers: nothing of them is in a student's copy, and all of them are in a teacher's copy, each at its question."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from PIL import Image

from tests.conservation.exam_source import EXAMS, OPEN_PICTURE, SECRET_PICTURE, STARTS, GeneratedExercise
from tests.law import law
from tests.support import epub_texts, invoke, strip_spaces

SIZES = {OPEN_PICTURE: (19, 29), SECRET_PICTURE: (17, 23)}


def build(source: str, folder: Path) -> Path:
    """The folder with the student's and the teacher's copy of a handout."""
    (folder / "content").mkdir()
    for number, (name, size) in enumerate(SIZES.items()):
        Image.new("RGB", size, (200, number * 100, 60)).save(folder / "content" / name)
    (folder / "content" / "a.yaml").write_text(source, "utf-8")
    done = invoke("build", "--to", "pdf,epub,txt,html", "--edition", "student,teacher,cloze", "--workspace", folder)
    assert done.returncode == 0, done.stderr + source
    return folder / "output"


def read_pdf(path: Path) -> str:
    """Everything in a PDF that any program might show: the words of its pages, and all strings and texts in its objects."""
    with pymupdf.open(path) as document:
        pages = [page.get_text() for page in document]
    with pikepdf.open(path) as pdf:
        found = [*pages, *(words for thing in pdf.objects for words in read_strings(thing))]
    return strip_spaces(unquote("".join(found)))


def read_strings(thing: Any) -> Iterator[str]:
    """The strings in an object of a PDF, and the text of one of metadata."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            yield from read_strings(item)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") in ("/Metadata", "/EmbeddedFile"):
            yield thing.read_bytes().decode("utf-8", "replace")
        for key, item in thing.items():
            yield key
            yield from read_strings(item) if not getattr(item, "is_indirect", False) else ()


def picture_sizes(path: Path) -> set[tuple[int, int]]:
    """The sizes of the images of a PDF."""
    with pikepdf.open(path) as pdf:
        images = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"]
        return {(int(image.Width), int(image.Height)) for image in images}


def read_epub(path: Path) -> tuple[str, set[tuple[int, int]]]:
    """All texts of an EPUB, with their markup, and the sizes of its pictures."""
    texts, sizes = [], set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".png", ".jpg")):
                with archive.open(name) as file, Image.open(file) as image:
                    sizes.add(image.size)
            else:
                texts.append(name + archive.read(name).decode("utf-8", "replace"))
    return strip_spaces(unquote("".join(texts))), sizes


def find_leaks(texts: str, exercises: list[GeneratedExercise]) -> list[str]:
    """The secret words in a text, and characters that only they have."""
    return [secret for exercise in exercises for secret in exercise.secrets if secret in texts] + [c for c in STARTS if c in texts]


@pytest.mark.slow
@law(5, shrinks=False)
@given(EXAMS)
def test_answers_are_only_in_copies_with_answers(
    tmp_path_factory: pytest.TempPathFactory, generated: tuple[str, list[GeneratedExercise]]
) -> None:
    source, exercises = generated
    folder = build(source, tmp_path_factory.mktemp("secrecy"))
    student, teacher = (folder / f"a.{name}.pdf" for name in ("student", "teacher"))
    assert find_leaks(read_pdf(student), exercises) == [], source
    assert find_leaks(student.with_suffix(".txt").read_text("utf-8"), exercises) == [], source
    html = student.with_suffix(".html").read_text("utf-8")
    assert find_leaks(strip_spaces(unquote(html.partition("</script>")[2])), exercises) == [], source
    words, sizes = read_epub(student.with_suffix(".epub"))
    assert find_leaks(words, exercises) == [], source
    assert SIZES[SECRET_PICTURE] not in sizes | picture_sizes(student), source
    assert_all_told(teacher, exercises, source)
    assert [find_markers(path, exercises) for path in (student, folder / "a.cloze.pdf")] == [find_markers(teacher, exercises)] * 2, source


def assert_all_told(teacher: Path, exercises: list[GeneratedExercise], source: str) -> None:
    """Each answer is between its question and the next one that is not part of it, in the PDF and in the EPUB."""
    pdf = read_pdf(teacher)
    epub, markup = strip_spaces("".join(epub_texts(teacher.with_suffix(".epub")).values())), read_epub(teacher.with_suffix(".epub"))[0]
    ends = [*(epub.index(exercise.marker) for exercise in exercises[1:]), len(epub)]
    for exercise, end in zip(exercises, ends, strict=True):
        made = epub + markup  # in the markup alone, a page may begin inside a word
        assert [secret for secret in exercise.secrets if secret not in pdf or secret not in made] == [], source
        start = epub.index(exercise.marker)
        at = {secret: epub.find(secret) for secret in exercise.secrets if secret not in exercise.apart}
        assert [secret for secret, place in at.items() if place < start] == [], source
        if not exercise.has_questions:
            assert [secret for secret, place in at.items() if place > end] == [], source


def find_markers(path: Path, exercises: list[GeneratedExercise]) -> list[list[int]]:
    """The pages of each question, with their number."""
    with pymupdf.open(path) as document:
        pages = [strip_spaces(page.get_text()) for page in document]
    return [[number for number, words in enumerate(pages) if exercise.marker in words] for exercise in exercises]
