// A plain text area in place of CodeMirror, where its modules are missing. Both offer the same: `text`, `replace`, `insert`, `selection`,
// `select`, `showProblems`, `focus`, `edit`, `isComposing`, `setReadOnly`, `find` and `close`; offsets are those of JavaScript.

import { make } from './kit.js'
import { findChange } from './text_places.js'

export function createPlainArea(parent, { label, onChange, onMove, onKey, onPaste }) {
    const area = make('textarea', { className: 'plain-area', spellcheck: false, autocomplete: 'off' })
    area.setAttribute('aria-label', label)
    let composing = false,
        shown = ''

    // execCommand is the one way that the browser's own undo knows of
    function change({ from, to, insert }) {
        const focused = document.activeElement
        area.focus({ preventScroll: true })
        area.setSelectionRange(from, to)
        const isDone = (from === to && !insert) || document.execCommand(insert ? 'insertText' : 'delete', false, insert)
        if (!isDone || area.value.slice(from, from + insert.length) !== insert) area.setRangeText(insert, from, to, 'end')
        shown = area.value
        if (focused !== area) focused?.focus({ preventScroll: true })
    }

    const told = () => {
        if (area.value === shown) return
        shown = area.value
        onChange(area.value)
    }
    area.addEventListener('input', told)
    area.addEventListener('compositionstart', () => {
        composing = true
    })
    area.addEventListener('compositionend', () => {
        composing = false
    })
    area.addEventListener('keydown', event => {
        if (!event.isComposing) onKey(event)
    })
    for (const type of ['paste', 'drop']) area.addEventListener(type, onPaste)
    for (const type of ['keyup', 'pointerup', 'select', 'input']) area.addEventListener(type, () => onMove())
    parent.replaceChildren(area)

    return {
        element: area,
        get text() {
            return area.value
        },
        start: text => {
            area.value = shown = text
            area.setSelectionRange(0, 0)
        },
        replace: text => {
            const { selectionStart, selectionEnd, scrollTop } = area,
                made = findChange(area.value, text)
            const shift = offset =>
                offset <= made.from ? offset : offset >= made.to ? offset + made.insert.length - (made.to - made.from) : made.from
            area.value = shown = text
            area.setSelectionRange(shift(selectionStart), shift(selectionEnd))
            area.scrollTop = scrollTop
        },
        edit: changes => {
            for (const one of [...changes].sort((a, b) => b.from - a.from)) change(one)
            onChange(area.value)
        },
        insert: text => {
            change({ from: area.selectionStart, to: area.selectionEnd, insert: text })
            onChange(area.value)
        },
        get selection() {
            return { from: area.selectionStart, to: area.selectionEnd }
        },
        select: (from, to = from) => {
            area.setSelectionRange(from, to)
            const lines = area.value.slice(0, from).split('\n').length,
                all = area.value.split('\n').length
            area.scrollTop = Math.max(0, (area.scrollHeight * lines) / all - area.clientHeight / 3)
        },
        showProblems: () => {},
        isComposing: () => composing,
        setReadOnly: isReadOnly => {
            area.readOnly = isReadOnly
        },
        focus: () => area.focus(),
        find: null,
        close: () => area.remove(),
    }
}
