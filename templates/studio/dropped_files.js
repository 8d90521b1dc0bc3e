// What was dropped, chosen or pasted, as files with the paths that they have in their folders.

const HIDDEN = /(^|\/)(\.|~\$|node_modules\/|__macosx\/)/i
const WANTED = /\.(docx?|docm|dotx|txt|text|md|markdown|mdx|html?|xhtml|zip|png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif|ico)$/i

// Of a folder only what a handout may need; what was chosen by itself is always sent, and refused with a reason. `skipped` are the names
// of what is not sent, without what is hidden
export function keepWanted(found) {
    const shown = found.filter(({ path, isInside }) => !isInside || !HIDDEN.test(path))
    const isWanted = ({ path, isInside }) => !isInside || WANTED.test(path)
    return { files: shown.filter(isWanted), skipped: shown.filter(one => !isWanted(one)).map(({ path }) => path) }
}

const fileOf = entry => new Promise((done, fail) => entry.file(done, fail))
const readSome = reader => new Promise((done, fail) => reader.readEntries(done, fail))

async function walk(entry, path, found) {
    const own = path ? `${path}/${entry.name}` : entry.name
    if (entry.isFile) found.push({ path: own, isInside: path !== '', file: () => fileOf(entry) })
    else if (!HIDDEN.test(`${own}/`)) {
        const reader = entry.createReader()
        for (let some = await readSome(reader); some.length; some = await readSome(reader))
            // a browser gives 100 at a time
            for (const inner of some) await walk(inner, own, found)
    }
}

// The files of a drop: entries must be asked for before the first await
export async function listDropped(transfer) {
    const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean)
    if (!entries.length) return listChosen(transfer.files)
    const found = []
    for (const entry of entries) await walk(entry, '', found)
    return found
}

export const listChosen = files =>
    [...files].map(file => {
        const path = file.webkitRelativePath || file.name
        return { path, isInside: path.includes('/'), file: async () => file }
    })

// What was copied, as a file: files, else a web page or a part of Word, else text
export function listPasted(transfer, name) {
    if (transfer.files.length && !transfer.types.includes('text/html')) return listChosen(transfer.files)
    const html = transfer.getData('text/html'),
        text = transfer.getData('text/plain')
    if (html.trim()) return [fromText(`${name}.html`, `<!doctype html><meta charset="utf-8">${html}`)]
    return text.trim() ? [fromText(`${name}.txt`, text)] : []
}

export const fromText = (path, text) => ({ path, isInside: false, file: async () => new File([text], path) })
