// Fields of a form, made from the description of a part of the model (forms/field_table.py): each kind of value has a control.
//
// makeField(entry, value, context) → { element, read(), entry }: `read` gives what is to be written in the file, null where there is
// nothing. The context has `nodes` (the fields of each part of the model), `blocks` (the block types), `names` (what completes words) and
// `changed(isFinished)`, which is called after every change.

import { language, make, say } from './kit.js'
import { makeOrdered } from './ordered_list.js'

let count = 0
const nextId = () => `field-${++count}`
const SEPARATOR = /[、，；;\n]/
const LONG = new Set(['summary', 'colophon', 'intro', 'text', 'tex', 'lead']) // fields that often have more than a line

// A text area that is as high as its text
function makeArea(properties, changed) {
    const area = make('textarea', { rows: 1, spellcheck: false, ...properties })
    const fit = () => {
        area.style.setProperty('--rows', Math.min(16, area.value.split('\n').length))
    }
    area.addEventListener('input', () => {
        fit()
        changed(false)
    })
    area.addEventListener('change', () => changed(true))
    fit()
    return area
}

function makeInput(properties, changed) {
    const field = make('input', { type: 'text', autocomplete: 'off', spellcheck: false, ...properties })
    field.addEventListener('input', () => changed(false))
    field.addEventListener('change', () => changed(true))
    return field
}

function makeSelect(options, value, id, changed) {
    const select = make(
        'select',
        { id, onchange: () => changed(true) },
        ...options.map(([name, label]) => make('option', { value: name }, label)),
    )
    if (value && !options.some(([name]) => name === value)) select.append(make('option', { value }, value))
    select.value = value
    return select
}

// The value that a word in the file means: 居中 is center
const findValue = (values, word) => values.find(one => one.value === word || one.words.includes(word))?.value ?? word ?? ''
const toText = value => (value === null || value === undefined ? '' : typeof value === 'object' ? '' : String(value))
const listNames = value =>
    Array.isArray(value)
        ? value.map(toText)
        : toText(value)
              .split(SEPARATOR)
              .map(one => one.trim())
              .filter(Boolean)

// Controls, by the kind of the value: (entry, value, context, id) → { element, read } --------------------------------

function makeText(entry, value, context, id) {
    const offered = context.names?.[entry.names]
    if (['themes', 'papers'].includes(entry.names) && offered) return makeChoice({ ...entry, values: offered }, value, context, id)
    if (LONG.has(entry.name) || toText(value).includes('\n')) {
        const area = makeArea({ id, value: toText(value) }, context.changed)
        return { element: area, read: () => (area.value.trim() ? area.value.replace(/\s+$/, '') : null) }
    }
    const field = makeInput({ id, value: toText(value) }, context.changed)
    if (!offered?.length) {
        if (entry.values.length)
            offerValues(
                field,
                entry.values.map(one => [one.value, one.label]),
            )
        return { element: field, read: () => field.value.trim() || null }
    }
    const list = offerValues(
        field,
        offered.map(one => [one.name ?? one.id ?? one.value, one.title || one.label || '']),
    )
    return { element: make('div', {}, field, list), read: () => field.value.trim() || null }
}

function offerValues(field, values) {
    const list = make('datalist', { id: nextId() }, ...values.map(([value, label]) => make('option', { value, label })))
    field.setAttribute('list', list.id)
    field.after(list)
    return list
}

function makeChoice(entry, value, context, id) {
    const usual = entry.values.find(one => one.value === entry.default)
    const first = usual ? say('form_default_is', { value: usual.label }) : say('form_default')
    const options = [['', first], ...entry.values.filter(one => one !== usual).map(one => [one.value, one.label])]
    const found = findValue(entry.values, toText(value))
    const select = makeSelect(options, found === entry.default ? '' : found, id, context.changed)
    return { element: select, read: () => select.value || null }
}

function makeFlag(entry, value, context, id) {
    const usual = entry.default === 'true'
    const isOn = value === null || value === undefined || value === '' ? usual : findValue(entry.values, toText(value)) === 'true'
    const box = make('input', { type: 'checkbox', id, checked: isOn, onchange: () => context.changed(true) })
    return { element: box, read: () => (box.checked === usual ? null : String(box.checked)) }
}

function makeNumber(entry, value, context, id) {
    const placeholder = entry.default && entry.default !== '0' ? say('form_default_is', { value: entry.default }) : ''
    const field = makeInput({ id, value: toText(value), inputMode: 'numeric', placeholder, className: 'short' }, context.changed)
    return { element: field, read: () => field.value.trim() || null }
}

function makeNames(entry, value, context, id) {
    const offered = entry.names && context.names?.[entry.names]
    const values = entry.values.length ? entry.values : entry.names === 'editions' ? (offered ?? []) : []
    if (values.length) return makeChecked(values, listNames(value), context, id)
    const field = makeInput({ id, value: listNames(value).join('、') }, context.changed)
    const read = () => {
        const names = listNames(field.value)
        return names.length ? names : null
    }
    if (!offered?.length) return { element: field, read }
    const list = offerValues(
        field,
        offered.map(one => [one.name ?? one.id ?? one.value, one.title || one.label || '']),
    )
    return { element: make('div', {}, field, list), read }
}

// Several of some values, in the order in which they were chosen
function makeChecked(values, chosen, context, id) {
    const picked = chosen.map(word => findValue(values, word))
    const others = picked.filter(name => !values.some(one => one.value === name)).map(name => ({ value: name, label: name, words: [] }))
    const boxes = [...values, ...others].map(one =>
        make(
            'label',
            { className: 'check' },
            make('input', {
                type: 'checkbox',
                checked: picked.includes(one.value),
                onchange: event => {
                    event.target.checked ? picked.push(one.value) : picked.splice(picked.indexOf(one.value), 1)
                    context.changed(true)
                },
            }),
            one.label,
        ),
    )
    return { element: make('div', { id, className: 'checks', role: 'group' }, ...boxes), read: () => (picked.length ? [...picked] : null) }
}

// A part of the model: a line of text where it has that form, else its own fields
function makeNode(entry, value, context, id) {
    if (entry.is_line && (!value || typeof value !== 'object') && entry.node !== 'Series') {
        const field = makeInput({ id, value: toText(value) }, context.changed)
        return { element: field, read: () => field.value.trim() || null }
    }
    const parts = makeParts(
        context.nodes[entry.node] ?? [],
        value && typeof value === 'object' ? value : value ? { name: value } : {},
        context,
    )
    return { element: make('div', { id, className: 'parts', role: 'group' }, ...parts.elements), read: parts.read }
}

// The fields of a part; reads as a mapping of those that have a value
function makeParts(entries, value, context) {
    const fields = entries.map(entry => makeField(entry, value[entry.name], context))
    const read = () => {
        const found = Object.fromEntries(fields.map(field => [field.entry.name, field.read()]).filter(([, one]) => one !== null))
        return Object.keys(found).length ? found : null
    }
    return { elements: fields.map(field => field.element), fields, read }
}

// A list of texts
function makeLines(entry, value, context, id) {
    const label = entry.label
    const list = makeOrdered(id, label, (Array.isArray(value) ? value : value ? [value] : []).map(toText), context.changed, (text, at) => {
        const area = makeArea({ value: text, 'aria-label': `${label} ${at + 1}` }, context.changed)
        return { element: area, read: () => area.value.trim() || null }
    })
    return { element: list.element, read: () => list.readAll() }
}

// A list of parts of the model; a part that has nothing but a text is one
function makeNodes(entry, value, context, id) {
    const entries = (context.nodes[entry.node] ?? []).filter(
        one => !(entry.node === 'Exercise' && ['questions', 'materials', 'reads'].includes(one.name)),
    )
    const main = entries.find(one => one.required) ?? entries[0]
    const list = makeOrdered(id, entry.label, Array.isArray(value) ? value : [], context.changed, item => {
        const data = item && typeof item === 'object' && !Array.isArray(item) && !item.type ? item : item ? { [main.name]: item } : {}
        const shown = entries.filter(one => one.required || one.name in data || SHORT.has(one.name))
        const rest = entries.filter(one => !shown.includes(one))
        const first = makeParts(shown, data, context),
            more = makeParts(rest, data, context)
        const element = make('div', { className: 'parts' }, ...first.elements, ...(rest.length ? [makeMore(more.elements)] : []))
        return {
            element,
            read: () => {
                const all = { ...first.read(), ...more.read() }
                return Object.keys(all).length ? all : null
            },
        }
    })
    return { element: list.element, read: () => list.readAll() }
}
const SHORT = new Set(['options', 'answer', 'points', 'explanation'])

export const makeMore = elements => make('details', { className: 'more' }, make('summary', {}, say('form_more')), ...elements)

// Named parts of the model
function makeMap(entry, value, context, id) {
    const entries = context.nodes[entry.node] ?? []
    const list = makeOrdered(id, entry.label, Object.entries(value ?? {}), context.changed, item => {
        const [name, data] = item ?? ['', {}]
        const field = makeInput({ value: name, 'aria-label': say('form_name'), placeholder: say('form_name') }, context.changed)
        const parts = makeParts(entries, data && typeof data === 'object' ? data : {}, context)
        return {
            element: make('div', { className: 'parts' }, field, ...parts.elements),
            read: () => (field.value.trim() ? [field.value.trim(), parts.read() ?? {}] : null),
        }
    })
    return {
        element: list.element,
        read: () => {
            const all = list.readAll()
            return all && Object.fromEntries(all)
        },
    }
}

// Rows of cells
function makeTable(entry, value, context, id) {
    const rows = (Array.isArray(value) ? value : []).map(row => (Array.isArray(row) ? [...row] : [row]))
    if (!rows.length) rows.push(['', ''], ['', ''])
    const table = make('table', { id, className: 'cells' })
    const isPlain = cell => cell === null || typeof cell !== 'object'
    function draw() {
        const width = Math.max(1, ...rows.map(row => row.length))
        const remove = (name, number, action) =>
            make(
                'button',
                {
                    type: 'button',
                    className: 'plain',
                    title: say(name, { number }),
                    'aria-label': say(name, { number }),
                    onclick: () => {
                        action()
                        draw()
                        context.changed(true)
                    },
                },
                '×',
            )
        const head = make(
            'tr',
            {},
            ...Array.from({ length: width }, (_, at) =>
                make(
                    'td',
                    {},
                    remove('form_remove_column', at + 1, () => rows.forEach(row => row.splice(at, 1))),
                ),
            ),
            make('td'),
        )
        const lines = rows.map((row, at) =>
            make(
                'tr',
                {},
                ...Array.from({ length: width }, (_, column) =>
                    make(
                        'td',
                        {},
                        isPlain(row[column] ?? '')
                            ? makeInput(
                                  {
                                      value: toText(row[column]),
                                      'aria-label': say('form_cell', { row: at + 1, column: column + 1 }),
                                      oninput: event => {
                                          row[column] = event.target.value
                                      },
                                  },
                                  context.changed,
                              )
                            : make('span', { className: 'hint' }, say('form_in_editor')),
                    ),
                ),
                make(
                    'td',
                    {},
                    remove('form_remove_row', at + 1, () => rows.splice(at, 1)),
                ),
            ),
        )
        table.replaceChildren(make('tbody', {}, ...(width > 1 ? [head] : []), ...lines))
    }
    const add = (word, action) =>
        make(
            'button',
            {
                type: 'button',
                onclick: () => {
                    action()
                    draw()
                    context.changed(true)
                },
            },
            say(word),
        )
    draw()
    const element = make(
        'div',
        {},
        make('div', { className: 'scrolled' }, table),
        make(
            'div',
            { className: 'adders' },
            add('form_add_row', () => rows.push(Array(rows[0]?.length || 1).fill(''))),
            add('form_add_column', () => rows.forEach(row => row.push(''))),
        ),
    )
    const read = () => {
        const width = Math.max(1, ...rows.map(row => row.length))
        const full = rows.map(row => Array.from({ length: width }, (_, at) => row[at] ?? ''))
        return full.some(row => row.some(Boolean)) ? full : null
    }
    return { element, read }
}

// Paragraphs and other blocks
function makeBlocks(entry, value, context, id) {
    const parts = typeof value === 'string' ? [value] : Array.isArray(value) ? value : value ? [value] : []
    const area = text => {
        const field = makeArea({ value: text, 'aria-label': entry.label, className: 'prose' }, context.changed)
        return { element: field, read: () => (field.value.trim() ? field.value.replace(/^\n+|\s+$/g, '') : null) }
    }
    const isText = item => typeof item === 'string' || (item?.type === 'paragraph' && Object.keys(item).length === 2)
    const toPlain = item => (typeof item === 'string' ? item : item.text)
    if (parts.every(isText) && !context.hasInner?.(entry)) {
        const field = area(parts.map(toPlain).join('\n\n'))
        field.element.id = id
        return field
    }
    const list = makeOrdered(id, entry.label, parts, context.changed, item =>
        isText(item ?? '') ? area(toPlain(item ?? '')) : makeInner(item, context),
    )
    return { element: list.element, read: () => list.readAll() }
}

// A block inside another
function makeInner(item, context) {
    const block = context.blocks?.find(one => one.type === item.type)
    if (!block) return { element: make('p', { className: 'hint' }, say('form_in_editor')), read: () => item }
    const parts = makeParts(
        context.nodes[block.node].filter(one => one.required || one.name in item),
        item,
        context,
    )
    const element = make('div', { className: 'parts' }, make('p', { className: 'inner-head' }, block.label), ...parts.elements)
    return { element, read: () => ({ type: item.type, ...parts.read() }) }
}

const makeUnsupported = (entry, value) => ({ element: make('p', { className: 'hint' }, say('form_in_editor')), read: () => value ?? null })

const CONTROLS = {
    text: makeText,
    inline: makeText,
    lines: makeLines,
    blocks: makeBlocks,
    number: makeNumber,
    flag: makeFlag,
    choice: makeChoice,
    choices: (entry, ...rest) => makeNames(entry.name === 'align' ? { ...entry, values: [] } : entry, ...rest),
    names: makeNames,
    node: makeNode,
    nodes: makeNodes,
    map: makeMap,
    table: makeTable,
    notes: makeUnsupported,
}
// What a field means, without what its label and its choices say already
function explain({ info: given, label, kind }) {
    const info = given.replaceAll('`', '')
    const [about] = info.split(/[：:]/)
    const usual = /[，；;,] ?((?:不写|by default).*)$/.exec(info)?.[1] ?? ''
    const text =
        kind === 'choice'
            ? [about, usual]
                  .filter((one, at, all) => one && all.indexOf(one) === at && !(at && about.includes(one)))
                  .join(language() === 'zh' ? '；' : '; ')
            : info
    return text.replace(/^The /, '').toLowerCase() === label.toLowerCase() ? '' : text
}

const GROUPS = new Set(['lines', 'nodes', 'map', 'table', 'notes'])

export function makeField(entry, value, context) {
    const id = nextId()
    const control = CONTROLS[entry.kind](entry, value, context, id)
    const isGroup =
        GROUPS.has(entry.kind) ||
        control.element.getAttribute?.('role') === 'group' ||
        (control.element.tagName === 'DIV' && !control.element.querySelector(`:scope > #${id}`))
    const label = make(
        isGroup ? 'span' : 'label',
        { className: 'form-label', id: `${id}-label`, ...(isGroup ? {} : { htmlFor: id }) },
        entry.label,
    )
    if (entry.required) label.append(make('small', {}, ` ${say('form_required')}`))
    const hint = make('p', { className: 'hint', id: `${id}-hint` }, explain(entry))
    if (entry.kind === 'names' && !entry.values.length && control.element.tagName === 'INPUT') hint.append(` ${say('form_separated')}`)
    const problem = make('p', { className: 'problem', id: `${id}-problem`, hidden: true })
    const target = control.element.id === id ? control.element : (control.element.querySelector?.(`#${id}`) ?? control.element)
    target.setAttribute('aria-describedby', `${id}-hint ${id}-problem`)
    if (isGroup) target.setAttribute('aria-labelledby', label.id)
    const element = make(
        'div',
        { className: 'form-field', dataset: { kind: entry.kind, field: entry.name } },
        label,
        control.element,
        hint,
        problem,
    )
    return {
        element,
        entry,
        read: control.read,
        tell: (text, severity = 'error') => {
            problem.hidden = !text
            problem.textContent = text
            problem.dataset.severity = severity
            text && severity === 'error' ? target.setAttribute('aria-invalid', 'true') : target.removeAttribute('aria-invalid')
        },
    }
}
