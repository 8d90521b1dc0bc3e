"""Fit wide tables while a document is laid out: each layout shows what they need, and the next one has them fitted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.core import WHOLE_FILE, Report
from jiangyi.engine import find_free_height, measure_blocks
from jiangyi.writers.pdf.table_fits import TableFit, TableNeed, choose_fit, read_needs, read_page_room
from jiangyi.writers.pdf.table_pieces import TablePlace, find_table_places, fitted_tables

ROUNDS = 4
"""The most layouts to fit tables; each tries a further step."""


@dataclass
class TableFitter:
    """The fits of the wide tables of one document."""

    css: str
    fits: dict[str, TableFit] = field(default_factory=dict)
    needs: dict[str, TableNeed] = field(default_factory=dict)
    """Of the last layout."""
    first_needs: dict[str, TableNeed] = field(default_factory=dict)
    """Of each table before it was fitted."""
    places: dict[str, TablePlace] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    """The tables with the pages before them looked at."""

    @contextmanager
    def applied(self, root: Any) -> Iterator[None]:
        """A tree with its tables fitted as far as is known; it is laid out inside the `with` block."""
        with fitted_tables(root, self.fits):
            yield
            self.needs = read_needs(root)

    def improve(self, root: Any) -> bool:
        """Choose fits for the tables that had too little room; False where another layout would change nothing."""
        due = {name: need for name, need in self.needs.items() if name not in self.fits or not need.is_met_by(self.fits[name])}
        if not due:
            return False
        self.first_needs = {**due, **self.first_needs}
        self.places |= find_table_places(root, [name for name in due if name not in self.places])
        room = read_page_room(self.css)
        for name in due:
            place, known = self.places[name], self.fits.get(name)
            before = known.step if known else -1
            self.fits[name] = choose_fit(
                self.first_needs[name], room, before, spans=place.spans, turns=place.turns, is_short=place.is_short
            )
        return True

    def fill_pages(self, document: Any, root: Any) -> bool:
        """Move text from behind tables on landscape pages to the page before, as much as it has room for; False where nothing is moved."""
        names = [name for name, fit in self.fits.items() if fit.is_landscape and name not in self.filled]
        if not names:
            return False
        self.filled.update(names)
        turned = find_table_places(root, names)
        places = measure_blocks(document, [one for place in turned.values() for one in (place.element, *place.next_texts)])
        for name, place in turned.items():
            if place.element not in places or not (page := places[place.element].page):
                continue
            left, passed = find_free_height(document, page - 1), 0
            for text in place.next_texts:
                left -= places[text].height if text in places else left + 1
                if left < 0:
                    break
                passed += 1
            self.fits[name] = replace(self.fits[name], passed=max(passed, int(place.is_after_heading)))
        return any(self.fits[name].passed for name in turned)

    def report(self, report: Report) -> None:
        """Say what was done with each table."""
        for name, fit in self.fits.items():
            report.add("table-wide", WHOLE_FILE, table=self.places[name].title, done=fit.description, block=name)
