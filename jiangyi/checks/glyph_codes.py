"""The codes of characters without a glyph, apart from the check itself, which needs the model."""

GLYPH_CODES = ("glyph-missing", "glyph-required")
"""A warning, and the error where `strict` is set."""
