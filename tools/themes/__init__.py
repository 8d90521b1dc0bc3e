"""Generate docs/content/themes*.md: the same pages in every theme."""
