"""Markdown of any size that repeats what is known to make parsers slow: unclosed brackets, nesting, expansion, long runs."""

from collections.abc import Mapping

from bench.support.hostile_sources import HEAD, PLAIN, Writer, join, nest, repeat, wrap

UNCLOSED = (
    "[", "![", "[^", "^[", "{{", "[[", "<!--", "`", "**", "*a ", "_", "~~", "==", "$", "||", "<b", "<", "&", "\\", "\\[", "(", "“",
    "“‘", "《", "{a|", "[a]{.sub", "[a][", "(甲", "{甲|乙", "H~2",
)  # fmt: skip
REPEATED = (
    "[甲](", "[甲]{", "http://", "<b>", "H~2", "![a](b ", "**甲", "甲*乙", "*_", "**a*", "1~2", "A，", "1", "\\\\", "&#1",
    "[甲](javascript:x) ", "甲,“乙”(丙)...", "a@b.", "A. a B. b ", "$甲$$ ", "{.a}", "[甲]{.a} ", "{{甲}}", "==甲==", "^甲^", "😀",
    "①", "——", "……", "　",
)  # fmt: skip
LINES = (
    "::: box", "::::a", ":::", "```", "~~~a", "<div>", "<!--", "<p a=1", "<![", "$$", "$$甲", "--", "==", "---", "\\", "|", "|甲|", "|-",
    ">", "> ", "- ", "-", "#", "# ", "1.", "999999999.", "MMMMCMXCIX. 甲", "A. 甲", "（1）", "①", "【答案】", "答案：", "解析：", "____",
    ": 甲", "[甲]: http://a.b", "[^甲]: 乙", "<!-- jiangyi: off dash -->", "!!! note", "??? note", "=== \"甲\"", "> [!note]", "    甲",
    "\t", "a: 1", "{#a}", "{.a}", "^甲", "%%", "![[甲]]", "[toc]", "\\begin{a}", "{% a %}", "@a", "www.a.b", "Q: 甲", "甲\\", "甲  ",
    "甲", "a", "\u2028", "· 甲", "•", "一、", "第一章", "---\ntitle: 甲\n---",
)  # fmt: skip
PARAGRAPHS = (
    "$$", "::: box", "# 标题N", "1. 甲", "999999999. 甲", "- 甲", "> 甲", "|甲|\n|-|", "字[^N]\n\n[^N]: 注。", "$x_N^2$ 字", "甲^[注N]",
    "见[@noN]。", "见[#甲N]。\n\n乙 {#乙N}", "![甲](a.png)", "```\nN\n```", "::: box\n字\n:::", "::: question\n字\n:::", "甲 {#a}",
    "【答案】A", "<b>甲</b>", "N. 下列说法正确的是（  ）。\nA. 甲\nB. 乙\n【答案】A", "甲：\n: 乙", "![[甲N]]", "[[甲N]]",
    "<div>\n\n甲\n\n</div>",
)  # fmt: skip


def chain_notes(size: int) -> str:
    """Footnotes each of which refers nine times to the next."""
    count = size // 70
    return "字[^0]\n\n" + "".join(f"[^{number}]: {f'[^{number + 1}]' * 9}\n\n" for number in range(count)) + f"[^{count}]: 字\n"


def nest_containers(size: int) -> str:
    """Containers in containers."""
    depth = max(3, int((size / 2) ** 0.5))
    opened = "".join(f"{':' * (depth + 3 - at)} box\n" for at in range(depth))
    return opened + "字\n" + "".join(f"{':' * (4 + at)}\n" for at in range(depth))


def write_attributes(size: int) -> str:
    """A heading with thousands of attributes."""
    return f"# 标题 {{{' '.join(f'a{number}=1' for number in range(size // 8))}}}\n\n字\n"


def write_wide_table(size: int) -> str:
    """A table of many columns."""
    columns = max(2, size // 13)
    return f"{'| a ' * columns}|\n{'|---' * columns}|\n{'| b ' * columns}|\n"


def write_code_cells(size: int) -> str:
    """A row of cells that begin with code of every length."""
    return "|a|b|\n|-|-|\n|" + "".join("`" * at + "|" for at in range(1, int((2 * size) ** 0.5)))


def write_words(size: int) -> str:
    """Words of every length, so that no two are equal."""
    return " ".join("a" * at for at in range(1, int((2 * size) ** 0.5)))


SHAPES: Mapping[str, Writer] = {
    "nested quotations": repeat("> ", "甲"),
    "nested lists": lambda size: "".join(f"{'  ' * at}- 甲\n" for at in range(int(size**0.5))),
    "nested emphasis": nest("*", "*"),
    "nested links": nest("[", "](#a)"),
    "nested pictures": nest("![", "](a)"),
    "nested footnotes": nest("^[", "]"),
    "nested elements": nest("<span>", "</span>"),
    "nested clozes": nest("{{", "}}"),
    "nested formula": wrap("$", nest("\\frac{1}{", "}", "x"), "$"),
    "a long formula": repeat("a+", "a$", "$"),
    "many formulas": repeat("$x_{N}$ "),
    "nested containers": nest_containers,
    "containers closed by shorter ones": join(repeat("::::a\n"), repeat(":::\n")),
    "footnotes in footnotes": chain_notes,
    "footnotes of footnotes": lambda size: "甲[^0]\n\n" + "".join(f"[^{at}]: 乙[^{at + 1}][^{at + 1}]\n\n" for at in range(size // 25)),
    "a footnote with many references": join(repeat("[^a]", "\n\n[^a]: "), repeat("x")),
    "many footnotes in a paragraph": repeat("a" + "^[n]" * 20 + "\n\n"),
    "unknown references beside known ones": join(repeat("[#甲N]", "\n\n"), repeat("乙 {#乙N}\n\n")),
    "attributes": write_attributes,
    "attributes of words": lambda size: f"[甲]{{{' '.join(f'.a{number}' for number in range(size // 7))}}}",
    "a wide table": write_wide_table,
    "a long table": repeat("| 甲 | 乙 |\n", start="| a | b |\n|---|---|\n"),
    "merged cells": repeat("| 甲 || ^^ |\n", start="| a | b | c |\n|---|---|---|\n"),
    "code of every length in cells": write_code_cells,
    "words of every length": write_words,
    "one paragraph": repeat(PLAIN.strip()),
    "one word of Chinese": repeat("长"),
    "letters from right to left": repeat("אa"),
    "characters that turn the direction": repeat("甲\u202e"),
    "control characters": repeat("甲\x01"),
    "combining characters": repeat("\u0301", start="a"),
    "characters of no width": repeat("\u200b"),
    "blank lines": repeat("\n", "甲"),
    "spaces": repeat(" ", "甲"),
    "spaces in a line": repeat(" ", "x", "# a"),
    "spaces in lines": repeat("甲" + " " * 200 + "\n"),
    "carriage returns": repeat("\r", "甲"),
    "quotation marks": repeat('"', "”", "甲“"),
    "signs in a question": lambda size: f"1. 甲{'{' * size}\n答案：A\n",
    "options in a line": repeat("A. a B. b ", "\n【答案】A\n", "1. 甲\n"),
    "front matter": lambda size: f"---\ntitle: 甲\nnotes: {'字' * (size // 3)}\n---\n\n字\n",
    "fields of front matter": repeat("kN: 1\n", "---\n\n字\n", "---\ntitle: 甲\n"),
}


def name_sources() -> dict[str, Writer]:
    """All sources by their names, plain text first."""
    sources = {"plain text": repeat(PLAIN)}
    sources |= {f"`{unit}` in a line": repeat(unit) for unit in dict.fromkeys(UNCLOSED + REPEATED)}
    sources |= {f"lines of `{unit}`": repeat(unit + "\n") for unit in LINES}
    sources |= {f"paragraphs of `{unit}`": repeat(unit + "\n\n") for unit in PARAGRAPHS}
    return {name.replace("\n", "⏎"): write for name, write in (sources | SHAPES).items()}


def head(write: Writer) -> Writer:
    """A source below front matter, if it has none."""

    def write_with_head(size: int) -> str:
        text = write(size)
        return text if text.startswith("---\ntitle") else HEAD + text

    return write_with_head


MARKDOWN: Mapping[str, Writer] = {name: head(write) for name, write in name_sources().items()}
"""By what each attacks."""
