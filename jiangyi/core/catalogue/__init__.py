"""The catalogue of diagnostics: what each code says, why it matters, and an example of the bad and the good."""

from jiangyi.core.catalogue.content import CONTENT
from jiangyi.core.catalogue.entry import ERROR, WARNING, Code, Example, Severity
from jiangyi.core.catalogue.exercises import EXERCISES
from jiangyi.core.catalogue.house_style import STYLE
from jiangyi.core.catalogue.punctuation import MARKS
from jiangyi.core.catalogue.stylesheets import LOOKS

__all__ = ["CATALOGUE", "CODES", "ERROR", "WARNING", "Code", "Example", "Severity"]

CATALOGUE = (*CONTENT, *EXERCISES, *LOOKS, *STYLE, *MARKS)
CODES = {code.name: code for code in CATALOGUE}
