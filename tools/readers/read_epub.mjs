// Opens an EPUB in an e-reader's engine (foliate or epubjs) in a headless browser; prints the text of each part and how often each
// phrase (JSON on standard input) is found, as JSON.
// node read_epub.mjs BOOK.epub BROWSER READER: the folder of the packages is the working folder.

import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { openBook } from './served_book.mjs'

const [book, executablePath, reader] = process.argv.slice(2)
const html = fileURLToPath(new URL('read_epub.html', import.meta.url))
const phrases = JSON.parse(await text(process.stdin))
const screen = { width: 536, height: 724 }
const found = await openBook({ book, html, executablePath, screen }, page =>
    page.evaluate((...given) => window.read(...given), reader, phrases))
console.log(JSON.stringify(found))
