// What is seen of a share's web pages.

import { join } from 'node:path'

import { serve } from '../../tools/browser.mjs'
import { addressOf, carryOut, close, look, open, shoot, violations } from '../browser.mjs'

const settled = page => page.waitForFunction(() => !/…/.test(document.getElementById('status').textContent), { timeout: 20000 })
const ask = async (page, query) => {
    await page.evaluate(query => {
        document.getElementById('query').value = query
        document.getElementById('search').requestSubmit()
    }, query)
    await settled(page)
}
const shown = page => page.evaluate(() => ({
    slugs: Array.from(document.querySelectorAll('#results:not([hidden]) .card'), card => card.dataset.slug),
    marks: Array.from(document.querySelectorAll('#results .hits mark'), mark => mark.textContent),
    status: document.getElementById('status').textContent,
    listed: document.querySelectorAll('#groups:not([hidden]) .card').length,
    focus: document.activeElement.id || document.activeElement.dataset.filter || document.activeElement.tagName,
    hash: decodeURIComponent(location.hash),
}))

const nameOf = path => path.replace(/\W+/g, '-')

await carryOut(async ({ folder, page: handout, widths, queries, offline }) => {
    const seen = {}, local = name => addressOf(join(folder, name))
    seen.look = {}
    for (const name of ['index.html', 'topics.html', 'codes.html', handout]) {
        seen.look[name] = await look(local(name), { widths, name: nameOf(name) })
    }
    seen.look.found = await look(local('index.html'), { widths, name: 'found', prepare: page => ask(page, queries[0]) })

    const page = await open(local('index.html'))
    seen.first = await shown(page)
    seen.answers = []
    for (const query of queries) {
        await ask(page, query)
        seen.answers.push(await shown(page))
    }
    await page.keyboard.press('Escape')
    await page.evaluate(() => document.getElementById('search').reset())
    await page.waitForFunction(() => document.getElementById('results').hidden)
    seen.reset = await shown(page)
    await page.evaluate(() => document.activeElement.blur())
    await page.keyboard.press('/')
    await page.keyboard.type('zzzz')
    await page.waitForFunction(() => document.getElementById('status').textContent)
    seen.none = await shown(page)
    await page.keyboard.press('Escape')
    seen.escaped = await shown(page)
    await page.evaluate(() => document.querySelector('.tags a').click())
    await settled(page)
    seen.tag = await shown(page)
    const searched = page.url()
    await page.click('.jump a:nth-child(2)')
    await page.waitForFunction(() => document.getElementById('results').hidden)
    seen.part = await shown(page)
    const again = await open(searched)
    await settled(again)
    seen.again = await shown(again)
    await close(again)
    await page.evaluate(() => document.getElementById('search').reset())
    await page.select('#order', 'new')
    seen.newest = await shown(page)
    await page.select('[data-filter="year"]', '2025')
    seen.year = await shown(page)
    await close(page)

    const plain = await open(local('index.html'), { script: false })
    seen.plain = await plain.$$eval('.card', cards => cards.length)
    seen.search = await plain.$eval('#search', form => form.checkVisibility())
    await close(plain)

    const chat = await open(local(handout), { width: 360, agent: 'Mozilla/5.0 (Linux; Android 14) Chrome/116 Mobile MicroMessenger/8.0.50' })
    seen.chat = await chat.$eval('#in-app', note => note.checkVisibility())
    seen.chatAxe = await violations(chat)
    await shoot(chat, 'chat')
    await close(chat)
    const usual = await open(local(handout))
    seen.usual = await usual.$eval('#in-app', note => note.checkVisibility())
    await usual.click('#copy')
    await usual.waitForFunction(() => document.getElementById('status').textContent)
    seen.copied = await usual.$eval('#status', line => line.textContent)
    await close(usual)

    if (offline) {
        const { address, stop } = await serve(path => join(folder, path.replace(/\/$/, '/index.html')))
        const page = await open(address)
        await page.evaluate(() => navigator.serviceWorker.ready)
        await page.waitForFunction(() => !document.getElementById('keep').hidden && navigator.serviceWorker.controller)
        await page.click('#keep')
        await page.waitForFunction(() => !document.getElementById('keep').disabled)
        seen.kept = await page.$eval('#status', line => line.textContent)
        await stop()
        await page.goto(address + handout)
        seen.offline = await page.$eval('h1', title => title.textContent)
        await page.goto(`${address}index.html`)
        seen.offlineList = (await shown(page)).listed
        await page.goto(offline.replace('{address}', address))
        seen.offlineReading = await page.evaluate(() => document.body.textContent)
        await close(page)
    }
    return seen
})
