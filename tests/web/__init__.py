"""The HTML edition in a browser."""
