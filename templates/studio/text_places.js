// Places in a text: the server counts lines and characters from 1, JavaScript counts units of UTF-16 from 0.

// The units before a character of a line; behind its end those of the whole line
function countUnits(line, characters) {
    let units = 0
    for (const character of line) {
        if (characters-- <= 0) break
        units += character.length
    }
    return units
}

// The start of a line, counted from 1, and its end
export function findLine(text, number) {
    let from = 0
    for (let line = 1; line < number; line++) {
        const next = text.indexOf('\n', from)
        if (next < 0) break
        from = next + 1
    }
    const end = text.indexOf('\n', from)
    return { from, to: end < 0 ? text.length : end }
}

export const lineAt = (text, offset) => text.slice(0, offset).split('\n').length

// The range of a diagnostic: its words, or where no end is known the word or mark at its place, or its line
export function findRange(text, { line, column, end }) {
    const { from, to } = findLine(text, Math.max(1, line || 1)),
        words = text.slice(from, to)
    const start = countUnits(words, (column || 1) - 1)
    if (end > column) return { from: from + start, to: from + countUnits(words, end - 1) }
    const word = words.slice(start).match(/^[\p{L}\p{N}_-]+|^\S/u)?.[0].length ?? 0
    return word ? { from: from + start, to: from + start + word } : { from, to }
}

// The one change that makes a text another one: { from, to, insert }
export function findChange(before, after) {
    let from = 0,
        to = before.length,
        until = after.length
    while (from < Math.min(to, until) && before[from] === after[from]) from++
    while (to > from && until > from && before[to - 1] === after[until - 1]) {
        to--
        until--
    }
    return { from, to, insert: after.slice(from, until) }
}
