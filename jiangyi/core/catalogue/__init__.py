"""The catalogue of diagnostics: for each code its message, hints, reason, and a bad and a good example."""

from collections.abc import Mapping

from jiangyi.core.catalogue.blocks import BLOCKS
from jiangyi.core.catalogue.content import CONTENT
from jiangyi.core.catalogue.copies import COPIES
from jiangyi.core.catalogue.dialect import DIALECT
from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, CatalogueExample, Severity
from jiangyi.core.catalogue.ereaders import EREADERS
from jiangyi.core.catalogue.exercises import EXERCISES
from jiangyi.core.catalogue.house_style import HOUSE_STYLE
from jiangyi.core.catalogue.pages import PAGES
from jiangyi.core.catalogue.punctuation import PUNCTUATION
from jiangyi.core.catalogue.stylesheets import STYLESHEETS
from jiangyi.core.catalogue.syntax import SYNTAX
from jiangyi.core.session import active_extensions

__all__ = ["CATALOGUE", "CODES", "ERROR", "WARNING", "CatalogueEntry", "CatalogueExample", "Severity", "available_codes"]

CATALOGUE = (*SYNTAX, *CONTENT, *BLOCKS, *DIALECT, *EXERCISES, *STYLESHEETS, *HOUSE_STYLE, *PUNCTUATION, *PAGES, *EREADERS, *COPIES)
CODES = {code.name: code for code in CATALOGUE}


def available_codes() -> Mapping[str, CatalogueEntry]:
    """Every code by its name, with those that the checks of active plug-ins declare."""
    added = {code.name: code for check in active_extensions().checks for code in check.codes}
    return added | CODES if added else CODES
