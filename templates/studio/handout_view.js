// The document that the screen of a handout shows, as the server's event stream describes it. Panels listen to its events:
// `list` (the documents), `document` (the shown one; detail.isOther after a change of the document), `choose` (a block; detail.from names
// the panel), `files` (detail.versions: those of its source files), `state` (also the connection).

import { desk, language } from './kit.js'

export class HandoutView extends EventTarget {
    items = [] // the list of documents: the data of the last `list` event
    doc = null // the document that is shown: the data of the last `document` event
    versions = {} // the version of each source file of the document: the data of the last `files` event
    chosen = null // the id of the selected block
    isReached = true // whether the server is connected
    #source = null

    constructor(name) {
        super()
        this.name = name
        this.#listen()
    }

    // Show another document
    open(name) {
        this.choose(null)
        this.name = name
        this.#listen()
        this.#tell('list')
    }

    // Select a block by its id, or none
    choose(id, from = '') {
        this.chosen = id
        this.#tell('choose', { id, from })
    }

    // The id of the innermost block that a line of a source file is in
    findBlock(file, line) {
        const before = Object.entries(this.doc?.sources ?? {}).filter(([, [name, at]]) => name === file && at <= line)
        return before.reduce((best, one) => (!best || one[1][1] >= best[1][1] ? one : best), null)?.[0] ?? null
    }

    close() {
        this.#source?.close()
    }

    #listen() {
        this.close()
        this.#source = new EventSource(`/events?name=${encodeURIComponent(this.name)}&language=${language()}`)
        this.#source.addEventListener('folder', event => {
            if (JSON.parse(event.data) !== desk.path) location.assign('/')
        })
        this.#source.addEventListener('list', event => {
            this.items = JSON.parse(event.data)
            this.#tell('list')
        })
        this.#source.addEventListener('document', event => this.#show(JSON.parse(event.data)))
        this.#source.addEventListener('files', event => {
            this.versions = JSON.parse(event.data)
            this.#tell('files', { versions: this.versions })
        })
        this.#source.onopen = () => {
            this.isReached = true
            this.#tell('state')
        }
        this.#source.onerror = () => {
            this.isReached = false
            this.#tell('state')
        }
    }

    #show(doc) {
        const isOther = this.doc?.name !== doc?.name
        this.doc = doc
        this.#tell('document', { isOther })
        this.#tell('state')
        if (doc && this.chosen) this.choose(doc.sources[this.chosen] ? this.chosen : null)
    }

    #tell(type, detail = {}) {
        this.dispatchEvent(new CustomEvent(type, { detail }))
    }
}

// Values that are stored until the window is closed
export const kept = {
    get: (key, other) => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? other,
    set: (key, value) => sessionStorage.setItem(key, JSON.stringify(value)),
}
export const address = name => name.split('/').map(encodeURIComponent).join('/')
