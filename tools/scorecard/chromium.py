"""Samples as a web page, printed by Chromium; any page can be printed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.scorecard.setting import Sheet

NAMES = ("chromium", "chromium-browser", "google-chrome")
HTML = """<!DOCTYPE html><html lang="{lang}"><meta charset="utf-8"><style>
@page {{ size: {width}pt {height}pt; margin: {margin}pt }}
body {{ margin: 0; font: {em}pt/{line}pt "{font}"; text-align: justify; overflow-wrap: anywhere; line-break: strict;
  text-autospace: normal; text-spacing-trim: trim-start; text-wrap: pretty }}
p {{ margin: 0; text-indent: 2em }}
section {{ overflow: hidden }} /* pages with wider content would be printed smaller */
section + section {{ break-before: page }}
</style><body>{body}</body></html>"""


def set_by_chromium(sources: Sequence[str], sheet: Sheet) -> bytes:
    """The samples as a web page, printed."""
    body = "".join(f"<section>{source}</section>" for source in sources)
    return print_page({"samples.html": HTML.format(lang=sheet.lang, font=sheet.font, body=body, **sheet.sizes)})


def print_page(files: Mapping[str, str]) -> bytes:
    """The PDF of the first of some files, which may refer to the others."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, "utf-8")
        source, target = Path(folder) / next(iter(files)), Path(folder) / "samples.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        command = [find_chromium(), *options, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder})
        return target.read_bytes()


def find_chromium() -> str:
    """The program."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        raise FileNotFoundError("Chromium is not installed")
    return program
