// Reads a PDF with pdf.js and searches it with its find bar, whose phrases are JSON on standard input; prints JSON.
// node read_pdf.mjs FILE.pdf: the folder of the packages is the working folder.

import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const load = path => import(pathToFileURL(join(process.cwd(), 'node_modules', 'pdfjs-dist', 'legacy', path)))

// pdf.js asks for what draws when it is loaded, but neither text nor search use it
const anything = new Proxy(function () {}, {
    get: (_, name) => name === Symbol.toPrimitive ? () => '' : anything,
    apply: () => anything, construct: () => anything, set: () => true,
})
console.log = console.warn = () => {}
Object.assign(globalThis, { DOMMatrix: anything, Path2D: anything, ImageData: anything })
globalThis.pdfjsLib = await load('build/pdf.mjs')
Object.assign(globalThis, { window: globalThis, document: anything, requestAnimationFrame: setImmediate })
const { EventBus, PDFFindController } = await load('web/pdf_viewer.mjs')
delete globalThis.document
delete globalThis.window

const phrases = JSON.parse(await text(process.stdin))
const data = new Uint8Array(await readFile(process.argv[2]))
const pdf = await pdfjsLib.getDocument({ data, verbosity: 0 }).promise

const pages = []
for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    pages.push(items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''))
}

const eventBus = new EventBus()
const controller = new PDFFindController({ linkService: { pagesCount: pdf.numPages, page: 1 }, eventBus })
controller.setDocument(pdf)
const turn = () => new Promise(setImmediate)
const count = async query => {
    eventBus.dispatch('find', { type: 'again', query, caseSensitive: false, entireWord: false, highlightAll: false, findPrevious: false })
    await turn()
    await Promise.all(controller._extractTextPromises)
    await turn()
    const found = controller.pageMatches
    if (found.length < pdf.numPages) throw new Error(`${query}: only ${found.length} pages searched`)
    return found.flat().length
}
const found = []
for (const phrase of phrases) found.push(await count(phrase))
process.stdout.write(JSON.stringify({ pages, found }), () => process.exit(0))
