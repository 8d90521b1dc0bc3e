"""Measure every requirement with every program, and write docs/content/typesetting.md with its pictures."""

import subprocess
from importlib.metadata import version

from jiangyi.core import Session
from tools.scorecard.chromium import find_chromium
from tools.scorecard.measuring import measure_all
from tools.scorecard.page import find_best, format_page
from tools.scorecard.pictures import draw_pictures
from tools.scorecard.requirement import WIDE, Engine
from tools.scorecard.requirements import REQUIREMENTS
from tools.scorecard.setting import ROOT

PAGE = ROOT / "docs" / "content" / "typesetting.md"


def main() -> None:
    """Write the page, and say in which rows another program is better."""
    draw_pictures()
    values = measure_all(REQUIREMENTS, tuple(Engine))
    PAGE.write_text(format_page(REQUIREMENTS, values, read_versions(), WIDE), "utf-8")
    for one in REQUIREMENTS:
        if Engine.JIANGYI not in find_best(one, values[one.name]):
            print(f"{one.name}: {values[one.name]}")


def read_versions() -> dict[str, str]:
    """The versions of the other programs."""
    said = subprocess.run([find_chromium(), "--version"], capture_output=True, text=True, check=True).stdout
    return {"typst": version("typst"), "chromium": next(word for word in said.split() if word[0].isdigit()).split(".")[0]}


if __name__ == "__main__":
    with Session().activate():
        main()
