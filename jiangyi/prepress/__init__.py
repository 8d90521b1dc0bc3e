"""A finished PDF made ready for the print shop: on sheets, with marks, in grey. Nothing here lays out text."""

from jiangyi.prepress.kit import SHEETS, Kit

__all__ = ["SHEETS", "Kit"]
