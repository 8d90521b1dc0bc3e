"""The handouts to start from: small, complete, and ready to build. Each shows with its own words how it is written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import Message

FOLDER = Path(__file__).parent / "starters"
PLACE = re.compile(r"\{(title|name)\}")
PLAIN = re.compile(r"[^\W\d_]\w*")
"""A title that YAML takes for a text without quotation marks."""


@dataclass(frozen=True)
class Starter:
    """A handout to start from, in Markdown: `starters/NAME.LANGUAGE.md`, where `{title}` stands for the title as YAML needs it."""

    title: Message
    """What it is called in a list, and until the user names it."""
    summary: Message


STARTERS: Mapping[str, Starter] = {
    "topic": Starter(
        Message("Topic notes", "热点素材"),
        Message("An event, why it matters, what can be done, words worth quoting.", "一件事，为什么，怎么办，有哪些金句。"),
    ),
    "practice": Starter(
        Message("Practice questions", "真题练习"),
        Message(
            "Choices, true or false, a short answer, an essay with its material; answers for the teacher.",
            "选择、判断、简答、材料作文；答案只印在教师版。",
        ),
    ),
    "facts": Starter(
        Message("Facts to learn", "知识清单"),
        Message("Terms, a table, points to learn by heart with blanks to fill.", "概念、对照表、要背的要点，挖空自测。"),
    ),
    "essay": Starter(
        Message("Model essay", "范文"),
        Message("The task, an outline, the essay, and what to learn from it.", "题目、提纲、全文、点评与可借用的句子。"),
    ),
    "blank": Starter(
        Message("Blank", "空白讲义"),
        Message("Only a title.", "只有标题。"),
    ),
}
"""The handouts to start from by name, in the order in which they are offered."""


def write_starter(name: str, title: str, *, chinese: bool) -> str:
    """The text of a starter with a title, in a language."""
    return _fill(f"{name}.{'zh' if chinese else 'en'}.md", title)


def starter_text(title: str, suffix: str) -> str:
    """The starter that `new` writes, in the format of a suffix, with comments."""
    return _fill("commented.md" if suffix == ".md" else "commented.yaml", title)


def _fill(file: str, title: str) -> str:
    values = {"title": title if PLAIN.fullmatch(title) else json.dumps(title, ensure_ascii=False), "name": title}
    return PLACE.sub(lambda place: values[place[1]], (FOLDER / file).read_text("utf-8"))
