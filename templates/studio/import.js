// The screen that imports files: they are taken in, recognized, corrected line by line, and saved. `name` is the id of the import.

import { announceChange } from './changes.js'
import { go, locate } from './app.js'
import { ask, askUser, desk, language, make, notify, openMenu, post, report, Refused, say, setTitle } from './kit.js'
import { fromText, keepWanted, listChosen, listDropped, listPasted } from './dropped_files.js'
import { LineList, makeNote, squeeze } from './line_list.js'

const LARGEST = 200 // MB of one file, as core/limits has it
const SMALL = matchMedia('(max-width: 1000px)')
const SLOW = 400 // ms after which it is said that something is under way
const ABOVE_TITLE = 56 // px that are shown above the title of the result
const API = '/api/import'

export function mount(root, name) {
    const screen = root.querySelector('.intake'),
        find = id => screen.querySelector(`#${id}`)
    const title = find('title'),
        result = find('result')
    const lines = new LineList(find('lines'), desk)
    let id = '',
        session = null,
        current = null,
        shown = null,
        isClosed = false,
        typing = 0
    let kinds = {},
        asked = 0 // the choices for lines of the file that is shown, and the last request about it

    // Taking files in -----------------------------------------------------------------------------------------

    async function take(found) {
        const { files, skipped } = keepWanted(await found)
        if (!files.length) return report(new Error(say('import_empty')))
        try {
            if (!id) id = (await post(`${API}/begin`)).id
            for (const [at, one] of files.entries()) {
                showProgress(say('import_uploading', { name: one.path, done: at + 1, count: files.length }))
                await send(one)
            }
            if (skipped.length) await post(`${API}/${id}/skip`, { names: skipped.slice(0, 200) })
        } catch (error) {
            report(error)
        }
        showProgress('')
        if (id) name === id ? await load() : go('import', id)
    }

    // One file that is refused does not keep the others from being taken in
    async function send({ path, file }) {
        try {
            const data = await file().catch(() => {
                throw new Refused(0, { message: say('import_unreadable', { name: path }) })
            })
            if (data.size > LARGEST * 1e6)
                throw new Refused(413, { message: say('import_too_large', { name: path, size: LARGEST }), hint: say('import_split') })
            await post(`${API}/${id}/upload?name=${encodeURIComponent(path)}`, data)
        } catch (error) {
            report(error)
        }
    }

    async function pasteText() {
        const field = make('textarea', { rows: 12 })
        let copied = null
        field.addEventListener('paste', event => {
            if (!field.value) copied = listPasted(event.clipboardData, say('import_pasted'))
        })
        field.addEventListener('input', event => {
            if (event.inputType !== 'insertFromPaste') copied = null
        })
        const content = make('label', { className: 'field' }, make('span', {}, say('import_paste_label')), field)
        if ((await askUser(say('import_paste'), content, [['ok', say('import_take')]])) && (copied || field.value.trim()))
            take(copied ?? [fromText(`${say('import_pasted')}.txt`, field.value)])
    }

    const ways = { files: () => find('pick-files').click(), folder: () => find('pick-folder').click(), paste: pasteText }

    // Files and lines -----------------------------------------------------------------------------------------

    async function load() {
        if (!id) return showEmpty()
        try {
            session = await ask(`${API}/${id}`)
        } catch (error) {
            if (error.status === 404) {
                id = ''
                history.replaceState(null, '', locate('import'))
            }
            report(error)
            return showEmpty()
        }
        if (isClosed) return
        if (!session.files.length && !session.left.length) return showEmpty()
        screen.dataset.stage = 'open'
        showFiles()
        const wanted = session.files.find(file => file.name === current) ?? session.files.find(file => !file.problem) ?? session.files[0]
        if (wanted && wanted.name !== shown?.name && (wanted.title || wanted.problem)) await openFile(wanted.name)
        if (session.pending) {
            showProgress(say('import_converting', { count: session.pending }))
            return setTimeout(load, 50)
        }
        showProgress('')
    }

    async function showEmpty() {
        screen.dataset.stage = 'empty'
        find('continue').hidden = true
        const last = await ask(`${API}/last`).catch(() => ({}))
        find('continue').hidden = !last.id
        find('continue').onclick = () => go('import', last.id)
    }

    function showFiles() {
        const focused = document.activeElement?.closest('#files li')?.dataset.name,
            part = document.activeElement?.tagName
        find('files').replaceChildren(...session.files.map(makeFile))
        if (focused)
            [...find('files').children]
                .find(row => row.dataset.name === focused)
                ?.querySelector(part)
                ?.focus()
        const count = session.files.filter(isChosen).length
        find('save').textContent = say('import_save', { count })
        find('save').disabled = !count || session.pending > 0 || !desk.isWritable
        const left = find('left')
        left.hidden = !session.left.length
        left.querySelector('summary').textContent = say('import_left', { count: session.left.length })
        left.querySelector('ul').replaceChildren(...session.left.map(one => make('li', {}, one.name, make('small', {}, one.message))))
    }

    const isAmbiguous = file => session.files.some(one => one !== file && one.title === file.title)
    const isChosen = file => !file.isLeft && !file.problem && !file.saved

    function makeFile(file) {
        const state = file.problem ? 'error' : file.unresolved ? 'building' : 'fresh'
        const told =
            file.problem ||
            (file.unresolved
                ? say('import_unresolved', { count: file.unresolved })
                : file.doubts
                  ? say('import_guesses', { count: file.doubts })
                  : file.title
                    ? say('import_sure')
                    : '…')
        const open = make(
            'button',
            {
                type: 'button',
                className: 'plain',
                title: file.name,
                onclick: () => {
                    openFile(file.name)
                    showPane('lines')
                },
            },
            make('span', {}, file.title || file.name),
            make('small', {}, [...(file.title && isAmbiguous(file) ? [file.name] : []), told].join(' · ')),
        )
        if (file.name === current) open.setAttribute('aria-current', 'true')
        const box = make('input', {
            type: 'checkbox',
            checked: isChosen(file),
            disabled: Boolean(file.problem || file.saved) || !desk.isWritable,
            onchange: event => leave(file.name, !event.target.checked),
            'aria-label': say('import_include', { name: file.title || file.name }),
        })
        return make('li', { dataset: { name: file.name, state } }, box, open)
    }

    async function leave(file, isLeft) {
        await change({ file, isLeft })
        await load()
    }

    async function openFile(file) {
        current = file
        const known = session.files.find(one => one.name === file)
        shown = null
        title.value = known?.title ?? ''
        for (const button of screen.querySelectorAll('#files button'))
            button.closest('li').dataset.name === file
                ? button.setAttribute('aria-current', 'true')
                : button.removeAttribute('aria-current')
        find('problem').hidden = !known?.problem
        find('problem').textContent = known?.problem ?? ''
        title.disabled = Boolean(known?.problem) || !desk.isWritable
        if (known?.problem) {
            lines.clear()
            find('whole').hidden = true
            result.replaceChildren(make('p', { className: 'empty' }, say('import_no_result')))
            return showDoubts()
        }
        try {
            const data = await ask(`${API}/${id}/lines?file=${encodeURIComponent(file)}`)
            if (current !== file) return
            kinds = Object.fromEntries(data.lines.filter(one => one.chosen).map(one => [one.number, one.chosen]))
            lines.clear()
            showLines(data)
        } catch (error) {
            report(error)
        }
    }

    function showLines(data) {
        shown = data
        if (document.activeElement !== title) title.value = data.title
        setTitle(data.title)
        lines.show(data.lines)
        const whole = find('whole'),
            told = data.whole.filter(one => one.verdict !== 'understood' || one.made || one.seen)
        whole.hidden = !told.length
        whole
            .querySelector('ul')
            .replaceChildren(
                ...told.map(one =>
                    make('li', { dataset: { verdict: one.verdict } }, makeNote(one).textContent, one.made ? '' : ` ${one.seen}`),
                ),
            )
        showDoubts()
        showResult()
    }

    function showDoubts() {
        const count = shown ? lines.doubtful.length : 0
        find('doubts').textContent = shown ? (count ? say('import_doubts', { count }) : say('import_no_doubts')) : ''
        find('next').disabled = find('accept-all').disabled = !count
    }

    // The result, which is shown once it has loaded, at the same place
    function showResult() {
        const old = result.querySelector('iframe'),
            down = old?.dataset.file === shown.name ? old.contentWindow.scrollY : 0
        result.querySelectorAll('.coming').forEach(one => one.remove())
        const frame = make('iframe', {
            className: 'coming',
            title: say('import_result'),
            dataset: { file: shown.name },
            src: `${API}/${id}/preview?file=${encodeURIComponent(shown.name)}&language=${language()}&version=${shown.version}`,
        })
        frame.setAttribute('sandbox', 'allow-same-origin')
        frame.addEventListener('load', () => {
            if (!frame.contentDocument?.body || !frame.isConnected) return
            for (const other of [...result.children]) if (other !== frame) other.remove()
            frame.classList.remove('coming')
            if (old?.dataset.file === shown?.name) frame.contentWindow.scrollTo(0, down)
            else
                frame.contentWindow.scrollTo(0, (frame.contentDocument.querySelector('h1')?.getBoundingClientRect().top ?? 0) - ABOVE_TITLE)
            frame.contentDocument.addEventListener('click', pickLine)
        })
        result.append(frame)
    }

    // A click on the result shows its line, and one on a line its result
    function pickLine(event) {
        event.preventDefault()
        const line = lines.find(event.target.textContent ?? '')
        if (!line) return
        showPane('lines')
        lines.reveal(line.number, { focus: false })
    }

    function pickResult({ detail }) {
        const inside = result.querySelector('iframe:not(.coming)')?.contentDocument,
            wanted = squeeze(detail.text.replace(/^[\s\d.、（）()一二三四五六七八九十]+/, ''))
        if (!inside || !wanted) return
        const found = [...inside.body.querySelectorAll('h1, h2, h3, h4, h5, h6, p, li, td, summary')].find(one =>
            squeeze(one.textContent.replace(/^[\s\d.、（）()一二三四五六七八九十]+/, '')).startsWith(wanted.slice(0, 8)),
        )
        found?.scrollIntoView({ block: 'center' })
        found?.animate?.(
            [{ backgroundColor: getComputedStyle(result).getPropertyValue('--mark') }, { backgroundColor: 'transparent' }],
            1600,
        )
    }

    // Choices ---------------------------------------------------------------------------------------------------

    // Several changes may be under way: only the answer to the last one is shown
    async function change(body) {
        const own = ++asked,
            slow = setTimeout(() => showProgress(say('import_working')), SLOW)
        try {
            const data = await post(`${API}/${id}/choose`, body)
            if (own === asked && data.name === current) showLines(data)
            return own === asked ? data : null
        } catch (error) {
            report(error)
            return null
        } finally {
            clearTimeout(slow)
            if (own === asked) showProgress('')
        }
    }

    async function acceptAll() {
        for (const line of lines.doubtful) kinds[line.number] = line.kind
        if (await change({ file: current, kinds })) refreshList()
    }

    async function chooseKind({ detail: { line, kind } }) {
        if (kind) kinds[line] = kind
        else delete kinds[line]
        const data = await change({ file: current, kinds })
        if (!data) return
        if (data.lines.find(one => one.number === line && kind && one.kind !== kind)) notify(say('import_not_possible'), { kind: 'error' })
        refreshList()
    }

    async function refreshList() {
        const data = await ask(`${API}/${id}`).catch(() => null)
        if (data && !isClosed) {
            session = data
            showFiles()
        }
    }

    const changeTitle = async () => {
        clearTimeout(typing)
        if (shown && title.value.trim() && title.value !== shown.title && (await change({ file: current, title: title.value.trim() })))
            refreshList()
    }

    async function save() {
        await changeTitle()
        const button = find('save')
        button.disabled = true
        button.textContent = say('import_saving')
        try {
            const saved = await post(`${API}/${id}/save`),
                names = Object.values(saved.handouts)
            for (const one of saved.refused) notify(say('import_not_saved', one), { kind: 'error', hint: one.hint })
            if (names.length) {
                announceChange({ ...saved, saved: names, refused: [] }, say('import_saved', { count: names.length }))
                return go('handout', saved.handouts[current] ?? names[0])
            }
        } catch (error) {
            report(error)
        }
        load()
    }

    // Panes, drag and drop, keys ------------------------------------------------------------------------------------

    function showProgress(text) {
        find('progress').textContent = text
        screen.dataset.busy = text ? 'true' : 'false'
    }

    function showPane(pane) {
        screen.dataset.view = pane
        for (const tab of screen.querySelectorAll('.tabs button'))
            tab.dataset.view === pane ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current')
    }

    const isFiles = event => event.dataTransfer?.types.includes('Files')
    const listeners = {
        dragover: event => {
            if (isFiles(event)) {
                event.preventDefault()
                screen.dataset.over = 'true'
            }
        },
        dragleave: event => {
            if (!event.relatedTarget) delete screen.dataset.over
        },
        drop: event => {
            delete screen.dataset.over
            if (!isFiles(event)) return
            event.preventDefault()
            take(listDropped(event.dataTransfer))
        },
        paste: event => {
            if (event.target.closest?.('input, textarea, dialog')) return
            const found = listPasted(event.clipboardData, say('import_pasted'))
            if (found.length) {
                event.preventDefault()
                take(found)
            }
        },
    }
    for (const [event, listener] of Object.entries(listeners)) document.addEventListener(event, listener)
    for (const button of screen.querySelectorAll('[data-do]')) button.addEventListener('click', () => ways[button.dataset.do]())
    for (const picker of ['pick-files', 'pick-folder'])
        find(picker).addEventListener('change', event => {
            const files = listChosen(event.target.files)
            event.target.value = ''
            if (files.length) take(files)
        })
    for (const tab of screen.querySelectorAll('.tabs button')) tab.addEventListener('click', () => showPane(tab.dataset.view))
    lines.addEventListener('choose', chooseKind)
    lines.addEventListener('pick', pickResult)
    title.addEventListener('input', () => {
        clearTimeout(typing)
        typing = setTimeout(changeTitle, 600)
    })
    title.addEventListener('change', changeTitle)
    find('next').addEventListener('click', () => {
        showPane('lines')
        lines.goNext()
    })
    find('accept-all').addEventListener('click', acceptAll)
    find('save').addEventListener('click', save)
    find('more').addEventListener('click', event =>
        openMenu(event.currentTarget, [
            ...Object.keys(ways).map(way => [say(`import_${way}`), ways[way]]),
            null,
            [say('import_new'), startAnew],
        ]),
    )

    async function startAnew() {
        const isUnsaved = session?.files.every(file => !file.saved)
        if (isUnsaved && !(await askUser(say('import_new'), say('import_new_question')))) return
        await post(`${API}/${id}/drop`).catch(report)
        go('import')
    }

    function open(other) {
        name = other
        id = other
        current = shown = session = null
        lines.clear()
        result.replaceChildren()
        load()
    }

    showPane(SMALL.matches ? 'files' : 'lines')
    open(name)
    return {
        open,
        take,
        unmount: () => {
            isClosed = true
            clearTimeout(typing)
            for (const [event, listener] of Object.entries(listeners)) document.removeEventListener(event, listener)
        },
    }
}
