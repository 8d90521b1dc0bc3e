"""Generate docs/content/reference*.md, the content reference, from the docstrings of the model and the examples in tools/reference/."""

import re
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jiangyi.cli import COMMANDS
from jiangyi.commands.building import ALL_WORDS
from jiangyi.core import Message
from jiangyi.model.blocks.answers import BlankSolution, Solution
from jiangyi.model.blocks.base import EDITION_WORDS, Block
from jiangyi.model.blocks.event import Origin
from jiangyi.model.blocks.exercise import AnswerSpace, Exam, ScoringPoint, WordLimit
from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from jiangyi.model.document import BookFile, Checks, Grid, Handout, Head, Series, ShareSettings, SiteTranslation
from jiangyi.model.edition import Edition
from jiangyi.model.field_docs import read_field_docs, split_message
from jiangyi.model.names import Choices, field_aliases
from jiangyi.model.numbering_styles import Numbering
from jiangyi.notation import convert_to_mathml, speak_formula, write_linear
from jiangyi.project import Workspace
from jiangyi.theme.themes import list_sheet_names

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "content"
"""The handouts of the documentation."""
FOLDER = Path(__file__).resolve().parent / "reference"
LANGUAGES = {"reference.md": 0, "reference-zh.md": 1}
"""The files, and the index of their language in a docstring (English | Chinese)."""
PARTS: tuple[type[BaseModel], ...] = (
    *(Handout, Head, Series, Numbering, Checks, Grid, Edition, Origin, ShareSettings, SiteTranslation, BookFile, Block),
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
        (DOCS / name).write_text(render_reference(name, language), "utf-8")


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
            summary=lambda block: pick_language(split_message(BUILT_IN_BLOCKS[block].summary), language),
            example=lambda block: "\n\n".join(f"````{kind}\n{text}````" for kind, text in found[block].items()),
            blocks=(*ORDER, *sorted(set(BUILT_IN_BLOCKS) - set(ORDER))),
            head=tuple(Head.model_fields),
            names=format_names(language),
            formulas=format_formulas(language),
        )
        .rstrip()
        + "\n"
    )


FORMULAS = (
    r"\frac{186-120}{120}=55\%", r"\frac{a}{2b}", r"2\frac{1}{2}", "x^2+y^{n+1}", r"a_n=\sqrt{2}", r"\sqrt[3]{x+1}", r"\sum_{i=1}^{n}i",
    r"\lim_{x\to0}x", r"2\sin x", r"|x|\le1", r"\vec{a}\perp\vec{b}", r"\begin{cases}x+y=1\\x-y=3\end{cases}",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"30^\circ", r"3\mathrm{m/s^2}", r"\ce{2H2 + O2 ->[点燃] 2H2O}", r"\ce{SO4^2-}",
)  # fmt: skip
"""Formulas whose text and words show the rules of both."""
FORMULA_HEADINGS = (("LaTeX", "text", "read aloud"), ("LaTeX 写法", "文字", "朗读"))
SPEECH = ("en", "zh-Hans")


def format_formulas(language: int) -> str:
    """Return the table of what formulas are as text and as spoken words."""
    found = ((tex, convert_to_mathml(tex)) for tex in FORMULAS)
    rows = ((f"`{tex}`", f"`{write_linear(mathml)}`", speak_formula(mathml, SPEECH[language])) for tex, mathml in found)
    lines = (format_line(tuple(cell.replace("|", r"\|") for cell in row)) for row in rows)
    return "\n".join((format_line(FORMULA_HEADINGS[language]), format_line(("---",) * 3), *lines))


PLACES: tuple[tuple[type[BaseModel], str, str], ...] = (
    (Handout, "the head of a handout", "讲义开头"),
    (BookFile, "book.yaml", "book.yaml"),
    (Series, "`series`", "`series` 之下"),
    (Numbering, "`numbering`", "`numbering` 之下"),
    (Checks, "`checks`", "`checks` 之下"),
    (Grid, "`grid`", "`grid` 之下"),
    (Origin, "`source`", "`source` 之下"),
    (Edition, "an edition", "自定义的版本"),
    (ShareSettings, "`share`", "`share` 之下"),
    (SiteTranslation, "`translations` of `share`", "`share` 的 `translations` 之下"),
    (Block, "every block", "每种内容块"),
)
NAME_HEADINGS = (("where", "names"), ("位置", "名称"))
SEPARATORS = (", ", "、")


def format_names(language: int) -> str:
    """Return the table of all names that are understood beside those of the model."""
    rows = [(place[language + 1], list_field_names(place[0])) for place in PLACES]
    rows += [(f"`{name}`", list_field_names(block)) for name, block in BUILT_IN_BLOCKS.items() if name != "answers"]
    containers = [group for block in BUILT_IN_BLOCKS.values() if block.container for group in block.container.aliases]
    types = [f"{name} {block.aliases}" for name, block in BUILT_IN_BLOCKS.items() if block.aliases]
    workspace = Workspace(ROOT)
    for title, groups in (
        (("containers `::: name`", "容器 `::: 名称`"), containers),
        (("`type` in YAML, and all containers", "YAML 里的 `type`；容器的名称也可以"), types),
        (("editions", "版本"), [*EDITION_WORDS.groups, " ".join(ALL_WORDS)]),
        (("papers", "纸张"), list_sheet_names(workspace, "papers")),
        (("themes", "主题"), [*list_sheet_names(workspace, "themes"), "default 默认"]),
        (("commands", "命令"), [" ".join((entry.name, *entry.words)) for entry in COMMANDS]),
    ):
        rows.append((title[language], groups))
    rows += [(field, list(choices.groups)) for field, choices in find_choices().items()]
    return "\n".join(
        format_line(cells)
        for cells in (
            NAME_HEADINGS[language],
            ("---",) * 2,
            *((where, format_groups(groups, language)) for where, groups in rows if groups),
        )
    )


def list_field_names(node: type[BaseModel]) -> list[str]:
    """Return the fields of a part of the model with their other names; without those that every block has."""
    skipped = set(Block.model_fields) if issubclass(node, Block) and node is not Block else set[str]()
    words = field_aliases(node)
    fields = [field for field in node.model_fields if field not in skipped]
    return [" ".join((field, *(word for word, own in words.items() if own == field))) for field in fields]


def find_choices() -> dict[str, Choices]:
    """Return the choices of values by the field; where fields of one name have different ones, with the part of the model."""
    found = [
        (field, node, part)
        for node in NODES.values()
        for field, info in node.model_fields.items()
        for part in info.metadata
        if isinstance(part, Choices)
    ]
    several = {field for field, _, choices in found for other, _, others in found if field == other and choices != others}
    made: dict[str, Choices] = {}
    for field, node, choices in found:
        if choices not in made.values():
            made[f"`{field}` ({node.__name__})" if field in several else f"`{field}`"] = choices
    return made


def format_groups(groups: list[str], language: int) -> str:
    """Return names with their other words."""
    shown = []
    for name, *words in map(str.split, groups):
        others = dict.fromkeys(word for word in words if word != name)
        shown.append(f"`{name}` {SEPARATORS[language].join(others)}".strip())
    return ("; ", "；")[language].join(shown)


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


def format_row(field: str, info: FieldInfo, words: Message, language: int) -> tuple[Any, ...]:
    """Return the cells of one field: name, meaning, whether it is required."""
    return f"`{field}`", pick_language(words, language), YES[language] if info.is_required() else ""


def format_line(cells: tuple[Any, ...]) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def pick_language(words: Message, language: int) -> str:
    """Return a text in one of the languages."""
    return (words.en, words.zh)[language]


if __name__ == "__main__":
    main()
