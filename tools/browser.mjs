// A headless browser, and a server of files for it. Scripts run in the folder of the packages.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(join(process.cwd(), 'package.json'))
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.xml': 'application/xml',
    '.epub': 'application/epub+zip' }

/* The path of a file of the packages. */
export const locate = name => require.resolve(name)

/* What a function makes of a browser, with a profile of its own, that is open meanwhile. */
export const withBrowser = async (executablePath, use, options = {}) => {
    const puppeteer = (await import(pathToFileURL(locate('puppeteer-core')))).default
    const userDataDir = await mkdtemp(join(tmpdir(), 'browser-'))
    try {
        const browser = await puppeteer.launch({ executablePath, args, userDataDir, protocolTimeout: 100_000, ...options })
        try {
            return await use(browser)
        } finally {
            await browser.close()
        }
    } finally {
        await rm(userDataDir, { recursive: true, force: true })
    }
}

/* A server of files: `find` gives the file for the path of an address. */
export const serve = async find => {
    const server = createServer(async (request, response) => {
        const file = find(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
        const data = await readFile(file).catch(() => null)
        const kind = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-length': data?.length ?? 0 }
        response.writeHead(data ? 200 : 404, kind).end(data)
    })
    await new Promise(resolve => server.listen(0, 'localhost', resolve))
    const stop = () => {
        server.closeAllConnections()
        return new Promise(resolve => server.close(resolve))
    }
    return { address: `http://localhost:${server.address().port}/`, stop }
}
