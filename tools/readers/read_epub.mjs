// Opens an EPUB in an e-reader's engine (foliate or epubjs) in a headless browser; prints the text of each part and how often each
// phrase (JSON on standard input) is found, as JSON.
// node read_epub.mjs BOOK.epub BROWSER READER: the folder of the packages is the working folder.

import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [book, executablePath, reader] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(join(process.cwd(), 'package.json'))
const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default
const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.epub': 'application/epub+zip' }
const files = path => path === '/book.epub' ? book : path === '/' ? join(here, 'read_epub.html') : join(process.cwd(), path)
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
const phrases = JSON.parse(await text(process.stdin))
const userDataDir = await mkdtemp(join(tmpdir(), 'reader-'))
const browser = await puppeteer.launch({
    executablePath, userDataDir, protocolTimeout: 100_000, defaultViewport: { width: 536, height: 724 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
})
try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction('window.ready')
    console.log(JSON.stringify(await page.evaluate((...given) => window.read(...given), reader, phrases)))
} finally {
    await browser.close()
    server.close()
    await rm(userDataDir, { recursive: true, force: true })
}
