"""The HTML writer: one self-contained page."""
