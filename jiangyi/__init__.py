"""jiangyi 讲义: structured notes in, a printed handout and an EPUB out."""

__version__ = "0.1.0"
