"""Validation of plain data against the model, and what is left of it where it has errors."""
