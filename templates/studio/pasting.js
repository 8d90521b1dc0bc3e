// What is dropped on the editor or pasted into it: pictures are stored and inserted, formatted text becomes our Markdown.

import { notify, post, report, say } from './kit.js'

const PICTURE = /^image\/(png|jpeg|webp|svg\+xml|gif)$/,
    NAME = /\.(png|jpe?g|webp|svg|gif)$/i
const FORMATS = /<(b|strong|i|em|u|h[1-6]|ul|ol|li|table|a|img|p|sub|sup)\b/i
const WORDS = /\.ya?ml$/i

const listPictures = data => [...(data?.files ?? [])].filter(one => PICTURE.test(one.type) || NAME.test(one.name))

// Take a paste or drop event; false where the editor is to do what it always does
export function handlePasted(event, file, area) {
    const data = event.clipboardData ?? event.dataTransfer,
        pictures = listPictures(data)
    const html = event.type === 'paste' && !WORDS.test(file) && !event.isPlain ? (data?.getData('text/html') ?? '') : ''
    // Word and WPS put a picture of the text beside it
    if (html && FORMATS.test(html)) return take(event, () => insertFormatted(html, file, area, data.getData('text/plain')))
    if (pictures.length) return take(event, () => insertPictures(pictures, file, area))
    return false
}

function take(event, act) {
    event.preventDefault()
    act().catch(report)
    return true
}

async function insertPictures(pictures, file, area) {
    for (const one of pictures) {
        const address = `/api/sources/pictures?name=${encodeURIComponent(file)}&file=${encodeURIComponent(one.name ?? '')}`
        const { src, text } = await post(address, one)
        area.insert(WORDS.test(file) ? src : insideLine(area) ? text : `${text}\n`)
    }
}

const insideLine = area => {
    const {
        text,
        selection: { from },
    } = area
    return from > 0 && text[from - 1] !== '\n'
}

// One line is pasted into a line; paragraphs get empty lines around them
async function insertFormatted(html, file, area, plain) {
    let text
    try {
        ;({ text } = await post('/api/editing/pasted', { name: file, html }))
    } catch (error) {
        area.insert(plain)
        throw error
    }
    const words = text.trim(),
        isOneLine = !words.includes('\n')
    if (isOneLine) return area.insert(words)
    const {
        text: all,
        selection: { from, to },
    } = area
    const before = all.slice(0, from),
        after = all.slice(to)
    const gap = (near, isStart) =>
        !near ? '' : (isStart ? /\n\n$/ : /^\n\n/).test(near) ? '' : (isStart ? /\n$/ : /^\n/).test(near) ? '\n' : '\n\n'
    area.insert(`${gap(before, true)}${words}${gap(after, false) || (after ? '' : '\n')}`)
    notify(say('editor_pasted'))
}
