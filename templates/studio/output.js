// The screen where files are made: a form with what is to be made, and the jobs that make it.

import { desk, language, make, post, ask, report, say } from './kit.js'
import { address, kept } from './handout_view.js'
import { createJobs } from './job_panel.js'

const CHOSEN = 'output'
const LAYOUTS = { single: {}, booklet: { booklet: true }, two: { nup: 2 }, four: { nup: 4 } }
const SWITCHES = ['greyscale', 'one_sided', 'recto', 'marks']
const EVERY_EDITION = 'all'

export function mount(root, name) {
    const form = root.querySelector('#output-form'),
        list = root.querySelector('#output-documents')
    const before = kept.get(CHOSEN, { kind: 'files', layout: 'single', formats: null })
    let documents = [],
        chosen = new Set(name ? [name] : (before.documents ?? [])),
        choices = null
    const jobs = createJobs(root, { title: describe })

    // The documents ------------------------------------------------------------------------------------------

    function makeChoice(document) {
        const box = make('input', { type: 'checkbox', checked: chosen.has(document.name), value: document.name })
        box.addEventListener('change', () => {
            box.checked ? chosen.add(document.name) : chosen.delete(document.name)
            showDocuments()
            keep()
        })
        const note = document.state === 'error' ? [make('small', { className: 'output-broken' }, say('output_broken'))] : []
        return make('li', {}, make('label', { className: 'output-option' }, box, make('span', {}, document.title), ...note))
    }

    function showDocuments() {
        chosen = new Set(documents.map(document => document.name).filter(name => chosen.has(name)))
        const focused = document.activeElement?.closest?.('#output-documents') ? document.activeElement.value : null
        const all = make('input', { type: 'checkbox', value: '', checked: !chosen.size })
        all.addEventListener('change', () => {
            chosen.clear()
            showDocuments()
            keep()
        })
        const first = make('li', {}, make('label', { className: 'output-option' }, all, make('span', {}, say('output_all'))))
        list.replaceChildren(
            ...(documents.length ? [first, ...documents.map(makeChoice)] : [make('li', { className: 'empty' }, say('output_none'))]),
        )
        if (focused !== null) [...list.querySelectorAll('input')].find(box => box.value === focused)?.focus()
    }

    const names = () => documents.map(document => document.name).filter(name => chosen.has(name))

    // What a job is called: its documents and formats
    function describe(job) {
        if (job.kind === 'share') return say('output_share')
        const { names, formats } = job.order
        const titles = names.map(name => documents.find(document => document.name === name)?.title ?? name)
        const what = titles.length
            ? titles.length > 2
                ? say('output_some', { count: titles.length })
                : titles.join(language() === 'zh' ? '、' : ', ')
            : say('output_all')
        if (job.kind === 'copies') return `${say('output_named')} · ${what}`
        return `${what} · ${formats.map(format => format.toUpperCase()).join(' + ')}`
    }

    // The form -----------------------------------------------------------------------------------------------

    const fill = (select, options, value) => {
        form.elements[select].replaceChildren(...options.map(([name, label]) => make('option', { value: name }, label)))
        form.elements[select].value = options.some(([name]) => name === value) ? value : options[0][0]
    }
    const pair = ({ name, label }) => [name, label]

    function showChoices() {
        const { formats, editions, papers, themes, sheets, price } = choices
        fill('edition', [...editions.map(pair), [EVERY_EDITION, say('output_every_edition')]], before.edition)
        fill('sheet', sheets.map(pair), before.sheet)
        fill('theme', [['', say('output_own_theme')], ...themes.map(pair)], before.theme)
        form.querySelector('#output-formats').replaceChildren(
            ...formats.map(({ name, label, isUsual, isCopied }) => {
                const box = make('input', {
                    type: 'checkbox',
                    name: 'format',
                    value: name,
                    checked: before.formats?.includes(name) ?? isUsual,
                })
                return make(
                    'label',
                    { className: 'output-option', dataset: { kinds: isCopied ? 'files named' : 'files' } },
                    box,
                    make('span', {}, label),
                )
            }),
        )
        form.elements.price.value = before.price ?? (price || '')
        form.elements.copies.value = before.copies ?? 1
        form.elements.binding.value = before.binding ?? 0
        for (const name of SWITCHES) form.elements[name].checked = before[name] ?? false
        form.elements.kind.value = before.kind
        form.elements.layout.value = before.layout
        showPapers(before.paper)
        showKind()
    }

    // A booklet has pages of A5 where no size is chosen; screens are not printed
    function showPapers(value = form.elements.paper.value) {
        const isPrint = form.elements.kind.value === 'print'
        fill('paper', [['', say('output_usual_paper')], ...choices.papers.filter(paper => paper.isPrinted || !isPrint).map(pair)], value)
    }

    function showKind() {
        const kind = form.elements.kind.value
        form.dataset.kind = kind
        for (const part of form.querySelectorAll('[data-kinds]')) part.hidden = !part.dataset.kinds.split(' ').includes(kind)
    }

    function readForm() {
        const { kind, layout, edition, paper, sheet, theme, copies, price, binding } = Object.fromEntries(
            ['kind', 'layout', 'edition', 'paper', 'sheet', 'theme', 'copies', 'price', 'binding'].map(name => [
                name,
                form.elements[name].value,
            ]),
        )
        const formats = [...form.querySelectorAll('[name="format"]:checked')]
            .filter(box => kind !== 'named' || !box.closest('label').hidden)
            .map(box => box.value)
        return {
            kind,
            layout,
            edition,
            paper,
            sheet,
            theme,
            formats,
            copies,
            price,
            binding,
            documents: names(),
            ...Object.fromEntries(SWITCHES.map(name => [name, form.elements[name].checked])),
        }
    }
    const keep = () => choices && kept.set(CHOSEN, Object.assign(before, readForm()))

    function makeOrder() {
        const { kind, layout, edition, paper, sheet, theme, formats, copies, price, binding, documents, ...switches } = readForm()
        const common = { names: documents, editions: [edition], paper, theme }
        if (kind === 'files') return { ...common, formats }
        const imposition = { ...LAYOUTS[layout], ...switches, sheet, binding: Number(binding) }
        return { ...common, formats: ['pdf'], imposition, copies: Number(copies), price: Number(price) }
    }

    const makeShare = () => ['/api/jobs/share', { url: form.elements.url.value, is_packed: form.elements.packed.checked }]

    async function makeNamed() {
        const { edition, paper, theme, formats, documents } = readForm(),
            [file] = form.elements.list.files
        if (!file) throw new Error(say('output_no_list'))
        const address = await new Promise((resolve, reject) => {
            const reader = new FileReader()
            reader.onload = () => resolve(reader.result)
            reader.onerror = () => reject(reader.error)
            reader.readAsDataURL(file)
        })
        const list = { list_name: file.name, list_data: address.slice(address.indexOf(',') + 1), is_packed: form.elements.archive.checked }
        return ['/api/jobs/copies', { ...list, names: documents, formats, editions: [edition], paper, theme }]
    }

    async function start(event) {
        event.preventDefault()
        const button = form.querySelector('#output-make')
        button.disabled = true
        try {
            const start = { share: makeShare, named: makeNamed }[form.elements.kind.value] ?? (() => ['/api/jobs/build', makeOrder()])
            await post(...(await start()))
        } catch (error) {
            report(error)
        } finally {
            button.disabled = !desk.isWritable
        }
    }

    async function load() {
        try {
            choices = await ask('/api/jobs/choices')
            jobs.setCurrency(choices.currency)
            showChoices()
        } catch (error) {
            report(error)
        }
    }

    form.addEventListener('change', event => {
        if (event.target.name === 'list')
            form.querySelector('#output-list-file').textContent = event.target.files[0]?.name ?? say('output_no_file')
        if (event.target.name === 'kind') {
            showPapers()
            showKind()
        }
        keep()
    })
    form.addEventListener('submit', start)
    form.querySelector('#output-make').disabled = !desk.isWritable
    form.querySelector('#output-read-only').hidden = desk.isWritable
    const events = new EventSource(`/events?name=&language=${language()}`)
    events.addEventListener('list', event => {
        documents = JSON.parse(event.data)
        showDocuments()
        jobs.redraw()
    })
    events.addEventListener('jobs', event => jobs.show(JSON.parse(event.data)))
    events.addEventListener('folder', event => {
        if (JSON.parse(event.data) !== desk.path) location.assign('/')
    })
    load()
    return {
        unmount: () => events.close(),
        open: other => {
            chosen = new Set(other ? [other] : [])
            showDocuments()
        },
    }
}
