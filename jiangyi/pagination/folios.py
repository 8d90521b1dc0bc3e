"""The page number that is printed on a page."""

from dataclasses import dataclass

PAGE_NUMBER_SELECTOR = "[data-page]"
"""A stylesheet with this selector prints the page numbers that the markup gives in `data-page`."""


@dataclass(frozen=True)
class Folio:
    """A printed page number."""

    label: str
    """As printed, such as 12 or iv."""
    style: str
    """The CSS counter style that it is printed in, such as decimal or lower-roman."""
