// Opens a share's web pages in a headless browser, carries out orders, and prints what it sees as JSON.
// node browse.mjs ORDERS.json BROWSER [SCREENSHOTS]: run it in the folder of node_modules.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [ordersPath, browserPath, pictures] = process.argv.slice(2)
const { folder, page: handout, widths, queries, offline } = JSON.parse(await readFile(ordersPath, 'utf8'))
const require = createRequire(join(process.cwd(), 'package.json'))
const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8')
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const profile = await mkdtemp(join(tmpdir(), 'share-'))
const browser = await puppeteer.launch({ executablePath: browserPath, args: flags, userDataDir: profile })
const HEIGHT = 800
const troubles = [], seen = {}

const open = async (address, { width = 1280, mode = 'light', script = true, agent = '' } = {}) => {
    const context = await browser.createBrowserContext(), page = await context.newPage()
    page.on('pageerror', error => troubles.push(`${address}: ${error}`))
    page.on('console', message => {
        const { url } = message.location()
        // the browser itself asks for the icon of a page that names none, also without a network
        if (['error', 'warn'].includes(message.type()) && !url?.endsWith('/favicon.ico')) troubles.push(`${address}: ${message.text()} ${url}`)
    })
    await page.setJavaScriptEnabled(script)
    if (agent) await page.setUserAgent(agent)
    await page.setViewport({ width, height: HEIGHT })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: mode }])
    await page.goto(address)
    return page
}
const local = name => pathToFileURL(join(folder, name)).href
const close = page => page.browserContext().close()
const shoot = (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
const violations = async page => {
    await page.evaluate(axe)
    return page.evaluate(async () => {
        const found = await window.axe.run(document, { resultTypes: ['violations'], preload: false })
        return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`)
    })
}
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

const look = async (name, query = '') => {
    const found = { overflow: {}, axe: {} }
    for (const mode of ['light', 'dark']) {
        const page = await open(local(name), { mode })
        if (query) await ask(page, query)
        for (const width of widths) {
            await page.setViewport({ width, height: HEIGHT })
            found.overflow[width] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            await shoot(page, `${name.replace(/\W+/g, '-')}${query && '-found'}-${width}-${mode}`)
        }
        found.axe[mode] = await violations(page)
        await close(page)
    }
    return found
}

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.xml': 'application/xml' }
const serve = () => new Promise(resolve => {
    const server = createServer(async (request, response) => {
        const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html')
        const data = await readFile(join(folder, decodeURIComponent(path))).catch(() => null)
        response.writeHead(data ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-length': data?.length ?? 0 })
        response.end(data)
    })
    server.listen(0, 'localhost', () => resolve(server))
})

try {
    seen.look = {}
    for (const name of ['index.html', 'topics.html', 'codes.html', handout]) seen.look[name] = await look(name)
    seen.look.found = await look('index.html', queries[0])

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
        const server = await serve(), address = `http://localhost:${server.address().port}/`
        const page = await open(address)
        await page.evaluate(() => navigator.serviceWorker.ready)
        await page.waitForFunction(() => !document.getElementById('keep').hidden && navigator.serviceWorker.controller)
        await page.click('#keep')
        await page.waitForFunction(() => !document.getElementById('keep').disabled)
        seen.kept = await page.$eval('#status', line => line.textContent)
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
        await page.goto(address + handout)
        seen.offline = await page.$eval('h1', title => title.textContent)
        await page.goto(`${address}index.html`)
        seen.offlineList = (await shown(page)).listed
        await page.goto(offline.replace('{address}', address))
        seen.offlineReading = await page.evaluate(() => document.body.textContent)
        await close(page)
    }
} finally {
    await browser.close()
    await rm(profile, { recursive: true, force: true })
}
console.log(JSON.stringify({ seen, troubles }))
