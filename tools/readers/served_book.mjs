// An EPUB on a page in a headless browser, with a reader's engine from the folder of the packages, which is the working folder.

import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(join(process.cwd(), 'package.json'))
const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.epub': 'application/epub+zip' }
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']

// Calls `use` with the page once it sets `window.ready`; `html` is the file of the page, which finds the book at /book.epub.
export const openBook = async ({ book, html, executablePath, screen, prepare = () => {} }, use) => {
    const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default
    const special = { '/book.epub': book, '/': html }
    const server = createServer(async (request, response) => {
        const path = new URL(request.url, 'http://localhost').pathname
        const file = special[path] ?? join(process.cwd(), path)
        try {
            const data = await readFile(file)
            response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(data)
        } catch {
            response.writeHead(404).end()
        }
    })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    const userDataDir = await mkdtemp(join(tmpdir(), 'reader-'))
    const browser = await puppeteer.launch({ executablePath, args, userDataDir, protocolTimeout: 100_000, defaultViewport: screen })
    try {
        const page = await browser.newPage()
        prepare(page)
        await page.goto(`http://127.0.0.1:${server.address().port}/`)
        await page.waitForFunction('window.ready')
        return await use(page)
    } finally {
        await browser.close()
        server.close()
        await rm(userDataDir, { recursive: true, force: true })
    }
}
