// The lines of a source, each with what it was taken for and every decision about it, and what the user says instead.

import { make, say } from './kit.js'

const KINDS = ['question', 'point', 'heading', 'event', 'answer', 'paragraph']
const STEP = 1000 // the rows that are made at once
const DOUBTFUL = ['guessed', 'left']
const SHOWN_KINDS = new Set([
    ...KINDS,
    'title',
    'head',
    'option',
    'part',
    'quote',
    'table',
    'list',
    'figure',
    'block',
    'gap',
    'dropped',
    'joined',
])
const nameOf = kind => say(`import_kind_${SHOWN_KINDS.has(kind) ? kind : 'block'}`)

const isDoubtful = line => !line.chosen && KINDS.includes(line.kind) && line.decisions.some(one => DOUBTFUL.includes(one.verdict))

export class LineList extends EventTarget {
    #all = [] // every line
    #lines = [] // those that have rows
    #limit = STEP
    #more = new IntersectionObserver(seen => {
        if (seen.some(one => one.isIntersecting)) this.#extend(this.#lines.at(-1).number)
    })
    #at = 0 // the line that was last shown as doubtful

    constructor(list, { isWritable }) {
        super()
        Object.assign(this, { list, isWritable })
        list.addEventListener('click', event => this.#click(event))
        list.addEventListener('change', event => this.#choose(event.target.closest('li'), event.target.value))
    }

    get doubtful() {
        return this.#all.filter(isDoubtful)
    }

    // Show lines; those that have not changed stay as they are, so that focus and place stay
    show(lines) {
        this.#all = lines
        lines = lines.slice(0, this.#limit)
        this.#more.disconnect()
        const before = new Map(this.#lines.map((line, at) => [line.number, [JSON.stringify(line), this.list.children[at]]]))
        const focused = document.activeElement,
            of = focused?.closest('#lines li')?.dataset.line,
            part = focused?.dataset?.part
        this.#lines = lines
        this.list.replaceChildren(
            ...lines.map(line => {
                const [known, row] = before.get(line.number) ?? []
                return known === JSON.stringify(line) ? row : this.#makeRow(line)
            }),
        )
        if (of && !this.list.contains(document.activeElement)) {
            const row = this.#rowOf(of)
            ;(row?.querySelector(`[data-part="${part}"]`) ?? row?.querySelector('select'))?.focus()
        }
        if (this.#all.length > lines.length) this.#more.observe(this.list.lastElementChild)
    }

    clear() {
        this.#all = this.#lines = []
        this.#at = 0
        this.#limit = STEP
        this.list.replaceChildren()
    }

    // Make rows up to a line, where there are too many to make them all at once
    #extend(number) {
        const wanted = this.#all.findIndex(line => line.number === number)
        this.#limit = Math.max(this.#limit, wanted + STEP)
        this.show(this.#all)
    }

    // Go to the next doubtful line
    goNext() {
        const next = this.doubtful.find(line => line.number > this.#at) ?? this.doubtful[0]
        if (next) this.reveal(next.number)
    }

    reveal(number, { focus = true } = {}) {
        this.#at = number
        if (!this.#rowOf(number)) this.#extend(number)
        const row = this.#rowOf(number)
        if (!row) return
        this.list.querySelector('[aria-current]')?.removeAttribute('aria-current')
        row.setAttribute('aria-current', 'true')
        row.scrollIntoView({ block: 'center' })
        if (focus) row.querySelector('select, button')?.focus({ preventScroll: true })
    }

    // The line whose text a part of the result begins with
    find(text) {
        const wanted = squeeze(text)
        return this.#all.find(line => wanted && squeeze(line.text).includes(wanted))
    }

    #rowOf(number) {
        return this.list.querySelector(`li[data-line="${number}"]`)
    }

    #makeRow(line) {
        const words = make('p', { className: 'source' }, line.text || '\u00a0')
        const plain = line.decisions.filter(one => one.verdict === 'understood' && one.made).map(describe)
        const notes = [
            ...line.decisions.filter(one => one.verdict !== 'understood').map(makeNote),
            ...(plain.length ? [make('li', {}, plain.join('；'))] : []),
        ]
        const row = make(
            'li',
            { dataset: { line: line.number, kind: line.kind, ...(isDoubtful(line) ? { doubtful: '' } : {}) } },
            make('span', { className: 'number', ariaHidden: 'true' }, line.number),
            make('div', { className: 'words' }, words, ...(notes.length ? [make('ul', { className: 'notes' }, ...notes)] : [])),
            make('div', { className: 'choice' }, ...this.#makeChoice(line)),
        )
        return row
    }

    #makeChoice(line) {
        if (!this.isWritable || !line.changeable) return [make('span', { className: 'kind' }, nameOf(line.kind))]
        const own = KINDS.includes(line.kind) ? [] : [line.kind]
        const select = make(
            'select',
            { className: 'kind', dataset: { part: 'kind' }, 'aria-label': say('import_kind_label', { line: line.number }) },
            ...[...own, ...KINDS].map(kind => make('option', { value: kind, selected: kind === line.kind }, nameOf(kind))),
        )
        const accept = isDoubtful(line)
            ? [
                  make(
                      'button',
                      { type: 'button', dataset: { part: 'accept' }, 'aria-label': say('import_accept_label', { line: line.number }) },
                      `✓ ${say('import_accept')}`,
                  ),
              ]
            : []
        const undo = line.chosen
            ? [
                  make('small', { className: 'soft' }, say('import_chosen')),
                  make(
                      'button',
                      {
                          type: 'button',
                          className: 'plain',
                          dataset: { part: 'undo' },
                          'aria-label': say('import_undo_label', { line: line.number }),
                      },
                      say('import_undo'),
                  ),
              ]
            : []
        return [select, ...accept, ...undo]
    }

    #click(event) {
        const row = event.target.closest('li[data-line]')
        if (!row) return
        const part = event.target.closest('[data-part]')?.dataset.part
        if (part === 'accept') this.#choose(row, row.dataset.kind)
        else if (part === 'undo') this.#choose(row, '')
        else if (!part) this.dispatchEvent(new CustomEvent('pick', { detail: { text: row.querySelector('.source').textContent } }))
    }

    #choose(row, kind) {
        if (row) this.dispatchEvent(new CustomEvent('choose', { detail: { line: Number(row.dataset.line), kind } }))
    }
}

export const squeeze = text => text.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 14)

const describe = one => (one.made ? `${one.what} → ${one.made}` : one.what)

export const makeNote = one =>
    make(
        'li',
        { dataset: { verdict: one.verdict } },
        make('b', {}, one.word),
        ` ${one.what}`,
        ...(one.made ? [make('span', { className: 'made' }, ` → ${one.made}`)] : []),
    )
