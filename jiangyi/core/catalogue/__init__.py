"""The catalogue of diagnostics: for each code its message, hints, reason, and a bad and a good example."""

from jiangyi.core.catalogue.content import CONTENT
from jiangyi.core.catalogue.entry import ERROR, WARNING, Code, Example, Severity
from jiangyi.core.catalogue.exercises import EXERCISES
from jiangyi.core.catalogue.house_style import HOUSE_STYLE
from jiangyi.core.catalogue.punctuation import PUNCTUATION
from jiangyi.core.catalogue.stylesheets import STYLESHEETS

__all__ = ["CATALOGUE", "CODES", "ERROR", "WARNING", "Code", "Example", "Severity"]

CATALOGUE = (*CONTENT, *EXERCISES, *STYLESHEETS, *HOUSE_STYLE, *PUNCTUATION)
CODES = {code.name: code for code in CATALOGUE}
