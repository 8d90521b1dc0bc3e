// The editor of a source file, kept in step with the file by a SourceStore. It shows the file of the document, or that of a chapter whose
// block was chosen. `view.editor` offers it to other panels: `file`, `source`, `area` (plain_area.js says what that can do), `open(file)`.

import { go, takePlace } from './app.js'
import { editBlock, openBlockMenu } from './block_form.js'
import { placeBlock, replaceLines } from './block_places.js'
import { openConflict } from './conflict_view.js'
import { language, make, notify, openMenu, report, say } from './kit.js'
import { kept } from './handout_view.js'
import { handlePasted } from './pasting.js'
import { createPlainArea } from './plain_area.js'
import { createProblemMarks } from './problem_marks.js'
import { openSource } from './source_store.js'
import { findLine, lineAt } from './text_places.js'
import { countCharacters } from './word_count.js'

const CONTENT = 'content/',
    BOOK = 'book.yaml',
    QUIET = 200
const imports = JSON.parse(document.getElementById('imports').textContent).imports
const hasModules = '@codemirror/view' in imports
const isYaml = file => /\.ya?ml$/i.test(file ?? '')

// The function that makes an editing area: that of CodeMirror, which is loaded when it is needed first, or the plain one
let loaded = null
const loadArea = () =>
    (loaded ??= hasModules
        ? import('./code_area.js')
              .then(module => module.createCodeArea)
              .catch(error => {
                  report(error)
                  return createPlainArea
              })
        : Promise.resolve(createPlainArea))

export function createEditor(root, view) {
    const pane = root.querySelector('#editor-pane'),
        place = pane.querySelector('#editor'),
        state = pane.querySelector('#editor-state')
    const notice = pane.querySelector('#editor-notice'),
        counted = pane.querySelector('#editor-count'),
        name = pane.querySelector('#editor-file')
    const inserting = pane.querySelector('#editor-insert')
    let source = null,
        area = null,
        file = '',
        shownDocument = '',
        opening = 0,
        quiet = 0,
        wantsFocus = false
    const problems = createProblemMarks(view, { getSource: () => source, getArea: () => area, getFile: () => file })

    // Files --------------------------------------------------------------------------------------------------

    async function open(other) {
        if (other === file) return
        leave()
        file = other
        const now = ++opening
        pane.classList.add('coming')
        try {
            const [store, create] = await Promise.all([openSource(other), loadArea()])
            if (now !== opening) return store.close()
            show(store, create)
        } catch (error) {
            if (now !== opening) return
            showNotice(error.message, error.hint)
            place.replaceChildren()
        } finally {
            if (now === opening) pane.classList.remove('coming')
        }
    }

    function show(store, create) {
        source = store
        area = create(place, {
            label: say('editor_label', { name: file }),
            language: language(),
            file,
            isYaml: isYaml(file),
            view,
            onChange: text => {
                source.edit(text)
                problems.age()
                later()
            },
            onMove: later,
            onKey: press,
            onPaste: event => handlePasted(event, file, area),
        })
        area.start(source.text)
        source.isHeld = area.isComposing
        source.addEventListener('replace', ({ detail }) => {
            area.replace(detail.text)
            later()
        })
        source.addEventListener('state', ({ detail }) => showState(detail))
        source.addEventListener('recovered', () => showNotice(say('editor_recovered')))
        const at = kept.get(`editor ${file}`, null)
        if (at) area.select(Math.min(at.from, area.text.length))
        name.textContent = file
        view.editor = { file, source, area, open }
        view.dispatchEvent(new CustomEvent('editor', { detail: view.editor }))
        showState({ state: source.state })
        problems.show()
        showWanted()
        later()
        if (wantsFocus) area.focus()
        wantsFocus = false
    }

    // Another screen has asked for a place in this file
    function showWanted() {
        const wanted = takePlace(file)
        if (wanted) goTo(CONTENT + file, wanted.line, wanted.column)
    }

    function leave() {
        if (!source) return
        keepPlace()
        source.close()
        area.close()
        source = area = view.editor = null
        inserting.hidden = true
        showNotice('')
    }

    const keepPlace = () => kept.set(`editor ${file}`, { from: area.selection.from })

    // What is shown around the text -------------------------------------------------------------------------

    const DECISIONS = {
        conflict: [
            ['conflict_compare', () => openConflict(source)],
            ['editor_use_mine', () => source.resolve('mine')],
            ['editor_use_other', () => source.resolve('other')],
            ['editor_keep_both', () => source.resolve('both')],
        ],
        removed: [['editor_put_back', () => source.putBack()]],
    }

    function showState({ state: now, message, hint }) {
        const shown = { saving: 'building', offline: 'error', conflict: 'error', removed: 'error', reading: 'waiting' }[now] ?? 'fresh'
        state.dataset.state = shown
        state.textContent = say(`editor_${now}`)
        area.setReadOnly(now === 'reading')
        inserting.hidden = !canEditBlocks()
        if (now in DECISIONS) showNotice(message, hint, DECISIONS[now])
        else if (now === 'offline') showNotice(message, hint)
        else if (notice.dataset.kind === 'trouble') showNotice('')
    }

    function showNotice(message, hint = '', decisions = []) {
        notice.hidden = !message
        notice.dataset.kind = decisions.length || hint ? 'trouble' : 'note'
        if (!message) return
        const buttons = decisions.map(([word, act]) => make('button', { type: 'button', onclick: act }, say(word)))
        const close = make('button', { type: 'button', className: 'plain', onclick: () => showNotice('') }, '×')
        close.setAttribute('aria-label', say('close'))
        notice.replaceChildren(
            make('p', {}, message, ...(hint ? [make('small', {}, ` ${hint}`)] : [])),
            make('div', { className: 'buttons' }, ...buttons, ...(decisions.length ? [] : [close])),
        )
    }

    // Count and follow the cursor when the keys rest
    function later() {
        clearTimeout(quiet)
        quiet = setTimeout(() => {
            if (!area || area.isComposing()) return
            const { from, to } = area.selection,
                { text } = area
            const all = say('editor_count', { count: countCharacters(text, isYaml(file)) })
            counted.textContent =
                from === to ? all : `${say('editor_count_chosen', { count: countCharacters(text.slice(from, to), isYaml(file)) })} · ${all}`
            followCursor(text, from)
        }, QUIET)
    }

    // Block and source ---------------------------------------------------------------------------------------

    let followed = 0
    function followCursor(text, from) {
        const line = lineAt(text, from)
        if (line === followed || !place.contains(document.activeElement)) return
        followed = line
        const id = view.findBlock(CONTENT + file, line)
        if (id && id !== view.chosen) view.choose(id, 'editor')
    }

    async function goTo(named, line, column = 1, { focus = true } = {}) {
        if (named.startsWith(CONTENT)) await open(named.slice(CONTENT.length))
        if (!area) return
        const { from } = findLine(area.text, line)
        followed = line
        area.select(from + column - 1)
        if (focus) area.focus()
    }

    view.addEventListener('choose', ({ detail: { id, from } }) => {
        const at = id && view.doc?.sources[id]
        if (!at || from === 'editor' || !from) return
        const isShown = pane.offsetParent !== null
        goTo(at[0], at[1], at[2], { focus: isShown && ['pages', 'book', 'problems', 'card'].includes(from) })
    })

    // Blocks by form: each is one change, which one undo takes back --------------------------------------------

    const canEditBlocks = () => Boolean(area) && file !== BOOK && source.state !== 'reading'

    // The cursor goes to the end of what was put in
    function change(made) {
        area.edit([made])
        area.select(made.from + made.insert.trimEnd().length)
        area.focus()
    }

    async function editAt(line) {
        const { text } = area,
            edited = area,
            made = await editBlock(file, text, line)
        if (!made) return edited === area && area.focus()
        if (edited !== area || area.text !== text) return notify(say('editor_changed'))
        change(replaceLines(text, made.first, made.last, made.text))
    }

    inserting.addEventListener('click', () => {
        const shown = area
        openBlockMenu(inserting, file, block => shown === area && change(placeBlock(area.text, area.selection.from, block, isYaml(file))))
    })

    // Keys and menu ------------------------------------------------------------------------------------------

    function press(event) {
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return
        event.preventDefault()
        source.flush()
    }

    pane.querySelector('#editor-menu').addEventListener('click', event => {
        if (!area) return
        openMenu(event.currentTarget, [
            ...(area.find ? [[say('editor_find'), () => area.find()]] : []),
            ...(canEditBlocks() ? [[say('editor_form'), () => editAt(lineAt(area.text, area.selection.from))]] : []),
            [say('check_versions'), () => go('check', `versions/${file}`)],
            [say('editor_correct_all'), () => problems.correctAll().catch(report)],
            ...view.editorActions.map(([word, act]) => [say(word), () => act(view.editor)]),
        ])
    })

    function follow() {
        if (!view.name || view.name === shownDocument) return
        shownDocument = view.name
        open(view.name)
    }
    for (const event of ['list', 'document']) view.addEventListener(event, follow)
    view.addEventListener('document', () => problems.show())
    view.addEventListener('files', ({ detail }) => source?.note(detail.versions[file]))
    view.editorActions = []
    follow()

    return {
        goTo,
        editForm: async (named, line) => {
            await goTo(named, line, 1, { focus: false })
            if (canEditBlocks()) await editAt(line)
        },
        focus: () => {
            if (area) area.focus()
            else wantsFocus = true
        },
        close: () => {
            clearTimeout(quiet)
            problems.close()
            leave()
            opening++
        },
    }
}
