"""What an EPUB says of its accessibility, each claim made only where it is true of this very book.

EPUB Accessibility 1.1 and the vocabulary of schema.org. What every book has, the templates give and the validators see to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiangyi.model import get_labels

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
CERTIFIER = "jiangyi"
"""Who says so: the program that checked every rule of it that a program can."""


@dataclass(frozen=True)
class Feature:
    """Something that a book may have: how it is seen in the markup, what is claimed, and the sentence of the summary."""

    sign: str
    claims: tuple[str, ...]
    sentence: str
    """A key of the labels; empty where it has none."""


FEATURES = (
    Feature("", ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"), "access_text"),
    Feature("<img ", ("alternativeText",), "access_pictures"),
    Feature("<math", ("MathML",), "access_formulas"),
    Feature("<ruby", ("rubyAnnotations",), "access_readings"),
    Feature('role="doc-pagebreak"', ("pageBreakMarkers", "pageNavigation"), "access_pages"),
)
"""In the order of the summary; an empty sign is in every book."""


def claims(chapters: Iterable[str], lang: str, source: str) -> Iterator[tuple[str, str]]:
    """The properties of the package, with their values; `source` is the printed edition whose page numbers are told."""
    text = "".join(chapters)
    labels = get_labels(lang)
    found = [feature for feature in FEATURES if feature.sign in text]
    pictures = "<img " in text
    yield "schema:accessMode", "textual"
    if pictures:
        yield "schema:accessMode", "visual"
        yield "schema:accessModeSufficient", "textual,visual"
    yield "schema:accessModeSufficient", "textual"  # each picture has words in its place, or says that it is decoration
    yield from (("schema:accessibilityFeature", name) for feature in found for name in feature.claims)
    yield "schema:accessibilityHazard", "none"  # nothing in it moves, flashes or sounds
    yield (
        "schema:accessibilitySummary",
        labels["between_sentences"].join(labels[feature.sentence].format(source=source) for feature in found),
    )
