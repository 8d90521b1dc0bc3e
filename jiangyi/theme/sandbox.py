"""The sandbox of templates: they read the plain data of their context, call its functions, and do a limited amount of work.

A template of a workspace may come from a stranger. Jinja's sandbox keeps it away from the internals of Python; on top of that, of an
object only data fields, properties and the methods that its class names in `template_methods` can be read, because other methods of
the model belong to libraries, and some of those read files.
"""

import functools
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from enum import Enum
from functools import cached_property, wraps
from typing import Any, TypeVar

from jinja2 import nodes, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.filters import do_sum
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from jiangyi.theme.template_work import PREDICTIONS, TEXT_PER_STEP, WIDENING, Work, WorkCounter

Value = TypeVar("Value")

TEXT_METHODS = """
    capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower isnumeric isspace istitle isupper
    join lower lstrip partition removeprefix removesuffix replace rfind rindex rpartition rsplit rstrip split splitlines startswith
    striptags strip swapcase title unescape upper
"""
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(TEXT_METHODS.split()),
    Mapping: frozenset(("get", "items", "keys", "values")),
    tuple: frozenset(("count", "index")),
    list: frozenset(("count", "index")),
    range: frozenset(("start", "stop", "step")),
    frozenset: frozenset(("isdisjoint", "issubset", "issuperset")),
    Enum: frozenset(("name", "value")),
}
"""The attributes of built-in types that can be read. `center` and the like, which make a text of any length, are not among them."""
PLAIN = (str, int, float, tuple, frozenset, type(None))
"""The types of class attributes that are data."""
FIELD_TABLES = ("model_fields", "__dataclass_fields__", "__struct_fields__", "_fields")
"""Where pydantic, dataclasses, msgspec and named tuples list the fields of a class."""
FILTERS = """
    abs batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format groupby indent int
    items join last length list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort string
    striptags sum title tojson trim truncate unique upper urlencode wordcount xmlattr
"""
"""Jinja's filters, without those that are random, show internals, or take more than linear time."""
GLOBALS = frozenset(("range", "dict", "cycler", "joiner", "namespace"))
"""Jinja's functions, without the one that makes placeholder text."""
COPIED = (str, list, tuple, dict, set, range)
"""The types of arguments that are counted."""
CONTEXT_TYPES = (types.FunctionType, types.MethodType, functools.partial)
"""The types of functions of the context."""
CALL_STEPS, CONTEXT_STEPS, CONTEXT_TEXT_STEPS = 10, 30, 8
"""A call takes as long as so many steps of a loop; one of a function of the context more, and more for each character of its texts."""


@pass_environment
def sum_numbers(environment: "Sandbox", values: Iterable[Any], attribute: str | int | None = None) -> Any:
    """The sum of numbers; Jinja's filter also joins lists, in quadratic time."""
    return do_sum(environment, values, attribute)


def list_plain_names(kind: type) -> frozenset[str]:
    """The attributes of a type that templates can read: its data, and what it names in `template_names` or `template_methods`."""
    if "template_names" in vars(kind):
        return frozenset(kind.template_names)  # type: ignore[attr-defined]
    found = set[str](getattr(kind, "template_methods", ()))
    for base, names in METHODS.items():
        found |= names if issubclass(kind, base) else frozenset()
    fields = {name for table in FIELD_TABLES for name in getattr(kind, table, ())}
    if fields or issubclass(kind, Enum):
        shown = (*PLAIN, property, cached_property)
        found |= fields | {name for base in kind.__mro__ for name, value in vars(base).items() if isinstance(value, shown)}
    return frozenset(name for name in found if not name.startswith(("_", "model_")))


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of templates that are not all the program's own."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=self._count_output, **options)
        self.work = Work()
        self._names: dict[type, frozenset[str]] = {}
        for name in set(self.globals) - set(GLOBALS):
            del self.globals[name]
        self._classes = frozenset(one for one in self.globals.values() if isinstance(one, type))
        counted = {name: self._counted(name, function) for name, function in self.filters.items() if name in FILTERS.split()}
        own: Mapping[str, Callable[..., Any]] = {"_looped": self._count_loop, "_made": self._count_text, "_used": self._count_value}
        counted["sum"] = self._counted("sum", sum_numbers)
        self.filters = {**counted, **own}
        self.tests = {name: self._counted(name, test) for name, test in self.tests.items()}

    # Counting -----------------------------------------------------------------------------------------------

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:  # noqa: FBT001, FBT002
        """The code of a template, which counts what it does."""
        return super()._generate(WorkCounter().visit(source), name, filename, defer_init)

    def _load_template(self, name: str, *arguments: Any) -> Any:
        self.work.add_steps(CALL_STEPS)
        return super()._load_template(name, *arguments)

    def _count_loop(self, values: Iterable[Value]) -> Iterable[Value]:
        if isinstance(values, Sized):
            self.work.add_steps(1 + len(values))
            return values
        return self._count_items(values)

    def _count_items(self, values: Iterable[Value]) -> Iterator[Value]:
        for value in values:
            self.work.add_steps(1)
            yield value

    def _count_text(self, text: Value) -> Value:
        self.work.add_text(len(text))  # type: ignore[arg-type]
        return text

    def _count_value(self, value: Value) -> Value:
        self.work.add_value(value)
        return value

    def _count_output(self, value: Value) -> Value:
        if isinstance(value, str):
            length = len(value)
            if length >= TEXT_PER_STEP:
                self.work.add_text(length)
        elif not isinstance(value, int):
            self.work.add_value(value)
        return value

    def _counted(self, name: str, function: Any) -> Callable[..., Any]:
        """A filter or a test that counts its arguments; one that makes a longer text counts this first."""
        work, predict = self.work, PREDICTIONS.get(name)

        @wraps(function)
        def counted(*values: Any, **named: Any) -> Any:
            first = 1 if hasattr(function, "jinja_pass_arg") else 0
            given = [list(value) if name == "join" and isinstance(value, Iterator) else value for value in values[first:]]
            for value in (*given, *named.values()):
                work.add_value(value)
            if name == "format":
                work.check_format(str(given[0]))
            for value in (*given[1:], *named.values()) if name in WIDENING else ():
                work.check_number(value)
            if predict:
                work.add_text(predict(*given, **named))
            return function(*values[:first], *given, **named)

        return counted

    # Attributes ---------------------------------------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; else an item, as in templates `a.b` may be either."""
        kind = type(obj)
        names = self._names.get(kind)
        if names is None:
            names = self._names[kind] = list_plain_names(kind)
        if attribute in names:
            return getattr(obj, attribute)
        if kind is dict and attribute in obj and not hasattr(dict, attribute):
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True for plain data, and for what Jinja's own objects show."""
        kind = type(obj)
        if kind.__module__.startswith("jinja2."):
            return super().is_safe_attribute(obj, attr, value)
        return attr in list_plain_names(kind)

    # Operators and calls ------------------------------------------------------------------------------------

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result of an operator that may take long, or make something long."""
        work = self.work
        if operator == "%" and isinstance(left, str):
            work.check_format(left)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            work.check_number(left.bit_length() * right)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, int):
                work.check_number(one.bit_length())
            elif operator == "*" and isinstance(one, Sized) and isinstance(other, int):
                work.add_text(len(one) * other)
                if not isinstance(one, str):
                    work.check_number(len(one) * other)
            work.add_value(one)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, function: Any, /, *values: Any, **named: Any) -> Any:
        """The result of a call of a function of the context or of a template, or of a method of plain data."""
        work = self.work
        if isinstance(function, CONTEXT_TYPES):
            work.add_steps(getattr(function, "template_steps", CONTEXT_STEPS))
            work.add_steps(CONTEXT_TEXT_STEPS * sum(len(one) for one in values if isinstance(one, str)))
        else:
            work.add_steps(CALL_STEPS)
        for value in values:
            if isinstance(value, COPIED):
                work.add_value(value)
        if isinstance(function, type) and function not in self._classes:
            message = f"{function.__name__} cannot be called"
            raise SecurityError(message)
        owner = getattr(function, "__self__", None)
        if isinstance(owner, str):
            work.add_value(owner)
            values = tuple(list(value) if isinstance(value, Iterator) else value for value in values)
            predict = PREDICTIONS.get(function.__name__)
            if predict:
                given = (values[0], owner) if function.__name__ == "join" and values else (owner, *values)
                work.add_text(predict(*given, **{name: value for name, value in named.items() if name[0] != "_"}))
        return context.call(function, *values, **named)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format`, whose fields are read as attributes in templates are, and whose widths are limited."""
        formatted = super().wrap_str_format(value)
        if formatted is None:
            return None

        def format_text(*values: Any, **named: Any) -> str:
            self.work.check_format(value.__self__)
            for one in (*values, *named.values()):
                self.work.check_number(one)
                self.work.add_value(one)
            return formatted(*values, **named)

        return format_text
