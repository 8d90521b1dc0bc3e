// The e-book of a document. A new version is loaded in a hidden frame, and shown once it has the old one's scroll position.

import { make, say } from './kit.js'
import { address, kept } from './handout_view.js'

const CHAPTER = 'application/xhtml+xml'
const ATTEMPTS = 6,
    RETRY = 150 // ms, longer each time
const FLASH = 1600 // ms that a block stays marked

export function createEbook(root, view, { onKey }) {
    const pane = root.querySelector('#book-pane'),
        book = pane.querySelector('#book')
    const select = pane.querySelector('#chapter'),
        before = pane.querySelector('#before'),
        after = pane.querySelector('#after')
    const frame = () => book.querySelector('iframe:not(.coming)')
    const shownFile = () => decodeURIComponent(frame()?.contentWindow.location.pathname.split('/-/')[1] ?? '')
    const keepPlace = () =>
        view.doc && frame() && kept.set(`book ${view.doc.name}`, { file: shownFile(), down: frame().contentWindow.scrollY })

    function show(isOther) {
        const chapters = view.doc?.chapters ?? []
        select.replaceChildren(...chapters.map(chapter => make('option', { value: chapter.file }, chapter.title)))
        if (!view.doc?.book || !chapters.length) {
            book.replaceChildren()
            book.dataset.book = ''
        } else if (isOther || book.dataset.book !== view.doc.book) {
            const at = kept.get(`book ${view.doc.name}`, { file: chapters[0].file, down: 0 })
            book.dataset.book = view.doc.book
            openChapter(chapters.some(chapter => chapter.file === at.file) ? at.file : chapters[0].file, at.down)
        }
        showChapter()
    }

    // A version that is replaced while it is asked for is not there: then the file of the shown document is asked for again
    function openChapter(file, down = 0, id = '', attempt = 1) {
        book.querySelectorAll('.coming').forEach(old => old.remove())
        const coming = make('iframe', {
            className: 'coming',
            title: say('book'),
            src: `/book/${address(view.doc.name)}/${view.doc.book}/-/${address(file)}`,
        })
        coming.setAttribute('sandbox', 'allow-same-origin')
        coming.addEventListener('load', () => {
            const inside = coming.contentDocument
            if (coming.classList.contains('coming') && inside?.contentType !== CHAPTER) {
                setTimeout(() => {
                    if (coming.isConnected && attempt < ATTEMPTS) openChapter(file, down, id, attempt + 1)
                }, RETRY * attempt)
                return
            }
            if (!inside?.body) return
            if (coming.classList.contains('coming')) {
                book.querySelectorAll('iframe:not(.coming)').forEach(old => old.remove())
                coming.classList.remove('coming')
                coming.contentWindow.scrollTo(0, down)
                if (id) flash(id)
            }
            inside.addEventListener('click', follow)
            inside.addEventListener('keydown', onKey)
            inside.addEventListener('scroll', keepPlace, { passive: true })
            showChapter()
            keepPlace()
        })
        book.append(coming)
    }

    function showChapter() {
        const files = (view.doc?.chapters ?? []).map(chapter => chapter.file),
            at = files.indexOf(shownFile())
        if (at >= 0) select.value = files[at]
        select.disabled = !files.length
        before.disabled = at <= 0
        after.disabled = at < 0 || at >= files.length - 1
    }

    // A click in the e-book: links of the web open in a new window, a block is selected
    function follow(event) {
        const link = event.target.closest('a[href]')
        if (link && !link.href.startsWith(location.origin)) {
            event.preventDefault()
            if (/^https?:|^mailto:/.test(link.href)) window.open(link.href, '_blank', 'noopener')
        }
        if (link) return
        for (let element = event.target; element; element = element.parentElement)
            if (view.doc.sources[element.id]) return view.choose(element.id, 'book')
    }

    function reveal(id) {
        const chapter = view.doc?.chapters.find(one => one.ids.includes(id))
        if (!chapter || !view.doc.book) return
        chapter.file === shownFile() ? flash(id) : openChapter(chapter.file, 0, id)
    }

    function flash(id) {
        const element = frame().contentDocument.getElementById(id)
        element?.scrollIntoView({ block: 'center' })
        const marked = getComputedStyle(book).getPropertyValue('--mark')
        element?.animate?.([{ backgroundColor: marked }, { backgroundColor: 'transparent' }], FLASH)
    }

    const turn = by => openChapter(select.options[select.selectedIndex + by].value)
    select.addEventListener('change', () => openChapter(select.value))
    before.addEventListener('click', () => turn(-1))
    after.addEventListener('click', () => turn(1))
    view.addEventListener('document', ({ detail }) => show(detail.isOther))
    view.addEventListener('choose', ({ detail }) => {
        if (detail.id && ['pages', 'problems'].includes(detail.from)) reveal(detail.id)
    })
    return {}
}
