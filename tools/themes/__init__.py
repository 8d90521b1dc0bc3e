"""Generate docs/themes*.md: the same pages in every theme."""
