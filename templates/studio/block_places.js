// Where the source text of a block is put into a text: on lines of its own, behind the block that the cursor is in.

const HEAD = '---',
    BLOCKS = /^( *)(?:- )?blocks:\s*$/

// The change { from, to, insert } that puts a block at an offset of a text
export function placeBlock(text, offset, block, isYaml) {
    const lines = text.split('\n'),
        at = text.slice(0, offset).split('\n').length - 1
    return isYaml ? placeInList(lines, at, block) : placeBetween(lines, findGap(lines, at), block)
}

// The change that replaces lines, counted from 1, both included
export function replaceLines(text, first, last, insert) {
    const lines = text.split('\n'),
        from = offsetOf(lines, first - 1)
    return { from, to: offsetOf(lines, last) - (last < lines.length ? 1 : 0), insert }
}

// The offset of the start of a line, counted from 0; behind the last line that of the end
const offsetOf = (lines, line) =>
    Math.min(
        lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0),
        lines.join('\n').length,
    )
const isBlank = line => !line?.trim()

// Markdown: a blank line is taken as it is; else behind the paragraph, and behind the container that it is in. Never in the head
function findGap(lines, at) {
    const headEnd = lines[0]?.trimEnd() === HEAD ? lines.findIndex((line, number) => number && line.trimEnd() === HEAD) : -1
    if (at <= headEnd) return headEnd + 1
    if (isBlank(lines[at])) return at
    let depth = 0,
        gap = at
    lines.forEach((line, number) => {
        if (number > at) return
        if (/^\s*:{3,}\s*\S/.test(line)) depth++
        else if (number < at && /^\s*:{3,}\s*$/.test(line)) depth = Math.max(0, depth - 1)
    })
    for (; gap < lines.length; gap++) {
        if (gap > at && /^\s*:{3,}\s*\S/.test(lines[gap])) depth++
        else if (/^\s*:{3,}\s*$/.test(lines[gap])) depth--
        if (depth <= 0 && (isBlank(lines[gap + 1]) || /^\s*:{3,}\s*$/.test(lines[gap]))) break
    }
    return Math.min(gap + 1, lines.length)
}

// Between two lines, with one blank line on either side
function placeBetween(lines, gap, block) {
    let first = gap,
        next = gap
    while (first > 0 && isBlank(lines[first - 1])) first--
    while (next < lines.length && isBlank(lines[next])) next++
    const isLast = next === lines.length
    const from = first ? offsetOf(lines, first) - (first < lines.length ? 1 : 0) : 0,
        to = offsetOf(lines, next)
    return { from, to, insert: `${first ? '\n\n' : ''}${block}\n${isLast ? '' : '\n'}` }
}

// YAML: in the innermost list of blocks around the cursor, else the last one, behind the item of the cursor; a file without one gets one
function placeInList(lines, at, block) {
    const lists = lines
        .map((line, number) => ({ key: number, found: line.match(BLOCKS) }))
        .filter(one => one.found)
        .map(({ key, found }) => readList(lines, key, found[1].length))
    const holding = lists.filter(list => list.key <= at && at < list.end).at(-1),
        list = holding ?? lists.at(-1)
    if (!list) return placeLines(lines, lines.length, `blocks:\n${indent(block, 0)}`)
    const next = list.items.find(start => start > at)
    return placeLines(lines, holding && next !== undefined ? next : list.end, indent(block, list.indent))
}

// A list of blocks below its key: its indentation, the first lines of its items, and the line behind it
function readList(lines, key, keyIndent) {
    const depth = line => line.length - line.trimStart().length
    const keyed = /^ *- /.test(lines[key]) ? keyIndent + 2 : keyIndent
    const inner = lines.findIndex((line, number) => number > key && !isBlank(line) && !line.trimStart().startsWith('#'))
    const size = inner >= 0 && depth(lines[inner]) >= keyed && lines[inner].trimStart().startsWith('- ') ? depth(lines[inner]) : keyed
    const items = []
    let end = key + 1
    for (let number = key + 1; number < lines.length; number++) {
        const line = lines[number]
        if (isBlank(line)) continue
        const isItem = depth(line) === size && line.trimStart().startsWith('- ')
        if (depth(line) <= size && !isItem) break
        if (isItem) items.push(number)
        end = number + 1
    }
    return { key, indent: size, items, end }
}

const indent = (block, size) =>
    block
        .split('\n')
        .map(line => line && ' '.repeat(size) + line)
        .join('\n')

function placeLines(lines, at, block) {
    let end = at
    while (end > 0 && isBlank(lines[end - 1])) end--
    const from = Math.max(0, offsetOf(lines, end) - (end < lines.length ? 1 : 0))
    return { from, to: from, insert: `${end ? '\n' : ''}${block}${end === lines.length ? '\n' : ''}` }
}
