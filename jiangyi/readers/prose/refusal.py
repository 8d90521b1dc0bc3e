"""Find the edits of a text that cannot be made, by bisection with a test of any number of edits."""

from collections.abc import Callable, Iterator, Sequence

from jiangyi.punctuation import Edit

WORK, MIN_TRIALS = 2_000_000, 24
"""The characters that may be parsed to find the edits that cannot be made, and the least number of tests."""


def refuse_edits(edits: Sequence[Edit], is_allowed: Callable[[Sequence[Edit]], bool], length: int) -> Iterator[Edit]:
    """The edits that cannot be made with the others before them.

    The number of tests of a text of a length is limited: what is undecided then is refused.
    """
    left = max(MIN_TRIALS, WORK // max(1, length))
    accepted: list[Edit] = []
    pending = [edits]
    while pending:
        some = pending.pop()
        left -= 1
        if left >= 0 and is_allowed([*accepted, *some]):
            accepted += some
        elif len(some) == 1 or left < 0:
            yield from some
        else:
            middle = len(some) // 2
            pending += [some[middle:], some[:middle]]
