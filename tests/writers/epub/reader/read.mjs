// Opens an EPUB in foliate-js in a headless browser, visits every page, and prints its observations as JSON.
// node read.mjs BOOK.epub BROWSER SCREENSHOTS: the folder of the packages is the working folder.

import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [book, browserPath, pictures] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(join(process.cwd(), 'package.json'))
const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default
const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.epub': 'application/epub+zip' }

const files = path => path === '/book.epub' ? book : path === '/' ? join(here, 'reader.html') : join(process.cwd(), path)
const server = createServer(async (request, response) => {
    const file = files(new URL(request.url, 'http://localhost').pathname)
    try {
        const data = await readFile(file)
        response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(data)
    } catch {
        response.writeHead(404).end()
    }
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))

// an e-reader of 6 inches at 300 dpi; the size of its screen in CSS pixels
const screen = { width: 536, height: 724, deviceScaleFactor: 2 }
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']
const profile = await mkdtemp(join(tmpdir(), 'reader-'))
const browser = await puppeteer.launch({ executablePath: browserPath, args: flags, userDataDir: profile, defaultViewport: screen })
const errors = []
try {
    const page = await browser.newPage()
    page.on('pageerror', error => errors.push(String(error)))
    page.on('requestfailed', request => errors.push(`${request.url()} ${request.failure()?.errorText}`))
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction('window.ready')
    const facts = await page.evaluate(() => window.openBook('/book.epub'))
    const go = target => page.evaluate(target => window.goTo(target), target)
    const seen = { sections: [], toc: [], pages: [], turns: 0 }
    for (let index = 0; index < facts.sections; index++) {
        seen.sections.push(await go(index))
        if (pictures) await page.screenshot({ path: join(pictures, `section-${index}.png`) })
    }
    for (const { href } of facts.toc) seen.toc.push(await go(href))
    for (const { href } of facts.pages) seen.pages.push(await go(href))
    await go(0)
    for (let before = ''; seen.turns < 400; seen.turns++) {
        const now = JSON.stringify(await page.evaluate(() => window.turn()))
        if (now === before) break
        before = now
    }
    console.log(JSON.stringify({ ...facts, seen, errors }))
} finally {
    await browser.close()
    server.close()
    await rm(profile, { recursive: true, force: true })
}
