"""Handouts as files: list them, make, rename, duplicate and delete them, and keep book.yaml in step."""
