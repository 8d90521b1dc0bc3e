// The diagnostics of the file in the editor, under its words, and their corrections: edits that the server finds for the shown text.

import { notify, post, report, say } from './kit.js'
import { findRange } from './text_places.js'

const REST = 900 // ms without a change after which the corrections are asked for
const SAME = { 'folded-marks': ['half-width-mark'] }

export function createProblemMarks(view, { getSource, getArea, getFile }) {
    let timer = 0,
        edits = [],
        found = [],
        base = null

    const listOwn = () => (view.doc?.diagnostics ?? []).filter(one => one.file === `content/${getFile()}`)

    function show() {
        const area = getArea(),
            source = getSource()
        if (!area || source.text !== area.text) return
        const { text } = area
        if (text !== base) edits = []
        found = listOwn().map(one => ({ ...one, ...findRange(text, one), edits: pick(one, text) }))
        area.showProblems(found.map(one => ({ ...one, correct: one.edits.length ? () => correct(one) : null })))
        clearTimeout(timer)
        if (found.length && text !== base && source.state !== 'reading') timer = setTimeout(look, REST)
    }

    async function look() {
        const { text } = getArea() ?? {}
        if (text === undefined) return
        try {
            const answer = await post('/api/editing/corrections', { name: getFile(), text })
            if (getArea()?.text !== text) return
            base = text
            edits = answer.edits.map(({ start, end, text: insert, rule }) => ({ from: start, to: end, insert, rule }))
            show()
        } catch {
            /* without corrections the diagnostics say what to do */
        }
    }

    // The edits of a rule in the line of its diagnostic; a diagnostic stands for all of its paragraph
    function pick(one, text) {
        const { from, to } = findRange(text, { line: one.line, column: 1, end: Infinity })
        const rules = [one.code, ...(SAME[one.code] ?? [])],
            isAll = one.code in SAME
        return edits.filter(edit => rules.includes(edit.rule) && (isAll || (from <= edit.from && edit.from <= to)))
    }

    function correct({ edits: made, code, line }) {
        if (getArea().text !== base) return report({ message: say('editor_changed'), hint: '' })
        getArea().edit(made)
        getArea().focus()
        found = found.filter(one => one.code !== code || one.line !== line)
    }

    async function correctAll() {
        const area = getArea(),
            { text } = area
        const answer = await post('/api/editing/corrections', { name: getFile(), text })
        if (area.text !== text) return notify(say('editor_changed'))
        const made = answer.edits.map(({ start, end, text: insert }) => ({ from: start, to: end, insert }))
        if (made.length) area.edit(made)
        notify(say(made.length ? 'editor_corrected' : 'editor_nothing_to_correct', { count: made.length }))
    }

    return { show, correctAll, age: () => clearTimeout(timer), close: () => clearTimeout(timer) }
}
