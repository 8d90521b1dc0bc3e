"""Setting lines: what stands between two characters, where lines break, and how the print engine is told."""
