"""Find the edits of a text that cannot be made, by bisection with a test of any number of edits."""

from collections.abc import Callable, Iterator, Sequence

from jiangyi.punctuation import Edit

WORK, MIN_TRIALS = 2_000_000, 6
"""The characters that may be parsed to find the edits that cannot be made, and the least number of tests."""
OPENINGS, OPENING_WORK = "[*", 100
"""Characters that may open marks inside of others, and how many plain characters one takes as long to read as."""


class EditTrials:
    """Tests edits of a text, a limited number of times for all rounds together: each test reads the whole text again."""

    def __init__(self, is_allowed: Callable[[Sequence[Edit]], bool], text: str) -> None:
        self._is_allowed = is_allowed
        self._left = max(MIN_TRIALS, WORK // (1 + len(text) + OPENING_WORK * sum(map(text.count, OPENINGS))))

    @property
    def are_exhausted(self) -> bool:
        """Whether no test is left."""
        return self._left <= 0

    def refuse_edits(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        """The edits that cannot be made with the others before them; what is undecided when no test is left is refused."""
        accepted: list[Edit] = []
        pending = [edits]
        while pending:
            some = pending.pop()
            if self._try([*accepted, *some]):
                accepted += some
            elif len(some) == 1 or self.are_exhausted:
                yield from some
            else:
                middle = len(some) // 2
                pending += [some[middle:], some[:middle]]

    def _try(self, edits: Sequence[Edit]) -> bool:
        if self.are_exhausted:
            return False
        self._left -= 1
        return self._is_allowed(edits)
