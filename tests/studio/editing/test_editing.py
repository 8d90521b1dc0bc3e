"""The editor: corrections and pasted text by request, and writing in a real browser."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.checks.text_length import count_characters
from jiangyi.studio.editing import editor_files
from jiangyi.studio.editing.editor_files import NoEditorFiles, fetch_editor_files, list_packages
from jiangyi.studio.editing.text_corrections import find_text_edits
from jiangyi.studio.shell import map_imports
from tests.law import law
from tests.studio.browsing import browse, serving
from tests.studio.in_process import Studio

NAME = "讲.md"
HEAD = "---\ntitle: 一讲\n---\n\n"
TEXT = HEAD + "第一段,有半角标点.\n\n::: event 社区食堂 {source=示例晚报 date=2026年10月}\n办起来了。\n:::\n\n最后一段。\n"


@pytest.fixture
def studio(workspace: Path) -> Studio:
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    return Studio(workspace)


def apply(text: str, edits: list[dict[str, object]]) -> str:
    """A text with edits, whose places count the units of UTF-16."""
    units = text.encode("utf-16-le")
    for edit in reversed(edits):
        start, end = int(str(edit["start"])), int(str(edit["end"]))
        units = units[: 2 * start] + str(edit["text"]).encode("utf-16-le") + units[2 * end :]
    return units.decode("utf-16-le")


def test_corrections_are_edits_of_the_shown_text(studio: Studio) -> None:
    shown = HEAD + "𠮷祥😀如意,平安.\n"
    edits = studio.post("/api/editing/corrections", {"name": NAME, "text": shown}).data["edits"]
    assert apply(shown, edits) == HEAD + "𠮷祥😀如意，平安。\n"
    assert {edit["rule"] for edit in edits} == {"half-width-mark"}
    assert (studio.desk.workspace.content / NAME).read_text("utf-8") == TEXT


@law(60)
@given(st.text(st.sampled_from("字，,.。“\"'（(:：\n{}[]#-=😀𠮷a1 "), max_size=60))
def test_a_corrected_text_has_nothing_left_to_correct(words: str) -> None:
    text = HEAD + words
    edits = [{"start": one.start, "end": one.end, "text": one.text} for one in find_text_edits(NAME, text, is_book=False)]
    corrected = apply(text, edits)
    again = [{"start": one.start, "end": one.end, "text": one.text} for one in find_text_edits(NAME, corrected, is_book=False)]
    assert apply(corrected, again) == corrected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一<b>二</b>三</p>", "一**二**三"),
        ("<html><body>前<!--StartFragment--><h2>标题</h2><p>正文。</p><!--EndFragment-->后</body></html>", "# 标题\n\n正文。"),
        ("<ul><li>甲</li><li>乙</li></ul>", "- 甲\n- 乙"),
    ],
)
def test_formatted_text_becomes_markdown(studio: Studio, html: str, expected: str) -> None:
    assert studio.post("/api/editing/pasted", {"name": NAME, "html": html}).data["text"].strip() == expected


def test_what_cannot_be_pasted_is_refused(studio: Studio) -> None:
    answer = studio.post("/api/editing/pasted", {"name": "../../别处.md", "html": "<p>一</p>"})
    assert answer.status in (400, 404)
    assert answer.data["message"]
    studio.desk.is_writable = False
    assert studio.post("/api/editing/pasted", {"name": NAME, "html": "<p>一</p>"}).status == 403


def test_modules_are_served_by_their_versions(studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packages = {name: {"file": f"{at}.js", "version": version} for at, (name, version) in enumerate(list_packages().items())}
    monkeypatch.setattr(editor_files, "FOLDER", tmp_path)
    assert map_imports() == {"imports": {}}
    assert studio.get("/static/editor//0.js").status == 404
    (tmp_path / "modules.json").write_text(json.dumps(packages), "utf-8")
    (tmp_path / "0.js").write_text("export {}", "utf-8")
    imports = map_imports()["imports"]
    assert set(imports) == set(packages)
    assert studio.get(next(iter(imports.values()))).body == b"export {}"
    assert studio.get(next(iter(imports.values())).replace("0.js", "modules.json")).status == 404
    (tmp_path / "modules.json").write_text(json.dumps(packages | {"crelt": {"file": "c.js", "version": "0"}}), "utf-8")
    assert map_imports() == {"imports": {}}, "of another version"
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoEditorFiles):
        fetch_editor_files()


COUNTED = ["你好，世界。", "GDP 增长 5.2%，3,000 人", "“十四五”——2026年……", "don't stop", "é à la", ""]

WRITE = """
const [name, texts] = values
await kit.open('handout', name)
await kit.until(() => Boolean(document.querySelector('.cm-content') && document.querySelector('.sheet img')))
await kit.until(() => document.querySelectorAll('.cm-lintRange').length)
facts.marked = await page.evaluate(() => document.querySelector('.cm-lintRange').textContent)
await page.click('.cm-content')
await kit.press('F8')
await page.waitForSelector('.cm-diagnosticAction', { timeout: 20000 }).catch(async () => page.hover('.cm-lintRange'))
await kit.click('.cm-diagnosticAction')
await kit.until(() => document.querySelector('.cm-content').textContent.includes('第一段，有半角标点。'))

// a block on the page opens its source
const place = await page.evaluate(() => {
    const sheet = [...document.querySelectorAll('.sheet')].at(-1).getBoundingClientRect()
    return { x: sheet.left + sheet.width / 2, top: sheet.top, height: Math.min(innerHeight - sheet.top, sheet.height) }
})
for (let down = place.height; down > 60; down -= 6) {
    await page.mouse.move(place.x, place.top + down)
    if (await page.$('.place.hovered')) { await page.mouse.click(place.x, place.top + down); break }
}
facts.chosen = await kit.until(() => document.activeElement.matches('.cm-content') && document.querySelector('.cm-activeLine').textContent)

// completion, typing, saving
await page.keyboard.down('Control'); await page.keyboard.press('End'); await page.keyboard.up('Control')
await page.keyboard.type('\\n::: eve')
await kit.until(() => document.querySelectorAll('.cm-tooltip-autocomplete li[aria-selected]').length)
await kit.rest(150)
await page.keyboard.press('Enter')
await page.keyboard.type('新事')
await kit.until(() => document.querySelector('#editor-state').dataset.state === 'fresh')
facts.text = await kit.disk.readFile(values[2], 'utf8')
await kit.until(() => document.querySelector('#editor-count').textContent)
facts.counts = await page.evaluate(async texts => {
    const { countCharacters } = await import('/static/word_count.js')
    return texts.map(text => countCharacters(text))
}, texts)

// blocks by form: one is put in behind that with the cursor and taken back, one is changed from the menu, one from the page
const held = () => page.evaluate(() => document.querySelector('.cm-content').innerText)
const holds = (text, isThere = true) => kit.until(
    (text, isThere) => document.querySelector('.cm-content').textContent.includes(text) === isThere, text, isThere)
const pick = async text => {
    await kit.until(text => [...document.querySelectorAll('.menu-item')].some(item => item.textContent === text), text)
    await page.evaluate(text => [...document.querySelectorAll('.menu-item')].find(item => item.textContent === text).click(), text)
}
const fill = async (field, text) => {
    await kit.until(field => { document.querySelector(`[data-field="${field}"] :is(input, textarea)`).focus(); return true }, field)
    await page.keyboard.type(text)
    await page.click('.block-form .main')
}
const pointAt = async text => (await page.evaluateHandle(
    text => [...document.querySelectorAll('.cm-line')].find(line => line.textContent.includes(text)), text)).click()
await pointAt('办起来')
const before = await held()
await kit.click('#editor-insert')
await pick('引用')
await fill('body', '不积跬步。')
await holds('不积跬步')
facts.inserted = await held()
await page.keyboard.down('Control'); await page.keyboard.press('z'); await page.keyboard.up('Control')
await holds('不积跬步', false)
facts.isTakenBack = await held() === before
await pointAt('办起来')
await kit.click('#editor-menu')
await pick('用表单编辑')
await fill('source', '日报')
await holds('日报')
await page.click('[data-pane-switch="editor"]')
await kit.rest(800)
const sheet = await page.evaluate(() => {
    const sheet = [...document.querySelectorAll('.sheet')].at(-1).getBoundingClientRect()
    return { x: sheet.left + sheet.width / 2, top: sheet.top, height: Math.min(innerHeight - sheet.top, sheet.height) }
})
for (let down = 60; down < sheet.height && !(await kit.text('#card')).includes('办起来'); down += 8)
    await page.mouse.click(sheet.x, sheet.top + down)
facts.cardAxe = await kit.axe()
await kit.click('#card-form')
await fill('title', '改')
await page.click('[data-pane-switch="editor"]')
await holds('改')
await kit.until(() => document.querySelector('#editor-state').dataset.state === 'fresh')
facts.formed = await kit.disk.readFile(values[2], 'utf8')

// a picture that is dropped
await kit.drop('.cm-content', [values[3]])
await kit.until(() => document.querySelector('.cm-content').textContent.includes('](pictures/'))
facts.axe = await kit.axe()
await kit.shoot('editor')
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_writing_in_a_browser(workspace: Path, tmp_path: Path) -> None:
    fetch_editor_files()
    handout = workspace / "content" / NAME
    handout.write_text(TEXT, "utf-8")
    picture = tmp_path / "食堂.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>', "utf-8")
    with serving(workspace) as server:
        facts = browse(server, WRITE, [NAME, COUNTED, str(handout), str(picture)])
    assert facts["marked"] == ","
    assert facts["chosen"] == "最后一段。"
    assert facts["text"].startswith(TEXT.replace(",有半角标点.", "，有半角标点。"))
    assert facts["text"].endswith("\n::: event 新事\n\n:::")
    assert facts["counts"] == [count_characters(text) for text in COUNTED]
    assert facts["axe"] == []
    assert (workspace / "content" / "pictures" / "食堂.svg").exists()
    assert "办起来了。\n:::\n\n::: quote\n不积跬步。\n:::\n\n最后一段。" in facts["inserted"].replace("\n\n\n", "\n\n")
    assert facts["isTakenBack"]
    event = next(line for line in facts["formed"].splitlines() if line.startswith("::: event") and "社区食堂" in line)
    assert "日报" in event
    assert "改" in event
    assert facts["cardAxe"] == []
