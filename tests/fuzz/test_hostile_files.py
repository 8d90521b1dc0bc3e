"""Hostile sources, pictures, stylesheets, templates and files to import, through the real commands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile_archives import word_files
from tests.fuzz.hostile_runs import make_workspace, run_hostile
from tests.fuzz.hostile_texts import HTML, MARKDOWN, css_texts, svg_texts, template_texts, yaml_texts
from tests.law import law

DONE, FAULTY, PREVENTED = 0, 1, 3
COMMANDS = st.sampled_from(("check", "check", "check", "fix"))


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("hostile"))


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))


def build_beside_good(root: Path) -> None:
    """Build; the handout without faults must be made whatever is beside it."""
    for path in (root / "output").glob("*") if (root / "output").is_dir() else ():
        path.unlink()
    run_hostile(root, "build", "--keep-going")
    assert {"另一份.pdf", "另一份.epub"} <= {path.name for path in (root / "output").iterdir()}


@pytest.mark.slow
@law(80)
@given(text=MARKDOWN, command=COMMANDS)
def test_markdown_is_checked(root: Path, text: str, command: str) -> None:
    write(root / "content" / "例.md", text)
    run_hostile(root, command, writes=("output", ".jiangyi", "content"))


@pytest.mark.slow
@law(80)
@given(text=yaml_texts(), command=COMMANDS, name=st.sampled_from(("例.yaml", "例.yaml", "book.yaml")))
def test_yaml_is_checked(root: Path, text: str, command: str, name: str) -> None:
    for old in (root / "content").glob("*.yaml"):
        old.unlink()
    write(root / "content" / name, text)
    run_hostile(root, command, writes=("output", ".jiangyi", "content"))


@pytest.mark.slow
@law(12)
@given(text=MARKDOWN)
def test_markdown_is_built(root: Path, text: str) -> None:
    write(root / "content" / "例.md", text)
    build_beside_good(root)


@pytest.mark.slow
@law(12)
@given(text=yaml_texts())
def test_yaml_is_built(root: Path, text: str) -> None:
    write(root / "content" / "例.yaml", text)
    build_beside_good(root)


@pytest.mark.slow
@law(80)
@given(text=HTML, suffix=st.sampled_from((".html", ".txt", ".md", ".docx")))
def test_texts_are_imported(root: Path, text: str, suffix: str) -> None:
    source = root / f"来稿{suffix}"
    write(source, text)
    run_hostile(root, "import", str(source), writes=("output", ".jiangyi", "content"))
    source.unlink()


@pytest.mark.slow
@law(80)
@given(data=word_files())
def test_word_files_are_imported(root: Path, data: bytes) -> None:
    source = root / "来稿.docx"
    write(source, data)
    run_hostile(root, "import", str(source), writes=("output", ".jiangyi", "content"))


@pytest.mark.slow
@law(16)
@given(text=svg_texts())
def test_drawings_are_built(root: Path, text: str) -> None:
    write(root / "content" / "例.md", "# 例\n\n![图](图.svg)\n")
    write(root / "content" / "图.svg", text)
    build_beside_good(root)


@pytest.mark.slow
@law(16)
@given(text=css_texts(), name=st.sampled_from(("blocks/paragraph.css", "print.css", "themes/mine.css", "papers/mine.css")))
def test_stylesheets_are_built(root: Path, text: str, name: str) -> None:
    kind = {"themes": "theme: mine\n", "papers": "paper: mine\n"}.get(name.partition("/")[0], "")
    write(root / "content" / "例.md", f"---\ntitle: 例\n{kind}---\n\n正文。\n")
    write(root / "styles" / name, text)
    run_hostile(root, "build", "--keep-going")
    (root / "styles" / name).unlink()


@pytest.mark.slow
@law(30)
@given(text=template_texts())
def test_templates_are_built(root: Path, text: str) -> None:
    write(root / "templates" / "blocks" / "paragraph.html.j2", text)
    run_hostile(root, "build", "--to", "epub", "--keep-going")
