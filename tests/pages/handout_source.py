"""Generated handouts as teachers write them: every kind of block, with contents that are hard to fit on a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

SENTENCES = (
    "老旧小区加装电梯，看似小事，却牵动采光、造价、产权、邻里四根神经。",
    "2026年上半年，全省办结群众诉求12.8万件，按期办结率98.6%，比上年同期提高3.2个百分点。",
    "有居民说：“账算明白了，气就顺了。”",
    "制度的生命力在于执行——再好的办法，停在纸上也只是一句空话。",
    "“民有所呼，我有所应”，说起来容易；天天做、件件做，并不容易。",
    "据《示例日报》报道，某市建成社区食堂1,260家，日均服务老年人约8.5万人次。",
    "从“一票否决”到“一梯共治”，变的是办法，不变的是商量。",
    "API、GDP、CPI 这些缩写，第一次出现时应当写出全称（例如 Gross Domestic Product）。",
    "要点有三：一是摸清底数；二是分类施策；三是长效管护……缺一不可！",
    "这项工作由民政部门牵头，财政、住建、卫健等部门配合，街道（乡镇）具体落实。",
    "设 $x$ 为基期量，$r$ 为增长率，则现期量为 $x(1+r)$，年均增长率满足 $(1+r)^n=\\frac{B}{A}$。",
    "详见 https://example.org/policy/2026/09/community-canteen?from=handout&id=20260918 的全文。",
    "李某某等三人于2026年9月18日至10月8日走访了37个村、112户。",
    "The committee reviewed internationalization and responsibility-sharing arrangements in 2025.",
    "治理的“最后一公里”，往往卡在“谁来管、谁出钱、谁负责”这九个字上。",
)
"""The sentences of paragraphs: numbers with units, quotations, dashes, Latin words, formulas and addresses among Chinese."""
PHRASES = (
    "需求找准", "资金分摊难", "长效管护", "让数据多跑路、让群众少跑腿", "建机制", "从“有没有”转向“好不好”", "以点带面",
    "基层减负：谁来减、减什么、怎么减", "社区食堂", "共同富裕的县域样本", "产业链", "把好事办好、实事办实",
)  # fmt: skip
"""Titles and leads."""
WIDE_FORMULA = (
    "\\bar{r}=\\sqrt[n]{\\frac{B}{A}}-1=\\sqrt[4]{\\frac{690}{180}}-1\\approx 40\\%",
    "S=a_1+a_2+a_3+a_4+a_5+a_6+a_7+a_8+a_9+a_{10}=\\frac{(a_1+a_{10})\\times 10}{2}=5(a_1+a_{10})",
    "1-2+3-4+5-6+7-8+9-10+11-12+13-14+15-16+17-18+19-20+21-22+23-24+25-26=-13",
)
LONG_CODE = (
    "result = summarize(read_table('2026-09.csv'), columns=['region', 'count', 'rate'], order='rate', limit=20)  # 汇总",
    "https://example.org/a/very/long/path/without/any/space/that/no/line/of/a/small/page/can/hold/20260918.html",
    "for name in names: print(name)",
)
PICTURES = MappingProxyType({"wide.svg": (900, 240), "tall.svg": (240, 900), "small.svg": (60, 60), "page.svg": (600, 800)})
"""The pictures by name, with their sizes in px."""
LEVELS = ("# ", "## ", "### ")


@dataclass
class HandoutSource:
    """A handout while it is generated, with the texts that must stand beside others."""

    random: Random
    keep_with_next: list[str] = field(default_factory=list)
    """Texts that may not end a page: headings, captions of tables, titles."""
    keep_with_previous: list[str] = field(default_factory=list)
    """Texts that may not begin a page: attributions and sources."""
    ids: int = 0
    level: int = -1
    """The level of the latest heading."""

    def name(self, kind: str) -> str:
        """A text that occurs once."""
        self.ids += 1
        return f"{kind}{self.random.choice(PHRASES)}其{self.ids}"

    def title(self, kind: str) -> str:
        """A title, which may not end a page."""
        made = self.name(kind)
        self.keep_with_next.append(made)
        return made

    def text(self, most: int = 6) -> str:
        """Some sentences, now and then with a footnote, a mark or a blank."""
        sentences = self.random.choices(SENTENCES, k=self.random.randint(1, most))
        place = self.random.randrange(len(sentences))
        added = self.random.choice(ADDITIONS)
        sentences[place] = sentences[place][:-1] + added + sentences[place][-1]
        return "".join(sentences)

    def paragraph(self) -> list[str]:
        """One to three paragraphs."""
        return [line for _ in range(self.random.randint(1, 3)) for line in (self.text(), "")]

    def heading(self) -> list[str]:
        """A heading or two, with something behind them."""
        level = self.random.randint(0, min(self.level + 1, len(LEVELS) - 1))
        above = [f"{LEVELS[level - 1]}{self.title('节')}", ""] if level and self.random.random() < 0.4 else []
        self.level = level
        return [*above, f"{LEVELS[level]}{self.title('题')}", "", self.text(), ""]

    def points(self) -> list[str]:
        """Points with leads."""
        lines = ["::: points"]
        for number in range(self.random.randint(1, 4)):
            lines += [f"{number + 1}. **{self.name('点')}。** {self.text(3)}", ""]
        return [*lines, ":::", ""]

    def ordered(self) -> list[str]:
        """A list that starts at any number."""
        first = self.random.choice((1, 1, 4, 10, 98))
        return [*(f"{first + n}. {self.text(2)}" for n in range(self.random.randint(2, 6))), ""]

    def bullets(self) -> list[str]:
        """A list of two levels."""
        return [*(f"{'  ' * (n % 2)}- {self.text(1)}" for n in range(self.random.randint(2, 6))), ""]

    def table(self) -> list[str]:
        """A table of two to nine columns, whose cells hold words, numbers or sentences."""
        columns = self.random.choice((2, 3, 4, 5, 7, 9))
        kinds = [self.random.choice(CELLS) for _ in range(columns)]

        def row(cell: Callable[[int], str]) -> str:
            return f"| {' | '.join(cell(n) for n in range(columns))} |"

        rows = [row(lambda n: kinds[n](self)) for _ in range(self.random.choice((2, 4, 8, 20)))]
        return [f"::: table {self.title('表')}", row(lambda n: f"项目{n + 1}"), "|" + "---|" * columns, *rows, ":::", ""]

    def figure(self) -> list[str]:
        """A picture with a caption."""
        picture = self.random.choice(tuple(PICTURES))
        caption = self.name("图")
        self.keep_with_previous.append(caption)
        width = self.random.choice(("", "{width=40%}", "{width=100%}"))
        return [f'![示意图](pictures/{picture} "{caption}"){width}', ""]

    def formula(self) -> list[str]:
        """A displayed formula or one in a line."""
        made = self.random.choice(WIDE_FORMULA)
        return ["$$", made, "$$", ""] if self.random.random() < 0.5 else [f"于是 ${made}$，即为所求。", ""]

    def code(self) -> list[str]:
        """A listing."""
        return ["```python", *self.random.choices(LONG_CODE, k=self.random.randint(1, 8)), "```", ""]

    def quote(self) -> list[str]:
        """A quotation with its source."""
        by = f"《{self.name('书')}》"
        self.keep_with_previous.append(by)
        return [f"> {self.text(3)}", ">", f"> ——张居正，{by}", ""]

    def event(self) -> list[str]:
        """An event with its source."""
        source = self.name("报")
        self.keep_with_previous.append(source)
        return [f'::: event {self.title("事")} {{source="{source}" date=2026年9月}}', self.text(), ":::", ""]

    def box(self) -> list[str]:
        """A box of some kind."""
        kind = self.random.choice(("key", "tip", "warning", "memory", "case", "definition", "material"))
        return [f"::: {kind} {self.name('框')}", *self.paragraph(), ":::", ""]

    def choice(self) -> list[str]:
        """An exercise with options, short or long."""
        options: tuple[str, ...]
        options = self.random.choice((("甲", "乙", "丙", "丁"), ("按楼层系数计算", "提取住房公积金", "以租代建", "由一楼住户承担")))
        if self.random.random() < 0.3:
            options = tuple(self.random.choices(SENTENCES[:10], k=4))
        lines = [f"{letter}. {words}" for letter, words in zip("ABCD", options, strict=True)]
        stem = f"下列说法最恰当的是（　　）。{self.text(1)}"
        return ["::: exercise {points=2}", stem, "", *lines, "", "答案：C", f"解析：{self.text(2)}", ":::", ""]

    def essay(self) -> list[str]:
        """An exercise with room for an answer."""
        limit = self.random.choice(("limit=150", "limit=300", 'space="lines 6"', "limit=800-1000"))
        return [f"::: exercise 简答 {{points=20 {limit}}}", self.text(2), "", f"答案：{self.text(4)}", ":::", ""]


ADDITIONS = (
    "", "", "", "", "^[据某市统计局公布的数据，未计管线迁改费用；口径以当年年报为准。]", "，即==关键之处==",
    "{{共建共治共享}}", "**不可偏废**",
    "（{北京大学|běijīng dàxué}）", "，{用不久|.}", "`very_long_function_name_without_break(argument_one, argument_two)`",
)  # fmt: skip
CELLS: tuple[Callable[[HandoutSource], str], ...] = (
    lambda source: source.random.choice(("是", "否", "一、二楼住户")),
    lambda source: source.random.choice(("1,260.5", "43.5%", "−12.8", "20260918")),
    lambda source: source.random.choice(PHRASES),
    lambda source: source.random.choice(SENTENCES[:9]),
    lambda source: source.random.choice(("Gross Domestic Product", "$r=\\frac{B-A}{A}$", "internationalization")),
)
"""What the cells of a column hold."""
BLOCKS: Mapping[str, Callable[[HandoutSource], list[str]]] = MappingProxyType(
    {
        name: getattr(HandoutSource, name)
        for name in (
            "paragraph", "heading", "points", "ordered", "bullets", "table", "figure", "formula", "code", "quote", "event", "box",
            "choice", "essay",
        )
    }
)  # fmt: skip
"""The kinds of blocks by name."""
HEADS: Sequence[str] = ("", "", "links: qr", "indexes: [figures, tables]", "answers: beside", "numbering: {section: 第一章}")
"""A line of the front matter."""


def generate_handout(seed: int) -> tuple[str, HandoutSource]:
    """The Markdown of the handout of a seed, and what must stand beside what."""
    source = HandoutSource(Random(seed))
    kinds = source.random.choices(tuple(BLOCKS), weights=[5, 3, *[1] * (len(BLOCKS) - 2)], k=source.random.randint(4, 14))
    lines = ["---", f"title: {source.random.choice(PHRASES)}", source.random.choice(HEADS), *["columns: 2"] * (seed % 4 == 1), "---", ""]
    for kind in kinds:
        lines += BLOCKS[kind](source)
    return "\n".join([*lines, "全文完。"]) + "\n", source


def draw_picture(width: int, height: int) -> str:
    """An SVG of a frame of this size in px."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" fill="#eee" stroke="#333"/></svg>'
    )
