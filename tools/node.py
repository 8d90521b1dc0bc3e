"""Install the pinned npm packages that the tests need in .node/: DAISY Ace, axe-core, two e-readers and a PDF reader."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".node"
PACKAGES = {
    "@daisy/ace": "1.4.6",
    "axe-core": "4.14.1",
    "epubjs": "0.3.93",  # 0.4 is another program, which shows no book
    "foliate-js": "1.0.1",
    "pdfjs-dist": "5.6.205",
    "puppeteer-core": "24.43.1",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def install() -> Path:
    """Return the folder of the packages, installed if necessary; install scripts are off, so no package downloads a browser."""
    if all(_installed_version(name) == version for name, version in PACKAGES.items()):
        return FOLDER
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed: `make test` does that.")
    print("installing the e-readers and DAISY Ace …", file=sys.stderr, flush=True)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true, "type": "module"}\n')
    options = ["--ignore-scripts", "--omit=optional", "--no-package-lock", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    names = [f"{name}@{version}" for name, version in PACKAGES.items()]
    done = subprocess.run([npm, "install", *options, *names], cwd=FOLDER, env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}, check=False)
    if done.returncode:
        sys.exit("The packages of npm could not be installed; is the network there?")
    return FOLDER


def _installed_version(name: str) -> str:
    """The version of an installed package; empty if it is not there."""
    try:
        return str(json.loads((FOLDER / "node_modules" / name / "package.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return ""


def browser() -> str:
    """Return the path of the system's browser."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or sys.exit("Chromium is not installed: `make test` does that.")


if __name__ == "__main__":
    install()
