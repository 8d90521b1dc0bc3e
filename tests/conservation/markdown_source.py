"""Generated Markdown: every block, container, attribute, nesting and inline kind, with words that occur only once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

FIRST, SECOND = "春夏秋冬梅兰竹菊", "东南西北松柏桃李杏梨枣榆槐桐柳枫"
"""The characters of words; a word begins with one of the first, so that two words in a row contain no third one."""
DEPTH = 3
"""How deep blocks are nested."""
Draw = Callable[[st.SearchStrategy[Any]], Any]


def make_word(number: int) -> str:
    """The word of a number below 2,048."""
    first, rest = divmod(number, len(SECOND) ** 2)
    return FIRST[first] + SECOND[rest // len(SECOND)] + SECOND[rest % len(SECOND)]


@dataclass
class MarkdownSource:
    """A source while it is generated: its words so far, and those of them that stand in the running text."""

    draw: Draw
    words: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def word(self, *, runs: bool = True) -> str:
        """A new word; one that does not run is printed elsewhere, as a footnote or an answer is."""
        made = make_word(len(self.words))
        self.words.append(made)
        if runs:
            self.running.append(made)
        return made

    def pick(self, options: Any) -> Any:
        """One of some options."""
        return self.draw(st.sampled_from(list(options)))

    def count(self, least: int, most: int) -> int:
        """A number from a range."""
        return int(self.draw(st.integers(least, most)))

    def text(self, depth: int = 1, *, runs: bool = True) -> str:
        """A line of text of a few inline kinds."""
        made = self.inline(depth, runs=runs)
        for _ in range(self.count(0, 2)):
            following = self.inline(depth, runs=runs)
            made += ("，" if made.endswith("^") and following.startswith("[") else self.pick(("", "，", "、"))) + following
        return made

    def inline(self, depth: int, *, runs: bool) -> str:
        """One inline kind around words or, while depth is left, around others."""
        opening, closing = self.pick(INLINE_KINDS)
        if not opening and not closing:
            return self.word(runs=runs)
        if opening in OWN_LINE:
            return opening + self.word(runs=runs and opening != "^[") + closing
        return opening + (self.text(depth - 1, runs=runs) if depth else self.word(runs=runs)) + closing

    def blocks(self, depth: int, most: int = 3) -> list[str]:
        """The lines of several blocks, with blank lines between."""
        lines: list[str] = []
        for _ in range(self.count(1, most)):
            lines += [*BLOCKS[self.pick(BLOCKS if depth else LEAVES)](self, depth), ""]
        return lines[:-1]

    def attributes(self, names: Sequence[str] = (), fixed: Sequence[str] = ()) -> str:
        """Some attributes in braces: an id, those given as they are, and those whose values are words."""
        chosen = [f"#i{len(self.words)}"] * self.count(0, 1) + [text for text in fixed if self.count(0, 1)]
        chosen += [f"{name}={self.quoted()}" for name in names if self.count(0, 1)]
        return f" {{{' '.join(chosen)}}}" if chosen else ""

    def quoted(self) -> str:
        """A value in the quotation marks that people type, or without any."""
        return str(self.pick(('"{}"', "{}", "“{}”")).format(self.word(runs=False)))


INLINE_KINDS = (
    ("", ""), ("", ""), ("", ""), ("*", "*"), ("**", "**"), ("==", "=="), ("{{", "}}"), ("{", "|.}"), ("{", "|yīn}"), ("`", "`"),
    ("[", "](https://example.org/a)"), ("[", "]{.person}"), ("[", "](#top)"), ("^[", "]"), ("~~", "~~"), ("H~", "~"), ("x^", "^"),
    ("[", "]{.underline}"), ("[", "]{.propername}"), ("[", "]{.booktitle}"), ("<u>", "</u>"), ("<sub>", "</sub>"), ("<del>", "</del>"),
    ("<b>", "</b>"), ("<span>", "</span>"), ("“", "”"), ("（", "）"), ("[", "]"), ("{", "}"), ("<", ">"),
)  # fmt: skip
"""Inline kinds, and marks that are none, by their delimiters."""
OWN_LINE = ("{", "`", "^[", "H~", "x^")
"""The opening delimiters of kinds that contain characters alone, and of footnotes."""


def indent(lines: list[str], first: str, rest: str) -> list[str]:
    """Lines behind a marker: the first behind one text, the others behind another."""
    return [(rest if number else first) + line if line or not rest.isspace() else "" for number, line in enumerate(lines)]


def paragraph(source: MarkdownSource, _: int) -> list[str]:
    return [source.text() for _ in range(source.count(1, 2))]


def heading(source: MarkdownSource, _: int) -> list[str]:
    return [f"# {source.text()}{source.attributes()}"]


def item_list(source: MarkdownSource, depth: int) -> list[str]:
    marker = source.pick(("- ", "* ", "1. ", "3) ", "- [x] ", "- [ ] "))
    lines: list[str] = []
    for number in range(source.count(1, 3)):
        first = marker.replace("1.", f"{number + 1}.").replace("3)", f"{number + 3})")
        width = " " * (2 if marker.startswith("- [") else len(marker))
        lines += indent([source.text(), *(["", *source.blocks(depth - 1, 2)] if source.count(0, 1) and depth else [])], first, width)
    return lines


def block_quote(source: MarkdownSource, depth: int) -> list[str]:
    inside = source.blocks(depth - 1, 2)
    by = ["", f"——{source.word()}，《{source.word()}》"] if source.count(0, 1) else []
    return indent([*inside, *by], "> ", "> ")


def table(source: MarkdownSource, _: int) -> list[str]:
    columns = source.count(1, 3)

    def row() -> str:
        cells = [source.text(0) for _ in range(columns + source.pick((0, 0, 0, 1, -1)))]
        return f"| {' | '.join(cells)} |"

    head = f"| {' | '.join(source.text(0) for _ in range(columns))} |"
    return [head, "|" + "---|" * columns, *(row() for _ in range(source.count(1, 3)))]


def code(source: MarkdownSource, _: int) -> list[str]:
    return [f"```{source.pick(('', 'python', 'text'))}", source.word(), f"    {source.word()} # {source.word()}", "```"]


def note(source: MarkdownSource, depth: int) -> list[str]:
    label = f"n{len(source.words)}"
    before = source.text(0)
    first = source.text(0, runs=False)
    inside: list[str] = []
    if depth:
        held, source.running = source.running, []
        inside, source.running = ["", *source.blocks(depth - 1, 2)], held
    return [f"{before}[^{label}]", "", *indent([first, *inside], f"[^{label}]: ", "    ")]


def captioned_table(source: MarkdownSource, depth: int) -> list[str]:
    return [f"::: table {source.text(0)}{source.attributes()}", *table(source, depth), ":::"]


def box(source: MarkdownSource, depth: int, *, name: str, names: Sequence[str] = (), title: bool = True) -> list[str]:
    """A container with a title, attributes and blocks."""
    words = f" {source.text(0)}" if title else ""
    bar = ":" * (3 + depth)
    return [f"{bar} {name}{words}{source.attributes(names)}", *source.blocks(depth - 1), bar]


def points(source: MarkdownSource, depth: int) -> list[str]:
    lines: list[str] = []
    for number in range(source.count(1, 3)):
        lead = source.pick(("**{}**", "{}")).format(source.text(0)) + source.attributes()
        rest = source.text(0)
        inside = ["", *source.blocks(depth - 1, 2)] if depth and source.count(0, 1) else []
        lines += indent([lead, rest, *inside], f"{number + 1}. ", "   ")
    bar = ":" * (3 + depth)
    return [f"{bar} points", *lines, bar]


def exercise(source: MarkdownSource, depth: int) -> list[str]:
    stem = source.text(0)
    options = [f"{letter}. {source.text(0)}" for letter in "ABCD"[: source.pick((0, 0, 2, 4))]]
    parts: list[str] = []
    for label in ("答案：", "解析：", "采分点："):
        if source.count(0, 1):
            answer = source.pick("AB") if options and label == "答案：" else source.text(0, runs=False)
            parts += ["", label + answer] if label != "采分点：" else ["", label, f"- {answer}"]
    words = source.pick(("", " 简答", " 单选")) if options else source.pick(("", " 简答", " 判断"))
    bar = ":" * (3 + depth)
    return [f"{bar} exercise{words}{source.attributes(('source',), ('points=3',))}", stem, *options, *parts, bar]


ORIGIN = ("source", "date", "place")
LEAVES: Mapping[str, Callable[[MarkdownSource, int], list[str]]] = MappingProxyType({"paragraph": paragraph, "table": table, "code": code})
"""The blocks that contain no others."""
BLOCKS: Mapping[str, Callable[[MarkdownSource, int], list[str]]] = MappingProxyType(
    {
        **LEAVES,
        "list": item_list,
        "quote": block_quote,
        "note": note,
        "captioned table": captioned_table,
        "points": points,
        "exercise": exercise,
        **{name: partial(box, name=name) for name in ("key", "tip", "warning", "memory", "point")},
        **{name: partial(box, name=name, names=ORIGIN) for name in ("event", "case")},
        "definition": partial(box, name="definition", names=("pinyin",)),
        "material": partial(box, name="material", names=("source",)),
        "attributed quote": partial(box, name="quote", names=("by", "where"), title=False),
        "point with lead": partial(box, name="point", names=("lead",), title=False),
    }
)
"""The blocks by what they are."""


def generate(draw: Draw) -> tuple[str, list[str], list[str]]:
    """A handout with all its words, and those in the running text in their order."""
    source = MarkdownSource(draw)
    lines = ["---", f"title: {source.word()}", "---", "", "# 首 {#top}", ""]
    for _ in range(source.count(1, 3)):
        lines += [*(heading(source, 0) if source.count(0, 1) else []), "", *source.blocks(source.count(0, DEPTH)), ""]
    return "\n".join(lines) + "\n", source.words, source.running


SOURCES = st.composite(generate)()
"""Valid sources."""
SLIPS: tuple[tuple[str, str], ...] = (
    (":::", "::"), (":::", ":::: "), ("::: ", ":::"), ("::: ", "：：： "), ("{", "｛"), ("}", ""), ("=", "＝"), ('"', "'"),
    ("**", "*"), ("]", ""), ("[", ""), ("- ", "-"), ("1. ", "1."), ("# ", "#"), ("> ", ">"), ("|", ""), ("|---|", "|"),
    ("```", "``"), ("\n\n", "\n"), ("\n", "\n\n"), ("\n", "\n "), ("\n", "\n    "), ("\n", "\n\t"), ("    ", ""),
    ("答案：", "答案:"), ("答案：", "【答案】"), ("解析：", "解析"), (": ", "："), ("point", "Point"), ("exercise", "练习"),
    ("lead=", "titel="), ("[^", "["), ("]: ", "]："), ("^[", "^"), ("<", "&lt;"), ("</", "<"), ("$", ""), ("{{", "{"),
    ("}}", "}"), ("==", "="), ("~~", "~"), (".person", ".preson"), ("#i", "# i"),
)  # fmt: skip
"""What people type wrong: a text, and what stands there instead."""


def spoil(draw: Draw) -> tuple[str, list[str]]:
    """A source in slightly wrong spelling, with all its words."""
    text, words, _ = generate(draw)
    body = text.index("\n---\n") + 5
    for _ in range(int(draw(st.integers(1, 3)))):
        wrong = draw(st.sampled_from([(right, slip) for right, slip in SLIPS if right in text[body:]]))
        places = [at for at in range(body, len(text)) if text.startswith(wrong[0], at)]
        at = draw(st.sampled_from(places))
        text = text[:at] + wrong[1] + text[at + len(wrong[0]) :]
    return text, words


SPOILT_SOURCES = st.composite(spoil)()
"""Sources in slightly wrong spelling."""
