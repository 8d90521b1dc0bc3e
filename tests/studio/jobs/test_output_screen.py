"""The screen where files are made, in a real browser: every kind is accessible and fits, and a file is made and offered."""

from pathlib import Path

import pytest

from tests.studio.browsing import browse, serving

SCRIPT = """
await kit.open('output')
await kit.until(() => document.querySelectorAll('#output-documents input').length > 1)
await kit.until(() => document.querySelectorAll('#output-formats input').length)
for (const kind of ['files', 'print', 'named', 'share']) {
    await page.click(`[value=${kind}]`)
    facts[kind] = [await kit.axe(), await kit.overflow()]
}
await page.click('[value=print]')
await page.click('[value=booklet]')
await page.click('#output-make')
await kit.until(() => document.querySelector('.output-job')?.dataset.jobState === 'done')
await page.evaluate(() => { document.querySelector('.output-job li details').open = true })
await kit.until(() => document.querySelectorAll('.sheets-page').length)
facts.offered = (await kit.texts('.output-file span')).join(' ')
facts.made = [await kit.axe(), await kit.overflow()]
"""


@pytest.mark.slow
@pytest.mark.browser
def test_the_screen_makes_a_booklet_and_shows_its_sheets(workspace: Path) -> None:
    (workspace / "content" / "town.md").write_text("---\ntitle: 社区食堂\n---\n\n一餐热饭。\n", "utf-8")
    with serving(workspace) as server:
        facts = browse(server, SCRIPT, width=360, phone=True, dark=True)
    assert facts.pop("offered") == "town.a5.pdf town.a5.booklet.pdf"
    assert facts == {kind: [[], 0] for kind in ("files", "print", "named", "share", "made")}
