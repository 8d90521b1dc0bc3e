"""The EPUB writer: the container, its cover image, and images in formats that all e-readers support."""
