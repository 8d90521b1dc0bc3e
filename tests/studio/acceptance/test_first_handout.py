"""From what a teacher has to what pupils get: a Word file, a text and a folder are dropped; a PDF, an e-book and a web page come back."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.importing import word
from tests.studio.browsing import browse, serving

MOST_CLICKS = 15
MOST_SECONDS = 60
TEXT = """夜校进社区

一、为什么办夜校
白天上班，晚上学艺，是许多年轻人的新选择。

二、夜校怎么办
1. 场地从哪里来
街道把闲置的会议室让出来，一间教室一个晚上只要几十元。
2. 老师从哪里来
非遗传承人、退休教师和社区能人轮流来上课。
"""
NOTES = {
    "1 水.md": "# 水\n\n## 节水\n\n一水多用。\n",
    "2 电.md": "# 电\n\n## 节电\n\n随手关灯。\n",
    "3 粮.md": "# 粮\n\n## 节粮\n\n光盘行动。\n",
}
SCRIPT = """
// What a hand does is counted: a press of a button of the mouse, a drop, a choice in an open list
await page.evaluate(() => {
    window.presses = 0
    addEventListener('pointerdown', event => { window.presses += event.isTrusted }, true)
})
const session = await page.createCDPSession()
const downloads = values.downloads
await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow', downloadPath: downloads, browserContextId: page.browserContext().id })
const began = Date.now()
let dropped = 0, chosen = 0
const data = { items: [], files: values.files, dragOperationsMask: 1 }
await page.waitForSelector('#starters button')
for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
    await kit.rest(100) // the browser asks the page whether it takes what is above it
}
dropped += 1
await kit.until(() => document.querySelectorAll('#files li').length === 5 && !document.querySelector('#save').disabled)
const settled = () => kit.until(() => document.querySelector('#result iframe:not(.coming)')
    && !document.querySelector('#result iframe.coming') && document.querySelector('#progress').textContent === '')
await settled()
facts.files = await kit.texts('#files li')
await kit.until(() => [...document.querySelectorAll('#lines .source')].some(line => line.innerText.includes('夜校')))

// Correct what two lines were taken for, in the lists beside them
const correct = async (words, kind) => {
    const line = await page.evaluate(words => [...document.querySelectorAll('#lines > li')]
        .find(row => row.querySelector('.source').innerText.includes(words)).dataset.line, words)
    const list = `li[data-line="${line}"] select`
    await page.$eval(list, element => element.scrollIntoView({ block: 'center' }))
    await kit.click(list)
    await page.keyboard.press('Escape')
    await page.select(list, kind)
    chosen += 1
    await kit.until((line, kind) => document.querySelector(`li[data-line="${line}"]`).dataset.kind === kind, line, kind)
    await settled()
}
await correct('场地从哪里来', 'question')
await correct('老师从哪里来', 'question')

await kit.click('#title')
await page.keyboard.down('Control')
await page.keyboard.press('a')
await page.keyboard.up('Control')
await page.keyboard.type('夜校开进社区')
await settled()
await kit.shoot('first-import')
await kit.click('#save')
await kit.until(() => document.body.dataset.screen === 'handout')
await kit.until(() => document.querySelector('.sheet img')?.naturalWidth)
facts.shown = (Date.now() - began) / 1000
await kit.shoot('first-handout')

await kit.click('#screens a[href="#/book"]')
await kit.until(() => document.querySelectorAll('.chapter').length === 3)
facts.before = await page.$$eval('.chapter', items => items.map(item => item.dataset.name))
await kit.click('.chapter:last-child .handle')
await page.keyboard.press('ArrowUp')
facts.after = await page.$$eval('.chapter', items => items.map(item => item.dataset.name))
await kit.until(() => document.querySelector('#book-form') && !document.querySelector('.chapter.dragged'))
await kit.rest(600)
await kit.shoot('first-book')

await kit.click('#screens a[href="#/output"]')
await page.waitForSelector('#output-formats input')
for (const format of ['pdf', 'epub', 'html'])
    if (!await page.$eval(`#output-formats input[value="${format}"]`, box => box.checked))
        await kit.click(`#output-formats input[value="${format}"]`)
await kit.click('#output-make')
await kit.until(() => document.querySelector('.output-job[data-job-state="done"] .output-file'))
facts.made = (Date.now() - began) / 1000
await kit.shoot('first-output')
facts.results = await kit.texts('.output-file span')
for (const format of ['pdf', 'epub', 'html'])
    await kit.click(`.output-file a[download^="夜校"][download$=".${format}"]`)
for (const end = Date.now() + 20000; Date.now() < end; await kit.rest(50))
    if ((await kit.disk.readdir(downloads)).filter(name => !name.endsWith('.crdownload')).length === 3) break
facts.seconds = (Date.now() - began) / 1000
facts.clicks = await page.evaluate(() => window.presses) + dropped + chosen
facts.screen = await page.evaluate(() => document.body.dataset.screen)
"""


@pytest.mark.browser
@pytest.mark.slow
def test_from_files_to_handouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")  # a browser drops no file whose name its locale has not
    root, given, downloads = tmp_path / "workspace", tmp_path / "given", tmp_path / "downloads"
    for folder in (root, given / "节约", downloads):
        folder.mkdir(parents=True)
    (given / "夜校.txt").write_text(TEXT, "utf-8")
    (given / "资料.docx").write_bytes(word.document())
    for name, text in NOTES.items():
        (given / "节约" / name).write_text(text, "utf-8")
    files = [str(given / name) for name in ("夜校.txt", "资料.docx", "节约")]
    with serving(root) as server:
        seen = browse(server, SCRIPT, {"files": files, "downloads": str(downloads)})
    assert seen["clicks"] <= MOST_CLICKS
    assert seen["seconds"] <= MOST_SECONDS
    assert seen["after"] == [*seen["before"][:1], *reversed(seen["before"][1:])]
    received = {path.suffix: path.read_bytes() for path in downloads.iterdir()}
    assert set(received) == {".pdf", ".epub", ".html"}
    assert received[".pdf"].startswith(b"%PDF")
    assert "夜校开进社区" in re.sub(r"<[^>]*>", "", received[".html"].decode())
    book = (root / "content" / "book.yaml").read_text("utf-8")
    assert sorted(seen["after"], key=book.index) == seen["after"]
    with zipfile.ZipFile(next(downloads.glob("*.epub"))) as epub:
        texts = "".join(epub.read(name).decode() for name in epub.namelist() if name.endswith("xhtml"))
    assert "场地从哪里来" in texts
