"""Type 300 characters a minute into a long handout in a browser: how soon each is on the screen and on its page, and whether one is lost.

python -m bench.keystrokes [PAGES]
"""

import statistics
import sys
import tempfile
from pathlib import Path

from bench.support.workspaces import long_text, write_workspace
from tests.studio.browsing import browse, serving

HANDOUT = "长讲义.md"
PAGES = 130
CHARACTERS_OF_PAGE = 1040
TYPED = "基层治理既要看得见问题也要找得到办法把小事办好把好事办实让群众满意" * 3
PAUSE = 60_000 / 300
"""Milliseconds between two characters."""
ROUNDS = 6

SCRIPT = """
await kit.open('handout', values.handout)
await kit.until(() => document.querySelector('.sheet img')?.naturalWidth
    && !!document.querySelector('.cm-content, textarea.plain-area'))
facts.pages = await page.$$eval('.sheet', sheets => sheets.length)
facts.area = await page.$eval('.cm-content, textarea.plain-area', area => area.tagName)
// A click on a block of the page in the middle leads to its source
await page.evaluate(() => {
    const sheets = document.querySelectorAll('.sheet')
    sheets[Math.floor(sheets.length / 2)].scrollIntoView({ block: 'start' })
})
await kit.until(() => [...document.querySelectorAll('.sheet')].filter(sheet => sheet.isNear)
    .every(sheet => sheet.querySelector('img')?.naturalWidth))
await kit.rest(1000)
const box = await (await page.$('#pages-pane')).boundingBox()
const at = [box.x + box.width / 2, box.y + box.height / 2]
for (; at[1] > box.y + 20; at[1] -= 12) {
    await page.mouse.move(...at)
    if (await page.$('.place.hovered')) break
}
await page.mouse.click(...at)
await kit.rest(1500)
await page.keyboard.press('End')
await page.evaluate(() => {
    window.delays = []
    document.addEventListener('beforeinput', event => {
        const began = event.timeStamp
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => delays.push(performance.now() - began)
            port2.postMessage(0)
        })
    }, true)
})
const begin = Date.now()
for (const [number, character] of [...values.typed].entries()) {
    await kit.rest(Math.max(0, begin + number * values.pause - Date.now()))
    await page.keyboard.sendCharacter(character)
}
facts.minutes = (Date.now() - begin) / 60000
facts.delays = await page.evaluate(() => delays)
await kit.rest(3000)
facts.updates = []
for (let round = 0; round < values.rounds; round++) {
    const shown = page.evaluate(() => new Promise((done, fail) => {
        const near = () => [...document.querySelectorAll('.sheet')].filter(sheet => sheet.isNear)
            .map(sheet => sheet.querySelector('img')?.currentSrc).join()
        const old = near()
        let began = 0
        document.addEventListener('beforeinput', event => { began = event.timeStamp }, { capture: true, once: true })
        const end = performance.now() + 60000
        const look = () => near() !== old ? done(performance.now() - began)
            : performance.now() > end ? fail(new Error('no new page')) : setTimeout(look, 2)
        look()
    }))
    await kit.rest(100)
    await page.keyboard.sendCharacter('改')
    facts.updates.push(await shown)
    await kit.rest(1500)
}
"""


def main() -> None:
    """Print milliseconds and what is lost."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        text = long_text(pages * CHARACTERS_OF_PAGE).replace("\n第", "\n# 第").replace("\n\n1．", "\n\n1. ").replace("．", ". ")
        write_workspace(root, {HANDOUT: f"---\ntitle: 长讲义\n---\n\n# {text}"}, book=False)
        values = {"handout": HANDOUT, "typed": TYPED, "pause": PAUSE, "rounds": ROUNDS}
        with serving(root) as server:
            seen = browse(server, SCRIPT, values, allows_troubles=True)
        written = (root / "content" / HANDOUT).read_text("utf-8")
    print(f"{seen['pages']} pages, {seen['area'].lower()}, {len(TYPED) / seen['minutes']:.0f} characters a minute")
    for name, values in (("on the screen", seen["delays"]), ("on the page", seen["updates"])):
        print(f"{name:<14} {statistics.median(values):5.0f} ms   worst {max(values):.0f}")
    for trouble in seen["troubles"]:
        print(trouble)
    print("no character is lost" if TYPED + "改" * ROUNDS in written else "characters are lost")


if __name__ == "__main__":
    main()
