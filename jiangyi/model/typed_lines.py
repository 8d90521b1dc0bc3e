"""Lines that say in running text what a handout belongs to and where something comes from, as the fields that they stand for."""

from jiangyi.core import compile_late

PARTS = compile_late(r"\s*[·・•|｜\u3000]\s*|\s+[-—–]+\s+|\s*——\s*")
ISSUE = compile_late(r"(?:总?第\s*[\d〇零一二三四五六七八九十百]+\s*[期辑讲]|[Nn]o\.?\s*\d+|[Ii]ssue\s*\d+)$")
ADDRESS = compile_late(r"https?://[^\s，。；、（）()《》]+")
DATE = compile_late(
    r"(?:(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}\s*月\s*\d{1,2}\s*日)$"
)
BETWEEN = " \t\u3000，,、；;：:（）()"


def read_series_line(text: str) -> dict[str, str]:
    """The series, the column and the issue in a line such as 省考上岸 · 热点素材积累 · 第 3 期."""
    found: dict[str, str] = {}
    rest = text.strip()
    issue = ISSUE.search(rest)
    if issue and issue.start():
        found["issue"], rest = issue[0], PARTS.sub(" · ", rest[: issue.start()]).strip(" ·")
    name, *others = [part for part in PARTS.split(rest) if part]
    return {"name": name} | ({"column": " · ".join(others)} if others else {}) | found


def read_origin_line(text: str) -> dict[str, str]:
    """The name, the address and the date in a line such as 示例晚报 2026年9月."""
    found: dict[str, str] = {}
    rest = text.strip()
    address = ADDRESS.search(rest)
    if address:
        found["url"], rest = address[0], f"{rest[: address.start()]} {rest[address.end() :]}".strip(BETWEEN)
    date = DATE.search(rest)
    if date and (not date.start() or rest[date.start() - 1] in BETWEEN + "报网社刊》"):
        found["date"], rest = date[0], rest[: date.start()]
    name = rest.strip(BETWEEN)
    return {key: value for key, value in ({"name": name} | found).items() if value}
