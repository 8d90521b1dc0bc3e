"""Sources of any size that repeat what is known to make parsers slow: unclosed brackets, nesting, expansion, long runs."""

from collections.abc import Callable, Mapping

HEAD = "---\ntitle: 例\n---\n\n"
PLAIN = "把需求找准，把办法想细，把结果说清，再回头看一看做得怎么样。\n\n"
"""What the others are compared with: paragraphs of plain text."""


def repeat(unit: str) -> Callable[[int], str]:
    """Markdown of about `size` bytes that repeats a unit, in which N is a running number."""

    def write(size: int) -> str:
        count = max(1, size // len(unit.encode()))
        return HEAD + (unit * count if "N" not in unit else "".join(unit.replace("N", str(number)) for number in range(count)))

    return write


def nest(opening: str, closing: str = "", inner: str = "字") -> Callable[[int], str]:
    """Markdown of about `size` bytes in which every unit is inside the one before."""
    return lambda size: HEAD + opening * (size // (2 * len((opening + closing).encode()))) + inner + closing * (size // 2)


def notes(size: int) -> str:
    """Footnotes each of which refers nine times to the next."""
    count = size // 70
    return f"{HEAD}字[^0]\n\n" + "".join(f"[^{number}]: {f'[^{number + 1}]' * 9}\n\n" for number in range(count)) + f"[^{count}]: 字\n"


def nested_containers(size: int) -> str:
    """Containers in containers."""
    depth = max(3, int((size / 2) ** 0.5))
    return (
        HEAD
        + "".join(f"{':' * (depth + 3 - at)} box\n" for at in range(depth))
        + "字\n"
        + "".join(f"{':' * (4 + at)}\n" for at in range(depth))
    )


def attributes(size: int) -> str:
    """A heading with thousands of attributes."""
    return f"{HEAD}# 标题 {{{' '.join(f'a{number}=1' for number in range(size // 8))}}}\n\n字\n"


def wide_table(size: int) -> str:
    """A table of many columns."""
    columns = max(2, size // 9)
    return f"{HEAD}{'| a ' * columns}|\n{'|---' * columns}|\n{'| b ' * columns}|\n"


def long_table(size: int) -> str:
    """A table of many rows."""
    return f"{HEAD}| a | b |\n|---|---|\n" + "| 甲 | 乙 |\n" * (size // 14)


def one_word(size: int) -> str:
    """A word without a place to break it."""
    return HEAD + "a" * size


def one_paragraph(size: int) -> str:
    """A paragraph as long as the file."""
    return HEAD + PLAIN.strip() * (size // len(PLAIN.encode()))


def unresolved(size: int) -> str:
    """References to nothing."""
    return HEAD + "".join(f"见[@no{number}]。\n\n" for number in range(size // 20))


UNCLOSED = (
    "[", "![", "[^", "^[", "{{", "[[", "<!--", "`", "**", "*a ", "_", "~~", "==", "$", "||", "<b", "&", "\\", "(", "“", "《", "{a|",
)  # fmt: skip
REPEATED = ("[甲](", "[甲]{", "http://", "<b>", "H~2", "![a](b ", "**甲", "甲*乙")

MARKDOWN: Mapping[str, Callable[[int], str]] = {
    "plain text": repeat(PLAIN),
    **{f"`{unit.strip()}` unclosed": repeat(unit) for unit in UNCLOSED},
    **{f"`{unit}` again and again": repeat(unit) for unit in REPEATED},
    "nested quotations": nest("> "),
    "nested lists": lambda size: HEAD + "".join(f"{'  ' * at}- 甲\n" for at in range(int(size**0.5))),
    "nested emphasis": nest("*", "*"),
    "nested brackets": nest("[", "](#a)"),
    "nested containers": nested_containers,
    "open containers": repeat("::: box\n"),
    "closed containers": repeat("::: box\n字\n:::\n"),
    "footnotes in footnotes": notes,
    "many footnotes": repeat("字[^N]\n\n[^N]: 注。\n\n"),
    "attributes": attributes,
    "a wide table": wide_table,
    "a long table": long_table,
    "one word": one_word,
    "one paragraph": one_paragraph,
    "references to nothing": unresolved,
    "headings": repeat("# 标题N\n\n字。\n\n"),
    "numbers of lists": repeat("999999999. 甲\n\n"),
    "questions": repeat("N. 下列说法正确的是（  ）。\nA. 甲\nB. 乙\n【答案】A\n\n"),
    "a fence unclosed": repeat("```\n字\n"),
    "HTML unclosed": repeat("<div>\n"),
    "lines of dollars": repeat("$$\n"),
    "formulas": repeat("$x_N^2$ 字\n\n"),
}  # fmt: skip


def alias_texts(size: int) -> str:
    """A text of half the size that is referred to as often as fits."""
    return f"title: 例\nblocks:\n- &a {'字' * (size // 6)}\n" + "- *a\n" * (size // 12)


def alias_lists(size: int) -> str:
    """Lists each of which refers nine times to the one before."""
    count = size // 40
    return "title: 例\ntags:\n- &a0 [x]\n" + "".join(f"- &a{at + 1} [{','.join([f'*a{at}'] * 9)}]\n" for at in range(count))


YAML: Mapping[str, Callable[[int], str]] = {
    "aliases of a long text": alias_texts,
    "aliases of aliases": alias_lists,
    "brackets": lambda size: "title: 例\nblocks: " + "[" * size,
    "mappings": lambda size: "title: 例\nblocks: " + "{a: " * (size // 4),
    "unknown keys": lambda size: "title: 例\n" + "".join(f"k{number}: 1\n" for number in range(size // 8)),
    "unknown blocks": lambda size: "title: 例\nblocks:\n" + "- {type: x}\n" * (size // 12),
    "paragraphs": lambda size: "title: 例\nblocks:\n" + f"- {PLAIN.strip()}\n" * (size // len(PLAIN.encode())),
    "duplicate keys": lambda size: "title: 例\n" + "a: 1\n" * (size // 5),
}

IMPORTED: Mapping[str, tuple[str, Callable[[int], str]]] = {
    "open tags": (".html", lambda size: "<b>" * (size // 3)),
    "nested tables": (".html", lambda size: "<table><tr><td>" * (size // 15)),
    "cells": (".html", lambda size: "<table>" + "<tr><td>甲<td>乙" * (size // 18)),
    "comments unclosed": (".html", lambda size: "<!--" * (size // 4)),
    "numbered lines": (".txt", lambda size: "".join(f"{number}、甲\n" for number in range(size // 9))),
    "brackets of text": (".txt", lambda size: "（" * (size // 3)),
    "one line": (".txt", lambda size: "甲" * (size // 3)),
    "spaces": (".txt", lambda size: "甲 " * (size // 4)),
    "tabs": (".txt", lambda size: "甲\t" * (size // 4)),
    "answers": (".txt", lambda size: "答案：" * (size // 9)),
}
