"""A folder of realistic notes, generated at random from every construct that real notes contain, including unusual ones."""

import random
from pathlib import Path

WORDS = [
    "基层治理",
    "群众路线",
    "数字政府",
    "乡村振兴",
    "营商环境",
    "放管服改革",
    "网格员",
    "议事协商",
    "共建共享",
    "法治思维",
    "供给",
    "需求",
    "短板",
    "机制",
    "队伍",
    "试点",
    "经验",
    "做法",
    "成效",
    "问题",
]
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
PICTURES = ("图 一.svg", "a b.svg", "流程｜示意：《一》“甲”.svg", "p(1).svg", "plain.svg")


def sentence(at: random.Random) -> str:
    """Some words that end in a full stop."""
    return "，".join("".join(at.choices(WORDS, k=at.randint(1, 3))) for _ in range(at.randint(1, 3))) + at.choice("。。。；！")


def construct(at: random.Random) -> str:
    """One piece of a note."""
    word, said = at.choice(WORDS), sentence(at)
    picture = at.choice(PICTURES)
    return at.choice(CONSTRUCTS).replace("WORD", word).replace("SAID", said).replace("PICTURE", picture).replace("N", str(at.randint(1, 9)))


CONSTRUCTS = (
    "# WORD", "## WORD", "### N. WORD", "###### WORD", "# ", "#WORD", "WORD\n===", "WORD\n---", "## WORD {#a b=c}", "## WORD {.x}", "# ![[PICTURE]]",
    "SAID", "SAIDSAID\nSAID", "WORD\nWORD\nWORD", "    SAID", "\tSAID", "　　SAID", "SAID  \nSAID", "SAID\\\nSAID",
    "- WORD\n\t- SAID\n\t\t- SAID\n- WORD", "1. SAID\n2. SAID\n\n   SAID\n3) WORD", "- [ ] WORD\n- [x] SAID\n- [-] WORD", "* a\n+ b\n- c", "- ", "1. ",
    "[[WORD]]", "[[WORD|SAID]]", "[[WORD#WORD]] SAID", "[[#WORD]]", "![[WORD]]", "![[WORD#^abc]]", "![[PICTURE]]", "![[PICTURE|300]]",
    "![[没有.png|WORD]]", "![WORD](<PICTURE>)", "![](图%20一.svg)", "![WORD|200](a b.svg \"SAID\")", "SAID ![](plain.svg) SAID", "![x](https://example.org/a.png)",
    "- WORD ![[PICTURE]]\n  SAID", "> SAID ![[PICTURE]]", "| WORD | ![[PICTURE]] |\n|---|---|\n| [[WORD|SAID]] | a<br>b |",
    "> [!note] WORD\n> SAID\n> - WORD", "> [!warning]- WORD\n> > [!tip]\n> > SAID\n> SAID", "> [!question]", "> [!WORD] SAID\n> ```\n> WORD\n> ```", "> SAID\n> ——WORD",
    "> [!quote] WORD\n> SAID", ">", "> > > SAID", "> [!abc]+ {{x}}\n>\n> # WORD", "- x\n  > [!tip] WORD\n  > SAID",
    "==SAID== **WORD** *WORD* ~~WORD~~ `WORD`", "**“WORD”**SAID", "==WORD", "**WORD", "`WORD", "***", "_WORD_SAID",
    "%%SAID%%", "SAID %%WORD%% SAID", "%%\nSAID\n\nSAID\n%%", "%% SAID", "<!-- SAID -->", "SAID <!-- WORD --> SAID", "<!-- SAID",
    "#WORD #WORD/WORD", "SAID #WORD", "SAID ^abcN", "[^N] SAID", "[^N]: SAID", "^[SAID]", "[^WORD]",
    "<font color='red'>SAID</font>", "<font color=#000000>WORD</font>SAID", "<span style=\"color:#f00;background:yellow\">WORD</span>", "<u>WORD</u><b>WORD", "SAID<br>SAID<br/>WORD",
    "<center>![[PICTURE]]</center>", "<img src=\"PICTURE\" width=\"50%\">", "<img src=图 一.svg>", "<div align=center>\n\nSAID\n\n</div>", "<div>SAID", "</div>", "<details>\n<summary>WORD</summary>\nSAID\n</details>",
    "<table><tr><td rowspan=2>WORD<td>SAID<tr><td><b>WORD</table>", "<ul><li>WORD<li>SAID</ul>", "<kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup>", "<ruby>跬<rt>kuǐ</rt></ruby>",
    "<script>alert('WORD')</script>", "<style>.x{}</style>", "<iframe src=\"https://example.org/v\"></iframe>", "<video src=x.mp4>WORD</video>", "<angle text> SAID", "<重点>SAID", "a < b > c & d &nbsp; &lt;x&gt; &#30001;",
    "<Tabs>\n<Tab title=\"WORD\">\nSAID\n</Tab>\n</Tabs>", "<Foo bar={1}/> SAID", "import X from './x'", "export const a = 1", "{/* WORD */}",
    "$x^2$ SAID", "$\\frac{a}{b}$", "$\\undefined{x}$", "花了 $5 和 $6 元", "$$\nx = \\frac{1}{2}\n$$", "$$ x $$ (1)", "$$\nWORD", "$$\n\\begin{foo}\n$$", "\\(a+b\\)", "$",
    "```mermaid\ngraph TD; A-->WORD\n```", "```python {1,3}\nprint('WORD')\n```", "```\nWORD", "~~~js title=\"x\"\nWORD\n~~~", "````md\n```\nWORD\n```\n````", "- x\n\n  ```\n  WORD\n  ```",
    ":::note WORD\nSAID\n:::", "::: tip\nSAID\n:::", ":::", ":::unknown\nSAID\n:::", "::::tip\n:::warning\nSAID\n:::\n::::", "::: points\nSAID\n:::", "!!! note \"WORD\"\n    SAID", "??? tip\n    SAID",
    "| WORD | WORD |\n|:--|--:|\n| SAID | SAID | SAID |\n| WORD |", "| a |\n|---|", "|WORD|\n|--|--|\n|x|", "a | b\n--|--\n`x\\|y` | $a|b$",
    "---", "***", "\\newpage", "{{WORD}} {% if x %}", "{{date:YYYY}}", "{WORD|SAID}", "[#WORD]", "[SAID](./WORD.md)", "[SAID](#WORD)", "[WORD](https://example.org/a_(b))", "[](https://example.org)", "[WORD](obsidian://x)",
    "<https://example.org>", "https://example.org/WORD", "[WORD][ref]\n\n[ref]: https://example.org \"SAID\"", "[ref2]: ./x.md",
    "\x08WORD\x0cSAID", "WORD\u200b\u200b\u200b\u200bSAID\ufeff", "\u00a0\u00a0", "\u3000", "⼀、WORD", "WORD\u2028SAID", "\ue000WORD", "مرحبا WORD שלום", "😀 WORD 👨‍👩‍👧", "\\", "\\\\", "&", "&amp;lt;", "&#0; &#xD800;",
    "[", "]", "![", "[[", "]]", "{{", "}}", "==", "^[", "![[", "[[]]", "![[]]", "[]()", "![]()", "``", "$$", "%%", "<", "<a", "<a href=", "</", "<!--", "-->", "::: ", "{#x}", "=WORD=", "-", "+", ">x", "0. x", "1234567890. x",
)  # fmt: skip
FRONTS = (
    "", "", "---\ntitle: WORD\ntags: [a, WORD]\n---\n", "---\naliases:\n  - WORD\ncssclass: x\ncreated: 2024-05-01 10:30\n---\n", "---\ntitle: WORD: SAID\n---\n", "---\ntitle: [WORD\n---\n",
    "---\n- WORD\n---\n", "---\n---\n", "---\nSAID\n---\n", "---\ntitle:\ntags:\n---\n", "---\ntitle: {a: WORD}\ntags: {b: c}\nauthor: 1\n---\n", "---\ntitle: WORD\n", "---\ntitle: \"**WORD** $x {{y}}\"\ndate: [1]\n---\n", "---\n&a WORD: *b\n---\n",
)  # fmt: skip


def note(seed: int) -> str:
    """A note of up to thirty pieces, blank lines between them or not."""
    at = random.Random(seed)
    if seed % 50 == 7:
        return "\n\n".join(f"# {at.choice(WORDS)}" for _ in range(100))
    if seed % 50 == 8:
        return "\n\n".join("## 小结\n\n" + sentence(at) for _ in range(274))
    front = at.choice(FRONTS).replace("WORD", at.choice(WORDS)).replace("SAID", sentence(at))
    return front + "".join(construct(at) + at.choice(("\n\n", "\n\n", "\n\n", "\n")) for _ in range(at.randint(1, 30)))


def folder_of_notes(root: Path, count: int) -> None:
    """Write a folder of notes with their pictures."""
    at = random.Random(count)
    for seed in range(count):
        folder = root / at.choice((".", "第一章 申论", "第二章 行测/资料 分析", "第十章", "_附", "日记"))
        folder.mkdir(parents=True, exist_ok=True)
        name = at.choice((f"{seed} 笔记", f"{seed}", "README", f"笔记（{seed}）", f"note.{seed}", f"_草稿{seed}")) + at.choice(
            (".md", ".md", ".md", ".mdx")
        )
        (folder / name).write_bytes(note(seed).encode("utf-8", "surrogatepass"))
    (root / "附件").mkdir()
    for picture in PICTURES:
        (root / "附件" / picture).write_bytes(SQUARE)
    (root / ".obsidian").mkdir()
    (root / ".obsidian" / "app.json").write_text("{}")
