// Differences of texts: parts of a line, and two versions side by side.

import { make, say } from './kit.js'

const TAGS = { keep: 'span', take: 'del', put: 'ins' }

// Parts of a line, [[kind, text], …], as elements: what goes before what comes in its place; blanks of either are shown as marks
export const makeParts = parts =>
    joinParts(parts).map(([kind, text]) => make(TAGS[kind], {}, kind === 'keep' || text.trim() ? text : '␣'.repeat(text.length)))

function joinParts(parts) {
    const joined = []
    for (const [kind, text] of parts) {
        const run = joined.findLastIndex(([other]) => other === 'keep') + 1
        const same = joined.slice(run).find(([other]) => other === kind)
        if (kind !== 'keep' && same) same[1] += text
        else if (kind === 'take') joined.splice(run, 0, [kind, text])
        else joined.push([kind, text])
    }
    return joined
}

// Rows of two versions, [[[number, parts] or null, [number, parts] or null] or null for a gap, …]; `names` head the two columns
export function makeComparison(rows, names) {
    const cell = (side, at) =>
        side
            ? make(
                  'td',
                  { className: at ? 'after' : 'before' },
                  make('span', { className: 'number' }, side[0]),
                  make('p', { className: 'words' }, ...makeParts(side[1])),
              )
            : make('td', { className: 'void' })
    const body = rows.map(row =>
        row
            ? make('tr', { dataset: { kind: row[0] && row[1] && row[2] ? 'keep' : 'change' } }, cell(row[0], 0), cell(row[1], 1))
            : make('tr', { className: 'gap' }, make('td', { colSpan: 2 }, '⋯')),
    )
    if (!rows.length) return make('p', { className: 'empty' }, say('check_same'))
    return make(
        'table',
        { className: 'comparison' },
        make('thead', {}, make('tr', {}, ...names.map(name => make('th', { scope: 'col' }, name)))),
        make('tbody', {}, ...body),
    )
}
