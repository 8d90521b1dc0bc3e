// Insert a block, or edit one, in a form that is made from the model, with its picture as it will be in the handout.
//
// openBlockMenu(button, name, insert): the menu of block types of the handout `name`; `insert(text)` gets the source text of the block.
// editBlock(name, text, line) → null, or { text, first, last }: the new lines of the block at a line of the text of an editor, and which
// lines, counted from 1, they replace.

import { ask, make, openMenu, post, report, say } from './kit.js'
import { makeField, makeMore } from './form_fields.js'

const QUIET = 350 // milliseconds without a change after which the picture is drawn
const LESS = new Set(['n', 'materials', 'reads', 'difficulty', 'space', 'align', 'questions']) // fields that few blocks need
const known = new Map() // what a format may contain, by format and language

async function describe(name) {
    const key = `${/\.(md|markdown)$/i.test(name) ? 'markdown' : 'yaml'} ${document.documentElement.lang}`
    if (!known.has(key)) known.set(key, await ask(`/api/completions?name=${encodeURIComponent(name)}`))
    return known.get(key)
}

export async function openBlockMenu(button, name, insert) {
    try {
        const { blocks } = await describe(name)
        openMenu(
            button,
            blocks
                .filter(block => block.is_offered)
                .map(block => [block.label, () => askForBlock(name, { type: block.type }).then(text => text && insert(text))]),
        )
    } catch (error) {
        report(error)
    }
}

export async function editBlock(name, text, line) {
    try {
        const found = await post('/api/blocks/lines', { name, text, line })
        const made = await askForBlock(name, found.data, { isNew: false })
        if (!made) return null
        const pad = ' '.repeat(found.indent)
        return {
            text: made
                .split('\n')
                .map(one => one && pad + one)
                .join('\n'),
            first: found.first,
            last: found.last,
        }
    } catch (error) {
        report(error)
        return null
    }
}

// Ask for the fields of a block; resolves to its source text, or null
async function askForBlock(name, data, { isNew = true } = {}) {
    let described, names
    try {
        ;[described, names] = await Promise.all([describe(name), ask(`/api/completions/names?name=${encodeURIComponent(name)}`)])
    } catch (error) {
        report(error)
        return null
    }
    const block = described.blocks.find(one => one.type === data.type)
    const entries = described.nodes[block.node]
    const common = new Set(described.nodes.Block.map(entry => entry.name).filter(field => field !== 'limit' || block.type !== 'exercise'))
    return new Promise(resolve => {
        let timer = 0,
            latest = 0
        const context = {
            nodes: described.nodes,
            blocks: described.blocks,
            names,
            changed: () => {
                clearTimeout(timer)
                timer = setTimeout(draw, QUIET)
            },
        }
        const fields = entries.map(entry => makeField(entry, data[entry.name], context))
        const isFirst = field =>
            field.entry.required || field.entry.name in data || !(common.has(field.entry.name) || LESS.has(field.entry.name))
        const first = fields.filter(isFirst),
            rest = fields.filter(field => !isFirst(field))
        const picture = make('div', { className: 'block-picture', role: 'img', 'aria-label': say('form_picture') })
        const problem = make('p', { className: 'problem', role: 'alert' })
        const close = value => {
            clearTimeout(timer)
            latest = -1
            dialog.close()
            dialog.remove()
            resolve(value)
        }

        const readData = () => ({
            type: block.type,
            ...Object.fromEntries(fields.map(field => [field.entry.name, field.read()]).filter(([, value]) => value !== null)),
        })

        function tell(error) {
            const problems = error?.data?.problems ?? {}
            for (const field of fields) field.tell(problems[field.entry.name] ?? '')
            const isTold = Object.keys(problems).some(key => fields.some(field => field.entry.name === key))
            problem.textContent = error && !isTold ? [error.message, error.hint].filter(Boolean).join(' ') : ''
        }

        async function draw() {
            const number = ++latest
            if (fields.some(field => field.entry.required && field.read() === null)) {
                tell(null)
                return showPicture(null, 'form_no_picture')
            }
            try {
                const made = await post('/api/blocks/picture', { name, data: readData() })
                if (number !== latest) return
                tell(null)
                showPicture(made, 'form_no_print')
            } catch (error) {
                if (number === latest) tell(error)
            }
        }

        function showPicture(made, word) {
            picture.replaceChildren(made ? make('img', { src: made.image, alt: '' }) : make('p', { className: 'hint' }, say(word)))
            if (!made) return picture.removeAttribute('data-shown')
            picture.dataset.shown = ''
            const width = made.right - made.left,
                height = made.bottom - made.top
            picture.style.setProperty('--ratio', String((width * made.ratio) / height))
            picture.style.setProperty('--scale', `${100 / width}%`)
            picture.style.setProperty('--left', `${(-100 * made.left) / width}%`)
            picture.style.setProperty('--top', `${(-100 * made.top) / height}%`)
        }

        async function finish(event) {
            event.preventDefault()
            try {
                close((await post('/api/blocks/source', { name, data: readData() })).text)
            } catch (error) {
                tell(error)
                dialog.querySelector('[aria-invalid="true"]')?.focus()
            }
        }

        const form = make(
            'form',
            { className: 'block-form', onsubmit: finish, noValidate: true },
            make(
                'div',
                { className: 'block-fields form' },
                make('p', { className: 'hint' }, block.info),
                ...first.map(field => field.element),
                ...(rest.length ? [makeMore(rest.map(field => field.element))] : []),
                problem,
            ),
            make('div', { className: 'block-shown' }, make('h3', {}, say('form_picture')), picture),
            make(
                'div',
                { className: 'buttons' },
                make('button', { type: 'button', onclick: () => close(null) }, say('cancel')),
                make('button', { type: 'submit', className: 'main' }, say(isNew ? 'form_insert' : 'form_apply')),
            ),
        )
        const dialog = make(
            'dialog',
            {
                className: 'dialog block-dialog',
                oncancel: event => {
                    event.preventDefault()
                    close(null)
                },
                'aria-labelledby': 'block-title',
            },
            make('h2', { id: 'block-title' }, say(isNew ? 'form_insert_block' : 'form_edit_block', { label: block.label })),
            form,
        )
        dialog.addEventListener('keydown', event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish(event)
        })
        document.body.append(dialog)
        dialog.showModal()
        form.querySelector('textarea, input, select')?.focus()
        draw()
    })
}
