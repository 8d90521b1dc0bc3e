"""The catalogue of diagnostics: what each code says, why it matters, and an example of the bad and the good."""

from jiangyi.codes.base import ERROR, WARNING, Code, Example, Severity
from jiangyi.codes.content import CONTENT
from jiangyi.codes.exercises import EXERCISES
from jiangyi.codes.looks import LOOKS
from jiangyi.codes.marks import MARKS
from jiangyi.codes.style import STYLE

__all__ = ["CATALOGUE", "CODES", "ERROR", "WARNING", "Code", "Example", "Severity"]

CATALOGUE = (*CONTENT, *EXERCISES, *LOOKS, *STYLE, *MARKS)
CODES = {code.name: code for code in CATALOGUE}
