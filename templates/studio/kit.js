// What every screen uses: words in the chosen language, elements, requests to the server, notices and dialogs.

const tables = JSON.parse(document.getElementById('words').textContent)
const STORED = 'jiangyi-language'

// The language -----------------------------------------------------------------------------------------------

const stored = () => { try { return localStorage.getItem(STORED) } catch { return null } }
let chosen = stored() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

export const language = () => chosen
export function setLanguage(name) {
    chosen = name
    try { localStorage.setItem(STORED, name) } catch { /* private windows may refuse it */ }
    document.documentElement.lang = { zh: 'zh-Hans', en: 'en' }[name]
}
setLanguage(chosen)

// The text of a name, with its placeholders replaced
export const say = (name, values = {}) => tables[chosen][name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all)

// Fill in the texts that markup names: data-word for the content, data-word-title, data-word-label and data-word-placeholder
export function translate(root) {
    for (const element of root.querySelectorAll('[data-word]')) element.textContent = say(element.dataset.word)
    for (const element of root.querySelectorAll('[data-word-title]')) {
        element.title = say(element.dataset.wordTitle)
        element.setAttribute('aria-label', element.title)
    }
    for (const element of root.querySelectorAll('[data-word-label]')) element.setAttribute('aria-label', say(element.dataset.wordLabel))
    for (const element of root.querySelectorAll('[data-word-placeholder]')) element.placeholder = say(element.dataset.wordPlaceholder)
    return root
}

// Elements ---------------------------------------------------------------------------------------------------

// make('button', { type: 'button', onclick: go, dataset: { kind: 'x' } }, 'Go')
export function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(properties)) {
        if (name === 'dataset') Object.assign(element.dataset, value)
        else if (name in element) element[name] = value
        else element.setAttribute(name, value)
    }
    element.append(...children)
    return element
}

// The content of a screen, translated
export const build = name => translate(document.getElementById(`screen-${name}`).content.cloneNode(true))

// Requests ---------------------------------------------------------------------------------------------------

// An answer that is no success: `message` and `hint` are for the user, `data` is the whole answer
export class Refused extends Error {
    constructor(status, data) {
        super(data.message ?? say('no_answer'))
        Object.assign(this, { status, data, hint: data.hint ?? '' })
    }
}

// Ask the server: an object is sent as JSON, a File or FormData as it is; the answer is parsed where it is JSON
export async function ask(path, { method = 'GET', body, signal } = {}) {
    const isData = body instanceof Blob || body instanceof FormData
    const headers = { 'X-Language': chosen, ...(body && !isData ? { 'Content-Type': 'application/json' } : {}) }
    let answer
    try {
        answer = await fetch(path, { method, headers, signal, body: body && !isData ? JSON.stringify(body) : body })
    } catch (error) {
        if (error.name === 'AbortError') throw error
        throw new Refused(0, {})
    }
    const isJson = answer.headers.get('Content-Type')?.startsWith('application/json')
    const data = isJson ? await answer.json() : { message: await answer.text() }
    if (!answer.ok) throw new Refused(answer.status, data)
    return isJson ? data : data.message
}
export const post = (path, body = {}, options = {}) => ask(path, { method: 'POST', body, ...options })

// Notices and dialogs ----------------------------------------------------------------------------------------

// Show a sentence for some seconds; `kind` is 'done' or 'error', and errors stay until they are closed
export function notify(text, { kind = 'done', hint = '' } = {}) {
    const notice = make('div', { className: 'notice-card', dataset: { kind } }, make('p', {}, text), ...(hint ? [make('small', {}, hint)] : []))
    const close = make('button', { type: 'button', title: say('close'), onclick: () => notice.remove() }, '×')
    close.setAttribute('aria-label', say('close'))
    notice.append(close)
    document.getElementById('notices').append(notice)
    if (kind === 'done') setTimeout(() => notice.remove(), 5000)
    return notice
}
export const report = error => notify(error.message, { kind: 'error', hint: error.hint })

// Ask in a dialog; resolves to the value of the button that was pressed, or null. buttons: [[value, text], …], the first is the default
export function askUser(title, content, buttons = [['ok', say('ok')]]) {
    return new Promise(resolve => {
        const close = value => { dialog.close(); dialog.remove(); resolve(value) }
        const choices = buttons.map(([value, text], at) =>
            make('button', { type: 'button', className: at ? '' : 'main', onclick: () => close(value) }, text))
        const body = typeof content === 'string' ? make('p', {}, content) : content
        const cancel = make('button', { type: 'button', onclick: () => close(null) }, say('cancel'))
        const dialog = make('dialog', { className: 'dialog', oncancel: () => close(null) },
            make('h2', {}, title), body, make('div', { className: 'buttons' }, ...choices, cancel))
        document.body.append(dialog)
        dialog.showModal()
    })
}
