"""The accessibility metadata of an EPUB, with each claim only where it is true of this book.

EPUB Accessibility 1.1 with the vocabulary of schema.org. What every book has is ensured by the templates and checked by the validators.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiangyi.model import get_labels

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
CERTIFIER = "jiangyi"
"""The certifier: the program has checked every rule that a program can check."""


@dataclass(frozen=True)
class AccessibilityFeature:
    """A feature that a book may have: its sign in the markup, what is claimed, and its sentence in the summary."""

    sign: str
    claims: tuple[str, ...]
    sentence: str
    """A key of the labels."""


FEATURES = (
    AccessibilityFeature("", ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"), "access_text"),
    AccessibilityFeature("<img ", ("alternativeText",), "access_pictures"),
    AccessibilityFeature("<math", ("MathML",), "access_formulas"),
    AccessibilityFeature("<ruby", ("rubyAnnotations",), "access_readings"),
    AccessibilityFeature('role="doc-pagebreak"', ("pageBreakMarkers", "pageNavigation"), "access_pages"),
)
"""In the order of the summary; one with an empty sign applies to every book."""


def list_claims(chapters: Iterable[str], lang: str, source: str) -> Iterator[tuple[str, str]]:
    """The properties of the package document with their values; `source` is the printed edition that page marks refer to."""
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
