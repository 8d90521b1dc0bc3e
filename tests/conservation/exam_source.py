"""Generated exercises of all kinds, as YAML, with words that only occur in answers and words that everybody sees."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
STARTS, MIDDLES, ENDS = "魑魅魍魉饕餮貔貅麒麟螭吻狻猊蒲牢", "天地玄黄宇宙洪荒日月盈昃", "辰宿列张寒来暑往秋收冬藏"
OPEN_START = "春"
SECRET_PICTURE, OPEN_PICTURE = "密.png", "图.png"
"""The files of pictures in answers and elsewhere."""
KINDS = (None, "single", "multiple", "indefinite", "judge", "fill", "short", "essay")
SPACES = ("none", "lines 3", "box 3", "blank 3", "grid 2", "lines 20")
INDEXES = ["glossary", "people", "quotes", "events", "cases", "data", "policies", "figures", "tables"]


@dataclass
class GeneratedExercise:
    """The words of an exercise: the first of its question, those of its answers, and those that are not beside the question."""

    marker: str
    secrets: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    """Secrets that a copy with answers prints elsewhere, as in footnotes, or not as text."""
    has_questions: bool = False
    """Whether questions of its own come before its answer."""


@dataclass
class ExamSource:
    """A handout while it is generated."""

    draw: Draw
    exercises: list[GeneratedExercise] = field(default_factory=list)
    _made: int = 0

    def pick(self, choices: Any) -> Any:
        """One of some choices."""
        return self.draw(st.sampled_from(list(choices)))

    def count(self, least: int, most: int) -> int:
        """A number."""
        return int(self.draw(st.integers(least, most)))

    def word(self, *, secret: bool, apart: bool = False) -> str:
        """A word that occurs once; a secret one begins with a character that no other word has."""
        n, self._made = self._made, self._made + 1
        found = (STARTS[n % 16] if secret else OPEN_START) + MIDDLES[n // 12 % 12] + ENDS[n % 12] + MIDDLES[n // 144 % 12]
        if secret:
            self.exercises[-1].secrets.append(found)
        if apart:
            self.exercises[-1].apart.append(found)
        return found

    def text(self, *, secret: bool) -> str:
        """Inline text with at least one word."""

        def inside(**more: bool) -> str:
            return self.word(secret=secret, **more)

        kinds: dict[str, Callable[[], str]] = {
            "plain": inside,
            "emphasis": lambda: f"*{inside()}*",
            "strong": lambda: f"**{inside()}**",
            "highlight": lambda: f"=={inside()}==",
            "underline": lambda: f"[{inside()}]{{.underline}}",
            "struck": lambda: f"~~{inside()}~~",
            "dots": lambda: f"{{{inside()}|.}}",
            "code": lambda: f"`{inside()}`",
            "ruby": lambda: f"{{{inside()}|yīn}}",
            "person": lambda: f"[{inside()}]{{.person}}",
            "data": lambda: f"[{inside()}]{{.data}}",
            "policy": lambda: f"[{inside()}]{{.policy 策}}",
            "link": lambda: f"[{inside()}](https://example.org/{inside(apart=True)})",
            "note": lambda: f"字^[{inside(apart=True)}]",
            "picture": lambda: f"![{inside(apart=True)}]({SECRET_PICTURE if secret else OPEN_PICTURE})字",
        }
        return "字" + "字".join(kinds[self.pick(kinds)]() for _ in range(self.count(1, 2))) + "字。"

    def block(self, *, secret: bool, depth: int = 1) -> Any:
        """A block whose words are all secret, or all open."""

        def text() -> str:
            return self.text(secret=secret)

        def word() -> str:
            return self.word(secret=secret)

        def body() -> list[Any]:
            return [self.block(secret=secret, depth=depth - 1) for _ in range(self.count(1, 2))] if depth > 0 else [text()]

        picture = {"src": SECRET_PICTURE if secret else OPEN_PICTURE}
        kinds: dict[str, Callable[[], Any]] = {
            "text": text,
            "list": lambda: {"type": "list", "items": [text(), text()]},
            "table": lambda: {"type": "table", "caption": text(), "columns": [word(), word()], "rows": [[text(), word()]]},
            "figure": lambda: {"type": "figure", "alt": self.word(secret=secret, apart=True), "caption": text()} | picture,
            "quote": lambda: {"type": "quote", "body": body(), "by": word()},
            "event": lambda: {"type": "event", "title": text(), "date": word(), "place": word(), "body": body()},
            "case": lambda: {"type": "case", "title": text(), "body": body()},
            "callout": lambda: {"type": "callout", "kind": "key", "title": text(), "body": body()},
            "definition": lambda: {"type": "definition", "term": word(), "body": body()},
            "code": lambda: {"type": "code", "text": word(), "caption": text()},
            "point": lambda: {"type": "point", "lead": text(), "body": body()},
            "material": lambda: {"type": "material", "title": text(), "body": body(), "source": {"name": word()}},
        }
        return kinds[self.pick(kinds)]()

    def stem(self, marker: str, kind: str | None) -> list[Any]:
        """The question: its marker, other words, and blanks."""

        def blank() -> str:
            return f"{{{{{self.text(secret=True)[1:-2]}}}}}" if self.count(0, 1) else f"{{{{{self.word(secret=True)}}}}}"

        found: list[Any] = [marker + "：" + self.text(secret=False)]
        if kind == "fill" or self.count(0, 3) == 0:
            places: tuple[Callable[[], Any], ...] = (
                lambda: f"填{blank()}和{blank()}。",
                lambda: {"type": "list", "items": [f"填{blank()}。"]},
                lambda: {"type": "table", "columns": ["甲"], "rows": [[f"填{blank()}。"]]},
            )
            found.append(self.pick(places)())
        elif self.count(0, 1):
            found.append(self.block(secret=False))
        return found

    def exercise(self, depth: int = 1) -> dict[str, Any]:
        """The data of an exercise."""
        kind = self.pick(KINDS)
        marker = self.word(secret=False)
        own = len(self.exercises)
        self.exercises.append(GeneratedExercise(marker))
        made: dict[str, Any] = {"type": "exercise", "stem": self.stem(marker, kind), "kind": kind}
        if self.count(0, 2) == 0:
            made["points"] = "4"
        if self.count(0, 2) == 0:
            made["limit"] = self.pick(["50", "30-60", "40左右", "不少于30"])
        if self.count(0, 1):
            made["space"] = self.pick(SPACES)
        if kind in ("single", "multiple", "indefinite"):
            made["options"] = [self.option() for _ in range(self.count(2, 4))]
            made["answer"] = "A" if kind == "single" else "AB"
        elif kind == "judge":
            made["answer"] = "错误"
        elif kind != "fill" or self.count(0, 1):
            made["answer"] = [self.block(secret=True) for _ in range(self.count(1, 2))]
        if self.count(0, 1):
            made["explanation"] = [self.block(secret=True) for _ in range(self.count(1, 2))]
        if self.count(0, 2) == 0:
            made["scoring"] = [{"text": self.text(secret=True), "points": "2"}]
        if depth > 0 and self.count(0, 2) == 0:
            self.exercises[own].has_questions = True
            made["questions"] = [self.exercise(depth - 1) for _ in range(self.count(1, 3))]
        if self.count(0, 3) == 0:
            made["materials"] = [self.block(secret=False)]
        return {key: value for key, value in made.items() if value is not None}

    def option(self) -> Any:
        """An option: words or a picture."""
        picture = {"type": "figure", "src": OPEN_PICTURE, "alt": self.word(secret=False)}
        return picture if self.count(0, 2) == 0 else self.text(secret=False)


def generate(draw: Draw) -> tuple[str, list[GeneratedExercise]]:
    """A handout of exercises with their words."""
    source = ExamSource(draw)
    data = {
        "title": "卷",
        "indexes": INDEXES,
        "links": source.pick(["footnote", "inline", "qr", "none"]),
        "sections": [
            {"title": f"第{n}节", "blocks": [source.exercise() for _ in range(source.count(1, 3))]} for n in range(1, source.count(2, 3))
        ],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000), source.exercises


EXAMS = st.composite(generate)()
"""Handouts of exercises."""
