"""The first screen, the frame and the list of handouts in a real browser, from an empty folder on."""

from pathlib import Path

from jiangyi.studio.user_state import UserState, find_state_folder
from tests.browsing import IN_BROWSER
from tests.studio.browsing import browse, serving

pytestmark = IN_BROWSER

SCRIPT = """
const shown = () => kit.until(() => document.querySelector('.sheet img')?.naturalWidth > 0)
const titled = title => kit.until(title => document.getElementById('title').textContent === title, title)
const listed = count => kit.until(count => document.querySelectorAll('#list a').length === count, count)
const axe = async name => { const found = await kit.axe(); if (found.length) facts.axe[name] = found }
const more = async (name, entry) => {
    await kit.click(`#list li[data-name="${name}"] .more`)
    await kit.click(`.menu-item:nth-of-type(${entry})`)
}
facts.axe = {}

// a handout within two clicks
await page.waitForSelector('.starter')
facts.empty = await page.$$eval('#start-recent, #start-folders', found => found.map(one => one.hidden))
facts.starters = await kit.texts('.starter strong')
await axe('start')
await kit.shoot('start')
await kit.click('.starter')
await kit.shoot('start-dialog')
facts.asked = await page.evaluate(() => document.activeElement.value)
await axe('dialog')
await kit.press('Enter')
await shown()
await titled('热点素材')
facts.window = await page.title()
await kit.rest(800)
await axe('handout')

// the list: rename, duplicate, delete, undo
await more('热点素材.md', 1)
await kit.type('.dialog input', '乡村振兴')
await kit.press('Enter')
await kit.until(() => document.querySelector('#list li[data-name="乡村振兴.md"] [aria-current]'))
await more('乡村振兴.md', 2)
await listed(2)
await kit.until(() => location.hash.includes(encodeURIComponent('副本')))
await more('乡村振兴 副本.md', 3)
await listed(1)
await axe('notice')
await kit.click('.notice-card .action')
await listed(2)
facts.names = (await kit.texts('#list small')).sort()

// a menu by keyboard
await page.focus('#appearance')
await kit.press('Enter', 'ArrowDown', 'ArrowDown')
facts.focused = await page.evaluate(() => document.activeElement.innerText)
await kit.press('Enter')
const seeTheme = () => [document.documentElement.dataset.theme, document.activeElement.id, !document.querySelector('.menu')]
facts.theme = await page.evaluate(seeTheme)
await axe('dark handout')
await kit.open('start')
await axe('dark start')

// the language, without a reload
await page.evaluate(() => { window.isSame = true })
await kit.click('#language')
await kit.until(() => document.querySelector('.starter strong')?.textContent === 'Topic notes')
facts.english = await page.evaluate(() => {
    const html = document.documentElement
    return [window.isSame, html.lang, document.title, document.querySelector('#screens a').innerText]
})

// another folder, in this window and in one that shows the old folder
const [other, otherKit] = await kit.newPage()
await otherKit.open('handout')
await otherKit.until(() => document.querySelectorAll('#list a').length === 2)
await page.bringToFront()
await kit.click('#folders button.line')
await kit.until(() => document.getElementById('folder').innerText === '另一个')
await kit.until(() => document.querySelectorAll('#recent a').length === 1)
facts.recent = await kit.texts('#recent strong')
await otherKit.until(() => document.getElementById('folder').innerText === '另一个')

// narrow and enlarged
facts.overflow = {}
for (const [width, isPhone] of [[360, true], [390, true], [720, false], [768, false]]) {
    await kit.resize(width, 800, isPhone)
    facts.overflow[width] = await kit.overflow()
}
await kit.resize(390, 844, true)
await kit.click('#menu')
facts.menu = await kit.texts('.menu-item')
await axe('phone menu')
await kit.shoot('start-phone')
await kit.press('Escape')
await kit.open('handout')
facts.overflow.handout = await kit.overflow()

// a handout that is not there
await kit.open('handout', '没有.md')
await kit.until(() => document.getElementById('notice').textContent.includes('not there any more'))

// files that are dropped on the first screen are imported
await kit.resize(1440, 900)
await kit.open('start')
await kit.drop('body', [values])
await kit.until(() => document.body.dataset.screen === 'import' && document.getElementById('screen').innerText.includes('笔记'))
"""


def test_from_an_empty_folder_to_a_handout(tmp_path: Path) -> None:
    other, root = tmp_path / "另一个", tmp_path / "我的讲义"
    (other / "content").mkdir(parents=True)
    (other / "content" / "甲.md").write_text("# 甲\n", "utf-8")
    root.mkdir()
    notes = tmp_path / "笔记.txt"
    notes.write_text("笔记\n\n一、第一节\n\n正文。\n", "utf-8")
    UserState(find_state_folder()).remember(other)
    with serving(root) as server:
        facts = browse(server, SCRIPT, str(notes), allows_troubles=True)
    assert facts["axe"] == {}
    assert facts["empty"][0]
    assert facts["starters"] == ["热点素材", "真题练习", "知识清单", "范文", "空白讲义"]
    assert facts["asked"] == "热点素材"
    assert facts["window"].startswith("热点素材 · ")
    assert facts["names"] == ["乡村振兴 副本.md", "乡村振兴.md"]
    assert facts["focused"] == "深色"
    assert facts["theme"] == ["dark", "appearance", True]
    assert facts["english"] == [True, "en", "Start · 我的讲义 · Jiangyi Studio", "Start"]
    assert facts["recent"] == ["甲"]
    assert facts["menu"][:2] == ["Start", "Handouts"]
    assert max(facts["overflow"].values()) <= 0
    assert sorted(path.name for path in root.iterdir()) == [".jiangyi", "content"]
    assert {folder.name for folder in UserState(find_state_folder()).list_folders()} >= {"我的讲义", "另一个"}
