"""Measure the HTML edition of a book of some 130 pages in a browser: the first paint and a search; compare with a plain page of its text.

python -m bench.web
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bench.check import sentences
from bench.support.table import Row, print_rows
from bench.support.workspaces import weekly_notes
from tools import node

ROOT = Path(__file__).parent.parent
HANDOUTS = 52
QUERIES = ("服务", "的", "没有这样的词", "基层治理", "2026")
PLAIN = '<!doctype html><meta charset="utf-8"><title>{title}</title><style>body{{max-width:40em;margin:auto}}</style>{text}'
SCRIPT = """
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
const [files, queries, browserPath] = [...process.argv.slice(2, 4).map(JSON.parse), process.argv[4]]
const require = createRequire(process.cwd() + '/package.json')
const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default
const browser = await puppeteer.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
const seen = files.map(() => [])
for (let round = 0; round < 7; round++) for (const [number, file] of files.entries()) {
    const page = await browser.newPage()
    await page.setViewport({ width: 360, height: 720 })
    await page.goto(pathToFileURL(file).href)
    seen[number].push(await page.evaluate(async queries => {
        await new Promise(resolve => setTimeout(resolve, 300))
        const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime
        const input = document.getElementById('words'), times = []
        const button = document.querySelector('[data-do="find"]'), opening = performance.now()
        if (button) button.click()
        await new Promise(resolve => setTimeout(resolve))
        const opened = performance.now() - opening
        for (const query of input ? queries : []) {
            const start = performance.now()
            input.value = query
            input.dispatchEvent(new Event('input'))
            times.push(performance.now() - start)
        }
        return { paint, opened, slowest: Math.max(0, ...times), pages: document.querySelectorAll('[role="doc-pagebreak"]').length }
    }, queries))
    await page.close()
}
await browser.close()
console.log(JSON.stringify(seen))
"""


def measure(folder: Path) -> Iterator[Row]:
    """The first paint, and searches."""
    stock = sentences()
    (folder / "content").mkdir()
    names = [f"{number:02}.md" for number in range(HANDOUTS)]
    for number, name in enumerate(names):
        (folder / "content" / name).write_text(weekly_notes(number, stock).markdown, "utf-8")
    (folder / "content" / "book.yaml").write_text(f"title: 合集\noutput: book\nhandouts: [{', '.join(names)}]\n", "utf-8")
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--workspace", str(folder), "--to", "html", "content/book.yaml"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    book, plain = folder / "output" / "book.html", folder / "plain.html"
    text = re.sub(r"<(?!/?(?:p|h\d|li|ol|ul)\b)[^>]*>", "", book.read_text("utf-8").split("<main")[1].split(">", 1)[1])
    plain.write_text(PLAIN.format(title=escape("合集"), text=text), "utf-8")
    script = folder / "measure.mjs"
    script.write_text(SCRIPT, "utf-8")
    orders = [json.dumps([str(book), str(plain)]), json.dumps(QUERIES), node.browser()]
    done = subprocess.run(["node", str(script), *orders], check=True, capture_output=True, text=True, cwd=node.install())
    ours, peer = ({key: sorted(one[key] for one in rounds)[len(rounds) // 2] for key in rounds[0]} for rounds in json.loads(done.stdout))
    yield Row(f"size of {ours['pages']} pages", book.stat().st_size / 1000, "kB", plain.stat().st_size / 1000, "plain page")
    yield Row("first paint", ours["paint"], "ms", peer["paint"], "plain page", "≤ 500 ms")
    yield Row("opening the search, which reads the text", ours["opened"], "ms")
    yield Row("slowest search", ours["slowest"], "ms", target="≤ 50 ms")


def main() -> None:
    """Print the rows."""
    print_rows(measure)


if __name__ == "__main__":
    main()
