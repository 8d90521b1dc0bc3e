"""Options and answers below a list in an exercise, which Markdown takes for further lines of its last item."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from jiangyi.readers.parsed_data import LISTS
from jiangyi.readers.questions.lines import STRONG_OPTION, opens_answer


def split_lazy_lines(groups: Iterable[list[Token]]) -> Iterator[list[Token]]:
    """The blocks with a list before each paragraph that begins with an option or answer in the last item of that list."""
    for group in groups:
        at = _find_last_text(group) if group[0].type in LISTS else None
        lines = group[at].content.split("\n") if at else []
        cut = next((n for n, line in enumerate(lines) if n and (opens_answer(line) or STRONG_OPTION.match(line.strip()))), 0)
        if at is None or not cut:
            yield group
            continue
        start, end = group[at].map or (0, 0)
        kept = group[at].copy(content="\n".join(lines[:cut]), map=[start, start + cut])
        yield [*group[:at], kept, *group[at + 1 :]]
        place = [start + cut, end]
        opening, closing = (group[at + step].copy(map=place, level=0, hidden=False) for step in (-1, 1))
        yield [opening, group[at].copy(content="\n".join(lines[cut:]), map=place, level=1), closing]


def _find_last_text(group: list[Token]) -> int | None:
    """Where the text of the last item of a list is, if the item ends with it."""
    tail = [token.type for token in group[-4:]]
    return len(group) - 4 if tail[:3] == ["inline", "paragraph_close", "list_item_close"] else None
