"""Counts the work of templates: the steps of loops, calls, and the text that is made or compared.

Jinja limits `range` alone, but nested loops, or a text that is doubled some forty times, take all time or memory as well. The compiled
code of a template counts by calling filters that are added to its tree.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from jiangyi.core import limits

TEXT_PER_STEP = 64
"""Characters that are copied in the time of a step."""
WIDTH = re.compile(r"\d{5}|\*")
"""In a format: a width of 10,000 or more, or one that is given by a value."""


class TooMuchWork(Exception):
    """A template exceeds a limit."""

    def __init__(self, limit: limits.Limit) -> None:
        super().__init__(limit.what.en)
        self.limit = limit


class Work:
    """Counts what the templates of one document do."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps, self.depth = 0, 0

    def begin(self) -> None:
        """Begin a template, inside another one or as the first one of a document."""
        if not self.depth:
            self.steps = 0
        self.depth += 1

    def end(self) -> None:
        """End a template."""
        self.depth -= 1

    def add_steps(self, count: int) -> None:
        """Count steps. Raises TooMuchWork."""
        self.steps += count
        if self.steps > limits.TEMPLATE_STEPS.value:
            raise TooMuchWork(limits.TEMPLATE_STEPS)

    def add_text(self, length: int) -> None:
        """Count a text that is made. Raises TooMuchWork."""
        if length > limits.TEMPLATE_TEXT.value:
            raise TooMuchWork(limits.TEMPLATE_TEXT)
        self.add_steps(length // TEXT_PER_STEP)

    def add_value(self, value: object) -> None:
        """Count all that is in a value, as if it were copied or compared."""
        if isinstance(value, str):
            self.add_steps(len(value) // TEXT_PER_STEP)
            return
        due = [value]
        while due:
            one = due.pop()
            if isinstance(one, Mapping):
                due += one.values()
                self.add_steps(len(one))
            elif isinstance(one, list | tuple | set | frozenset):
                due += [inner for inner in one if not isinstance(inner, int)]
                self.add_steps(len(one))
            elif isinstance(one, range):
                self.add_steps(len(one))
            elif isinstance(one, str):
                self.add_steps(len(one) // TEXT_PER_STEP)

    def check_number(self, value: object) -> None:
        """Raise TooMuchWork for a width, a count of items or of digits that is too great."""
        if isinstance(value, int | float) and abs(value) > limits.TEMPLATE_NUMBER.value:
            raise TooMuchWork(limits.TEMPLATE_NUMBER)

    def check_format(self, text: str) -> None:
        """Raise TooMuchWork for a format with a great width."""
        if WIDTH.search(text):
            raise TooMuchWork(limits.TEMPLATE_NUMBER)


class WorkCounter(NodeTransformer):
    """Adds the filters that count to the tree of a template."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - the name of a node
        """A loop: the length of what it runs over."""
        self.generic_visit(node)
        node.iter = _apply("_looped", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        """`~`: the text that it makes."""
        self.generic_visit(node)
        return _apply("_made", node)

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802
        """A list: all that is in it."""
        self.generic_visit(node)
        return node if _is_constant(node) else _apply("_used", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        """A tuple, unless it only names variables."""
        self.generic_visit(node)
        return node if node.ctx != "load" or _is_constant(node) else _apply("_used", node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802
        """A dictionary: all that is in it."""
        self.generic_visit(node)
        return _apply("_used", node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:  # noqa: N802
        """A slice: what it is taken from."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _apply("_used", node.node)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        """A comparison of two values that are not constants: both."""
        self.generic_visit(node)
        values = (node.expr, *(operand.expr for operand in node.ops))
        if not any(isinstance(value, nodes.Const) for value in values) or any(operand.op in ("in", "notin") for operand in node.ops):
            node.expr = _apply("_used", node.expr)
            for operand in node.ops:
                operand.expr = _apply("_used", operand.expr)
        return node


def _apply(name: str, node: Any) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _is_constant(node: nodes.List | nodes.Tuple) -> bool:
    return all(isinstance(item, nodes.Const) for item in node.items)


def predict_join(values: Any, separator: Any = "", attribute: Any = None) -> int:
    """The length of joined texts; other values are taken for short ones."""
    del attribute
    parts = [len(part) if isinstance(part, str) else 1 for part in values]
    return sum(parts) + len(parts) * len(str(separator))


def predict_replaced(text: Any, old: Any, new: Any, count: Any = None) -> int:
    """The length of a text in which one is replaced by another."""
    del count
    whole = str(text)
    return len(whole) + whole.count(str(old)) * len(str(new))


def predict_indented(text: Any, width: Any = 4, *options: Any, **named: Any) -> int:
    """The length of a text with indented lines."""
    del options, named
    whole = str(text)
    return len(whole) + (whole.count("\n") + 1) * (len(width) if isinstance(width, str) else int(width))


PREDICTIONS: Mapping[str, Callable[..., int]] = {
    "join": predict_join,
    "replace": predict_replaced,
    "indent": predict_indented,
}
"""What makes a longer text of texts: a function of its arguments that returns a greatest length."""
WIDENING = frozenset(("batch", "center", "indent", "round", "slice", "tojson", "truncate"))
"""Filters whose numbers are limited."""
