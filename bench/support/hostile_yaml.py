"""Handouts in YAML of any size with aliases, nesting, and fields that no handout has."""

from collections.abc import Mapping

from bench.support.hostile_sources import PLAIN, Writer, repeat

TITLE = "title: 例\n"
BLOCKS = f"{TITLE}blocks:\n"


def alias_texts(size: int) -> str:
    """A text of half the size that is referred to as often as fits."""
    return f"{BLOCKS}- &a {'字' * (size // 6)}\n" + "- *a\n" * (size // 12)


def alias_keys(size: int) -> str:
    """A long key that is referred to as often as fits."""
    return f"{BLOCKS}- &p {{{'k' * (size // 2)}: x}}\n" + "- *p\n" * (size // 10)


def alias_lists(size: int) -> str:
    """Lists each of which refers nine times to the one before."""
    count = size // 40
    return f"{TITLE}tags:\n- &a0 [x]\n" + "".join(f"- &a{at + 1} [{','.join([f'*a{at}'] * 9)}]\n" for at in range(count))


YAML: Mapping[str, Writer] = {
    "paragraphs": repeat(f"- {PLAIN.strip()}\n", start=BLOCKS),
    "aliases of a long text": alias_texts,
    "aliases of a long key": alias_keys,
    "aliases of aliases": alias_lists,
    "brackets": repeat("[", start="title: 例\nblocks: "),
    "mappings": repeat("{a: ", start="title: 例\nblocks: "),
    "nested lists": lambda size: "title: 例\nblocks:\n" + "".join(f"{' ' * at}-\n" for at in range(int((2 * size) ** 0.5))),
    "unknown keys": repeat("kN: 1\n", start=TITLE),
    "unknown blocks": repeat("- {type: x}\n", start=BLOCKS),
    "unknown fields": repeat("- {type: paragraph, text: 甲, xN: 1}\n", start=BLOCKS),
    "duplicate keys": repeat("a: 1\n", start=TITLE),
    "duplicate ids": repeat("- {type: paragraph, id: a, text: 甲}\n", start=BLOCKS),
    "tags": repeat("- !!a 甲\n", start=BLOCKS),
    "comments": repeat("# 甲\n", start=BLOCKS, end="- 甲\n"),
    "documents": repeat("---\n", start=BLOCKS),
    "a quoted text": repeat("\\u4e00", '"\n', f'{BLOCKS}- "'),
    "a folded text": repeat("  甲\n\n", start=f"{BLOCKS}- >\n"),
    "a literal text": repeat("  甲,乙\n", start=f"{BLOCKS}- |\n"),
    "quotation marks unclosed": repeat('- "甲\n', start=BLOCKS),
    "colons": repeat("a: ", start=BLOCKS + "- "),
    "spaces": repeat(" ", start=BLOCKS + "- 甲", end="乙\n"),
    "tabs": repeat("\t- 甲\n", start=BLOCKS),
    "points": repeat("- {type: point, n: N, lead: 要点}\n", start=BLOCKS),
    "exercises": repeat("- {type: exercise, questions: [{text: 甲（  ）, options: [甲, 乙], answer: A}]}\n", start=BLOCKS),
    "a table": repeat("    - [甲, 乙]\n", start=f"{BLOCKS}- type: table\n  rows:\n"),
    "numbers": repeat("- 1e999\n", start=BLOCKS),
    "control characters": repeat('- "\\x01"\n', start=BLOCKS),
}
"""By what each attacks."""
