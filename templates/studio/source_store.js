// The text of a source file as an editor shows it, kept in step with the file: saved within a second of typing, merged with what is
// written elsewhere, and held in the browser until the server has it. An editor calls `edit(text)` after every change, and listens to
//   state      detail: { state, message, hint }, where the state is 'saved', 'saving', 'offline' (it tries again), 'conflict', 'removed',
//              or 'reading' (nothing can be changed here)
//   replace    detail.text: what the editor is to show, as a change that keeps the cursor
//   conflict   detail: { mine, other, both }: answered by resolve('mine'), resolve('other') or resolve('both')

import { ask, desk, post } from './kit.js'
import { drop, hold, listLeft } from './unsaved_texts.js'

const QUIET = 400 // milliseconds without a change after which it is saved
const LONGEST = 900 // milliseconds after the first change after which it is saved in any case
const RETRY = 2000 // milliseconds until the server is asked again
const BUFFERED = 150 // milliseconds after a change until the browser holds it
const KEEPALIVE = 60_000 // bytes that a page may send while it is closed (Fetch: 64 KiB)
const UNSAVED = ['conflict', 'removed'] // states in which the user decides

const wellFormed = text => text.toWellFormed?.() ?? text

export class SourceStore extends EventTarget {
    text = '' // what the editor shows
    version = '' // the version of the file that the text is based on
    state = 'saved'
    conflict = null // what is to be decided
    hasRecovered = false // true where open() has put what a closed window had not saved into the text
    isHeld = () => false // true where the editor must not be changed, as while an input method composes
    #isDirty = false // whether the text differs from that of the version
    #sending = null // the request that is on its way
    #first = 0 // when it was changed first after it was sent
    #timer = 0
    #buffering = 0
    #noted = null // the version that the event stream has told of while a request was on its way

    constructor(name) {
        super()
        this.name = name
    }

    // Read the file. What a closed window has not saved of it is saved
    async open() {
        const left = desk.isWritable ? await listLeft(this.name) : []
        try {
            await this.#read()
        } catch (error) {
            if (error.status !== 404 || !left.length) throw error
            const { text, base } = left.at(-1)
            Object.assign(this, { text, version: base })
            this.#isDirty = true
            this.#tell('removed', error)
        }
        this.onhide = () => {
            if (document.visibilityState === 'hidden') this.#leave()
        }
        document.addEventListener('visibilitychange', this.onhide)
        if (!desk.isWritable) this.#tell('reading')
        for (const one of left) {
            if (this.state !== 'saved') break
            await this.#recover(one)
        }
        return this
    }

    // The editor shows another text
    edit(text) {
        if (text === this.text || !desk.isWritable) return
        this.text = text
        this.#isDirty = true
        this.#buffering ||= setTimeout(() => this.#hold(), BUFFERED)
        if (UNSAVED.includes(this.state)) return
        this.#first ||= performance.now()
        this.#schedule(Math.max(0, Math.min(QUIET, this.#first + LONGEST - performance.now())))
        if (this.state === 'saved') this.#tell('saving')
    }

    // Save now; true where the file has the text
    async flush() {
        for (let tries = 0; tries < 10; tries++) {
            await this.#sending
            if (!this.#isDirty || UNSAVED.includes(this.state)) break
            await this.#send()
            if (this.state === 'offline') break
        }
        return !this.#isDirty && this.state === 'saved'
    }

    // Decide a conflict: the file gets 'mine', the 'other' text, or 'both'
    async resolve(choice) {
        await this.#sending
        if (this.state !== 'conflict') return
        if (choice === 'both' && this.text !== this.conflict.mine) {
            // more was typed since: join it, too
            await this.#send()
            if (this.state !== 'conflict') return
        }
        const text = choice === 'mine' ? this.text : this.conflict[choice]
        this.version = this.conflict.version
        this.#isDirty = choice !== 'other'
        this.conflict = null
        this.#show(text)
        if (!this.#isDirty) return this.#finish()
        this.#tell('saving')
        await this.flush()
    }

    // Make a file again that was removed
    async putBack() {
        if (this.state !== 'removed') return
        this.version = ''
        this.#isDirty = true
        this.#tell('saving')
        await this.flush()
    }

    // The event stream says which version the file has; empty where it is gone
    note(version) {
        if (version === undefined) return
        if (this.#sending) {
            this.#noted = version
            return
        }
        if (this.state === 'conflict') return
        if (version === this.version) {
            if (this.state === 'removed') this.#isDirty ? this.#retry() : this.#tell('saved')
        } else if (!version) {
            if (!this.#isDirty) this.#tell('removed')
            else this.#schedule(0)
        } else if (this.#isDirty) {
            this.#retry()
        } else {
            this.#read().catch(error => this.#tell('offline', error))
        }
    }

    close() {
        this.#leave()
        clearTimeout(this.#timer)
        clearTimeout(this.#buffering)
        document.removeEventListener('visibilitychange', this.onhide)
    }

    // Saving -------------------------------------------------------------------------------------------------

    #schedule(wait) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => {
            if (!this.#sending) this.#send()
        }, wait)
    }

    #retry() {
        this.#tell('saving')
        this.#schedule(0)
    }

    #send(more = {}) {
        clearTimeout(this.#timer)
        this.#sending = this.#save(more).finally(() => {
            this.#sending = null
            const noted = this.#noted
            this.#noted = null
            if (this.#isDirty && this.state === 'saving') this.#schedule(QUIET)
            if (noted !== null) this.note(noted)
        })
        return this.#sending
    }

    async #save(more) {
        const sent = this.text
        this.#first = 0
        try {
            const body = { name: this.name, text: wellFormed(sent), base: this.version, ...more }
            this.#receive(sent, await post('/api/sources/save', body))
        } catch (error) {
            this.#fail(sent, error)
        }
    }

    // The server has saved a text, perhaps merged with what was written elsewhere. Where the editor can't show that now, because more
    // was typed, the text is based on the one that was sent, and merged again when it is saved
    #receive(sent, answer) {
        const isSame = this.text === sent
        if (answer.state === 'merged' && !(isSame && !this.isHeld())) {
            this.version = answer.mine
            return this.#tell('saving')
        }
        this.version = answer.version
        this.#isDirty = !isSame
        if (!isSame) return this.#tell('saving')
        if (answer.state === 'merged') this.#show(answer.text)
        this.#finish()
    }

    #fail(sent, error) {
        const { state } = error.data ?? {}
        if (state === 'conflict') {
            const { version, text, both } = error.data
            this.conflict = { version, mine: sent, other: text, both }
            this.#hold()
            this.#tell('conflict', error)
            this.dispatchEvent(new CustomEvent('conflict', { detail: this.conflict }))
        } else if (state === 'removed') {
            this.#hold()
            this.#tell('removed', error)
        } else {
            this.#tell('offline', error)
            this.#schedule(RETRY)
        }
    }

    // The file has the text that the editor shows
    #finish() {
        clearTimeout(this.#buffering)
        this.#buffering = 0
        drop(this.name)
        this.#tell('saved')
    }

    // Reading ------------------------------------------------------------------------------------------------

    // Show what the file has, unless something is typed meanwhile, which is merged when it is saved
    async #read() {
        const { text, version } = await ask(`/api/sources/text?name=${encodeURIComponent(this.name)}`)
        if (this.#isDirty || this.#sending) return
        if (this.isHeld()) return void setTimeout(() => this.note(version), QUIET)
        this.version = version
        this.#show(text)
        if (this.state !== 'saved' && this.state !== 'reading') this.#tell('saved')
    }

    #show(text) {
        if (text === this.text) return
        this.text = text
        this.dispatchEvent(new CustomEvent('replace', { detail: { text } }))
    }

    // What the browser holds ---------------------------------------------------------------------------------

    #hold() {
        this.#buffering = 0
        if (this.#isDirty) hold(this.name, this.text, this.version)
    }

    // The page may be closed: hold what is not saved, and send it where it is small enough
    #leave() {
        if (!this.#isDirty) return
        this.#hold()
        if (UNSAVED.includes(this.state) || this.#sending) return
        const body = { name: this.name, text: wellFormed(this.text), base: this.version }
        if (new Blob([JSON.stringify(body)]).size < KEEPALIVE) post('/api/sources/save', body, { keepalive: true }).catch(() => {})
    }

    // Save what a closed window has left
    async #recover({ id, text, base, time }) {
        const before = this.text
        if (text !== before) {
            Object.assign(this, { text, version: base })
            this.#isDirty = true
            this.#hold()
            await this.#send({ left: time })
            if (this.state === 'offline') return
            this.hasRecovered ||= this.text !== before
        }
        drop(this.name, id)
    }

    #tell(state, error = null) {
        this.state = state
        this.dispatchEvent(new CustomEvent('state', { detail: { state, message: error?.message ?? '', hint: error?.hint ?? '' } }))
    }
}

export const openSource = name => new SourceStore(name).open()
