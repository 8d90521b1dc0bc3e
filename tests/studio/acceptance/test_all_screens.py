"""Every screen of the studio as everybody uses it: in both languages, light and dark, on screens of three widths, with a screen reader."""

import shutil
from pathlib import Path

import pytest

from tests.studio.browsing import browse, serving
from tests.support import ROOT

HANDOUT = "创新基层治理.yaml"
LOWEST = 150
"""Pixels of a pane that is shown."""
SCRIPT = """
const there = {
    start: () => document.querySelector('#starters button') && document.querySelector('#recent a'),
    handout: () => document.querySelector('.sheet img')?.naturalWidth && document.querySelector('#book iframe:not(.coming)'),
    import: () => document.querySelector('#lines > li') && document.querySelector('#result iframe:not(.coming)'),
    book: () => document.querySelector('.chapter') && document.querySelector('.sheet img')?.naturalWidth,
    output: () => document.querySelector('#output-formats input') && document.querySelectorAll('#output-documents li').length > 2
        && document.querySelector('.output-job[data-job-state="done"]'),
    check: () => document.querySelector('#kinds a, #kinds button') && document.querySelector('#kind').children.length,
}
const post = (path, data) => page.evaluate(async (path, data) => (await fetch(path, {
    method: 'POST', headers: { 'X-Studio': '1' }, body: typeof data === 'string' ? data : JSON.stringify(data) })).json(), path, data)
const { id } = await post('/api/import/begin', {})
await post(`/api/import/${id}/upload?name=${encodeURIComponent('素材.txt')}`, values.text)
const names = { handout: values.handout, import: id }
await post('/api/jobs/build', { names: [values.handout], formats: ['pdf', 'epub'], editions: [''], paper: '', theme: '' })
facts.axe = {}
facts.wide = {}
facts.low = {}
for (const language of ['zh', 'en']) for (const dark of [false, true]) {
    const [one, own] = await kit.newPage({ language, dark })
    for (const screen of Object.keys(there)) {
        const place = `${screen}-${language}${dark ? '-dark' : ''}`
        await own.open(screen, names[screen])
        await own.until(there[screen])
        for (const problem of await own.axe()) (facts.axe[place] ??= []).push(problem)
        await own.shoot(place)
        if (dark) continue
        for (const width of values.widths) {
            await one.setViewport({ width, height: 844 })
            await own.rest(60)
            const panes = await one.$$eval('.pane, [data-scrolls]', found => found.map(pane => [pane.id, pane.clientHeight]))
            for (const [pane, height] of panes)
                if (height && height < values.lowest) facts.low[`${place}-${width}-${pane}`] = height
            if (await own.overflow() > 0) facts.wide[`${place}-${width}`] = await own.overflow()
            await own.shoot(`${place}-${width}`)
        }
        for (const problem of await own.axe()) (facts.axe[`${place}-phone`] ??= []).push(problem)
        await one.setViewport({ width: 1440, height: 900 })
        await own.rest(60)
    }
    await own.close()
}
"""


@pytest.mark.browser
@pytest.mark.slow
def test_all_screens(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    text = (ROOT / "tests/imports/seed/input.txt").read_text("utf-8")
    with serving(tmp_path) as server:
        seen = browse(server, SCRIPT, {"handout": HANDOUT, "text": text, "widths": [1440, 768, 390], "lowest": LOWEST})
    assert seen["axe"] == {}
    assert seen["wide"] == {}
    assert seen["low"] == {}
