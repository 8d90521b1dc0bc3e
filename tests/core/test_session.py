"""In-process memos: a result is shared within a session, never across sessions, and not stored at all without one."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from jiangyi.core import ById, Extensions, Memo, Session, active_extensions, active_session, memoize


class Counter:
    """A pure function that counts its calls; inside `Session().activate()` the session of conftest is not used."""

    def __init__(self) -> None:
        self.calls: list[object] = []

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Return the arguments and count the call."""
        self.calls.append((args, kwargs))
        return args, kwargs


def without_session(function: object, *args: object) -> object:
    """Call a function where no session is active."""
    with ThreadPoolExecutor(1) as thread:  # a new thread has an empty context
        return thread.submit(function, *args).result()  # type: ignore[arg-type]


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_result_is_shared_within_a_session_and_not_across(counter: Counter) -> None:
    double = memoize()(counter)
    with Session().activate():
        assert double(1) == double(1)
        assert len(counter.calls) == 1
        with Session().activate():
            double(1)
            assert len(counter.calls) == 2
        double(1)
        assert len(counter.calls) == 2, "the outer session is active again with its results"


def test_nothing_is_stored_without_a_session(counter: Counter) -> None:
    memo = Memo[object]("test")
    double = memoize()(counter)

    def twice() -> None:
        assert active_session() is None
        double(1)
        double(1)
        memo.get_or_compute("slot", 1, counter)
        memo.get_or_compute("slot", 1, counter)

    without_session(twice)
    assert len(counter.calls) == 4


def test_memoize_distinguishes_arguments(counter: Counter) -> None:
    double = memoize()(counter)
    calls = (((1,), {}), ((1, 2), {}), ((), {"a": 1}), ((), {"a": 1, "b": 2}), (((), (("a", 1),)), {}))
    with Session().activate():
        for args, kwargs in calls:
            assert double(*args, **kwargs) == (args, kwargs)
            assert double(*args, **kwargs) == (args, kwargs)
        assert double(b=2, a=1) == ((), {"a": 1, "b": 2})
    assert len(counter.calls) == len(calls)


def test_memoize_stores_none_but_no_exception() -> None:
    calls = []

    @memoize()
    def fail_once(value: int) -> None:
        calls.append(value)
        if len(calls) == 1:
            raise ValueError("once")

    with Session().activate():
        with pytest.raises(ValueError, match="once"):
            fail_once(1)
        assert fail_once(1) is None  # type: ignore[func-returns-value]
        assert fail_once(1) is None  # type: ignore[func-returns-value]
    assert len(calls) == 2


def test_memoize_evicts_the_least_recently_used_result(counter: Counter) -> None:
    double = memoize(2)(counter)
    with Session().activate():
        for value in (1, 2, 1, 3, 1, 2):
            double(value)
    assert [args for args, _ in counter.calls] == [(1,), (2,), (3,), (2,)]


def test_memo_reuses_a_slot_while_its_inputs_are_equal() -> None:
    memo, computed = Memo[int]("test", 2), list[int]()

    def compute(value: int) -> int:
        computed.append(value)
        return value

    with Session().activate() as session:
        results = [memo.get_or_compute(key, [key], lambda key=key: compute(key)) for key in (1, 2, 1, 3, 1, 2)]  # type: ignore[misc]
        assert results == [1, 2, 1, 3, 1, 2]
        assert computed == [1, 2, 3, 2], "the least recently used slot is evicted first"
        assert memo.get_or_compute(2, "other inputs", lambda: compute(4)) == 4
        session.clear()
        assert memo.get_or_compute(2, "other inputs", lambda: compute(5)) == 5


def test_by_id_compares_by_identity() -> None:
    one, other = ["甲"], ["甲"]
    assert ById(one) == ById(one)
    assert ById(one) != ById(other)
    assert len({ById(one), ById(one), ById(other)}) == 2


def test_threads_enter_a_session_of_their_own_accord(counter: Counter) -> None:
    double = memoize()(counter)
    session = Session()
    with session.activate():
        double(1)
        inherited = copy_context()
    with ThreadPoolExecutor(1, initializer=session.enter) as thread:
        assert thread.submit(active_session).result() is session
        thread.submit(double, 1).result()
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(active_session).result() is None
        assert thread.submit(inherited.run, active_session).result() is session
    assert len(counter.calls) == 1


def test_memos_are_safe_in_threads() -> None:
    double = memoize(3)(lambda value: value * 2)
    session = Session()
    with ThreadPoolExecutor(8, initializer=session.enter) as threads:
        assert list(threads.map(double, list(range(20)) * 200)) == [value * 2 for value in list(range(20)) * 200]


def test_extensions_belong_to_a_session(counter: Counter) -> None:
    double = memoize()(counter)
    with Session().activate() as session:
        assert active_extensions() == Extensions()
        double(1)
        session.set_extensions(Extensions(blocks=(int,)))
        assert active_extensions().blocks == (int,)
        double(1)
        assert len(counter.calls) == 2, "results of other extensions are dropped"
        session.set_extensions(Extensions(blocks=(int,)))
        double(1)
        assert len(counter.calls) == 2
    assert without_session(active_extensions) == Extensions()
