"""Measure the time from a saved file to its new page in the preview; compare with a build in a new process.

python -m bench.studio
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jiangyi.core import Session
from jiangyi.project.workspace import Workspace
from jiangyi.studio.live.live_documents import LiveDocuments
from jiangyi.studio.live.page_images import render_page_image

ROOT = Path(__file__).parent.parent
HANDOUT = "创新基层治理.yaml"
ROUNDS = 7
WIDTH = 1200


def main() -> None:
    """Print seconds and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content")
        (root / "content" / "book.yaml").unlink()
        file = root / "content" / HANDOUT
        text = file.read_text("utf-8")
        studio = LiveDocuments(Workspace(root))
        studio.open_documents = (HANDOUT,)
        while studio.step():
            pass
        phases: dict[str, list[float]] = {"page": [], "image": [], "e-book": []}
        for number in range(ROUNDS):
            before = studio.views[HANDOUT].layout
            file.write_text(text.replace("近年来，", f"近{'一二三四五六七'[number]}年来，", 1), "utf-8")
            start = time.perf_counter()
            studio.report_changes([file])
            while studio.views[HANDOUT].layout is before:
                assert studio.step()
            laid_out = time.perf_counter()
            page = studio.draw_page(HANDOUT, studio.views[HANDOUT].print_digest, 0)
            assert page
            render_page_image(page, 0, WIDTH)
            drawn = time.perf_counter()
            while studio.step():
                pass
            phases["page"].append(laid_out - start)
            phases["image"].append(drawn - laid_out)
            phases["e-book"].append(time.perf_counter() - drawn)
        start = time.perf_counter()
        command = [sys.executable, str(ROOT / "compile.py"), "build", "--force", "--workspace", folder, str(file)]
        subprocess.run(command, check=True, capture_output=True)
        process = time.perf_counter() - start
    for name, seconds in phases.items():
        print(f"{name:<8} {statistics.median(seconds) * 1000:6.0f} ms   best {min(seconds) * 1000:.0f}")
    updated = statistics.median(phases["page"]) + statistics.median(phases["image"])
    print(f"a new process {process:.2f} s = {process / updated:.1f} × saved to new page")


if __name__ == "__main__":
    with Session().activate():
        main()
