"""Generate docs/content*.md, the content reference, from the docstrings of the model and the examples in tools/reference/."""

import ast
import inspect
import itertools
import re
import textwrap
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jiangyi.model.blocks.answers import BlankSolution, Solution
from jiangyi.model.blocks.base import Block
from jiangyi.model.blocks.event import Origin
from jiangyi.model.blocks.exercise import AnswerSpace, Exam, ScoringPoint, WordLimit
from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from jiangyi.model.document import BookFile, Checks, Edition, Grid, Handout, Head, Numbering, Series

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent / "reference"
LANGUAGES = {"content.md": 0, "content.zh-CN.md": 1}
"""The files, and the index of their language in a docstring (English | Chinese)."""
PARTS: tuple[type[BaseModel], ...] = (
    *(Handout, Head, Series, Numbering, Checks, Grid, Edition, Origin, BookFile, Block),
    *(Exam, WordLimit, AnswerSpace, ScoringPoint, Solution, BlankSolution),
)
NODES: dict[str, type[BaseModel]] = {**{part.__name__: part for part in PARTS}, **BUILT_IN_BLOCKS}
HEADINGS = (("field", "meaning", "required"), ("字段", "说明", "必填"))
YES = ("yes", "是")
FENCE = re.compile(r"^````(markdown|yaml)\n(.*?)^````$", re.DOTALL | re.MULTILINE)
ORDER = (
    "section",
    "paragraph",
    "point",
    "event",
    "case",
    "quote",
    "list",
    "table",
    "figure",
    "callout",
    "definition",
    "exercise",
    "answers",
    "code",
    "math",
)


def main() -> None:
    """Write both files."""
    for name, language in LANGUAGES.items():
        (ROOT / "docs").mkdir(exist_ok=True)
        (ROOT / "docs" / name).write_text(render_reference(name, language), "utf-8")


def render_reference(name: str, language: int) -> str:
    """Return the text of one file."""
    # `{#` begins an id in a handout, not a comment
    options: dict[str, Any] = {"comment_start_string": "{##", "comment_end_string": "##}"}
    environment = Environment(**options, loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 - Markdown
    found = read_examples()
    return (
        environment.get_template(f"{name}.j2")
        .render(
            table=partial(format_table, language),
            summary=lambda block: pick_language(BUILT_IN_BLOCKS[block].summary, language),
            example=lambda block: "\n\n".join(f"````{kind}\n{text}````" for kind, text in found[block].items()),
            blocks=(*ORDER, *sorted(set(BUILT_IN_BLOCKS) - set(ORDER))),
            head=tuple(Head.model_fields),
        )
        .rstrip()
        + "\n"
    )


def read_examples() -> dict[str, dict[str, str]]:
    """Return the examples by block type, in Markdown and YAML."""
    parts = re.split(r"^## ([a-z_]+)$", (FOLDER / "examples.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {name: dict(FENCE.findall(text)) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def format_table(language: int, name: str, skip: tuple[str, ...] = ()) -> str:
    """Return the fields of a part of the model as a Markdown table; the fields of all blocks are listed only once."""
    node = NODES[name]
    inherited = set(Block.model_fields) if name in BUILT_IN_BLOCKS else set()
    rows = [
        format_row(field, info, read_field_docs(node)[field], language)
        for field, info in node.model_fields.items()
        if field not in inherited and field not in skip
    ]
    return "\n".join(format_line(cells) for cells in (HEADINGS[language], ("---",) * 3, *rows)) if rows else ""


@cache
def read_field_docs(node: type[BaseModel]) -> dict[str, str]:
    """Return the documentation of each field of a model and its base classes."""
    found: dict[str, str] = {}
    for part in reversed([part for part in node.__mro__ if issubclass(part, BaseModel) and part is not BaseModel]):
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(part))).body
        inside = body.body if isinstance(body, ast.ClassDef) else []
        for field, words in itertools.pairwise(inside):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(words, ast.Expr):
                found[field.target.id] = str(ast.literal_eval(words.value))
    return found


def format_row(field: str, info: FieldInfo, words: str, language: int) -> tuple[Any, ...]:
    """Return the cells of one field: name, meaning, whether it is required."""
    return f"`{field}`", pick_language(words, language), YES[language] if info.is_required() else ""


def format_line(cells: tuple[Any, ...]) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def pick_language(text: str, language: int) -> str:
    """Return the English or the Chinese part of a text with a bar between them."""
    return " ".join(text.split(" | ")[language].split())


if __name__ == "__main__":
    main()
