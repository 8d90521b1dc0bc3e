"""Count the occurrences of phrases (JSON on standard input) in a PDF by Poppler's own search; it runs on Debian's Python."""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402 - its version is chosen first


def main() -> None:
    """Print the numbers as JSON."""
    document = Poppler.Document.new_from_file(Path(sys.argv[1]).resolve().as_uri(), None)
    pages = [document.get_page(number) for number in range(document.get_n_pages())]
    print(json.dumps([sum(len(page.find_text(phrase)) for page in pages) for phrase in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
