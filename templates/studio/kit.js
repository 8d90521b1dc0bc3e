// What every screen uses: words in the chosen language, elements, requests to the server, notices, dialogs and menus.

const tables = JSON.parse(document.getElementById('words').textContent)

// What the page knows of the server: `folder` and `path` of the workspace, whether it `isWritable`, whether the browser `isLocal`
export const desk = JSON.parse(document.getElementById('desk').textContent)
const STORED = 'jiangyi-language'

// The language -----------------------------------------------------------------------------------------------

const stored = () => {
    try {
        return localStorage.getItem(STORED)
    } catch {
        return null
    }
}
let chosen = stored() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

export const language = () => chosen
export function setLanguage(name) {
    chosen = name
    try {
        localStorage.setItem(STORED, name)
    } catch {
        /* private windows may refuse it */
    }
    document.documentElement.lang = { zh: 'zh-Hans', en: 'en' }[name]
}
setLanguage(chosen)

// The text of a name, with its placeholders replaced as those of core.Message: {name}, {count:page|pages}, and {{ }} for braces
const TOKEN = /\{\{|\}\}|\{(\w+)(?::([^{}|]+)\|([^{}|]+))?\}/g
export const say = (name, values = {}) =>
    tables[chosen][name].replace(TOKEN, (token, key, one, more) => {
        if (!key) return token[0]
        if (!(key in values)) return token
        return one ? `${values[key]} ${String(values[key]) === '1' ? one : more}` : values[key]
    })

// The title of the window: what is shown, then the folder
export const setTitle = text => {
    document.title = [text, desk.folder, say('studio')].filter(Boolean).join(' · ')
}

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

// A time in ms since 1970, in the way of the language
export const formatTime = time =>
    new Date(time).toLocaleString({ zh: 'zh-CN', en: 'en' }[chosen], { dateStyle: 'medium', timeStyle: 'short' })

// Elements ---------------------------------------------------------------------------------------------------

// make('button', { type: 'button', onclick: go, dataset: { kind: 'x' } }, 'Go')
export function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(properties)) {
        if (name === 'dataset') Object.assign(element.dataset, value)
        else if (name in element && !name.startsWith('aria')) element[name] = value
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

// Ask the server: an object is sent as JSON, a File or FormData as it is; the answer is parsed where it is JSON. `keepalive` requests go on
// where the page is closed
export async function ask(path, { method = 'GET', body, signal, keepalive = false } = {}) {
    const isData = body instanceof Blob || body instanceof FormData
    const headers = {
        'X-Language': chosen,
        'X-Studio': '1',
        'X-Folder': encodeURIComponent(desk.path),
        ...(body && !isData ? { 'Content-Type': 'application/json' } : {}),
    }
    let answer
    try {
        answer = await fetch(path, { method, headers, signal, keepalive, body: body && !isData ? JSON.stringify(body) : body })
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

// Show a sentence for some seconds; `kind` is 'done' or 'error', and errors stay until they are closed. action: [text, function], a button
const SHOWN = 6000,
    SHOWN_WITH_ACTION = 15000
export function notify(text, { kind = 'done', hint = '', action = null } = {}) {
    const notice = make(
        'div',
        { className: 'notice-card', role: kind === 'error' ? 'alert' : 'status', dataset: { kind } },
        make('p', {}, text),
        ...(hint ? [make('small', {}, hint)] : []),
    )
    if (action)
        notice.append(
            make(
                'button',
                {
                    type: 'button',
                    className: 'action',
                    onclick: () => {
                        notice.remove()
                        action[1]()
                    },
                },
                action[0],
            ),
        )
    const close = make('button', { type: 'button', className: 'close', title: say('close'), onclick: () => notice.remove() }, '×')
    close.setAttribute('aria-label', say('close'))
    notice.append(close)
    document.getElementById('notices').append(notice)
    if (kind === 'done') setTimeout(() => notice.remove(), action ? SHOWN_WITH_ACTION : SHOWN)
    return notice
}
export const report = error => notify(error.message, { kind: 'error', hint: error.hint })

// Ask in a dialog; resolves to the value of the button that was pressed, or null. buttons: [[value, text], …], the first is the default,
// which Enter in a field presses too
export function askUser(title, content, buttons = [['ok', say('ok')]], { canCancel = true } = {}) {
    return new Promise(resolve => {
        const close = value => {
            dialog.close()
            dialog.remove()
            resolve(value)
        }
        const choices = buttons.map(([value, text], at) =>
            make('button', { type: at ? 'button' : 'submit', className: at ? '' : 'main', onclick: at ? () => close(value) : null }, text),
        )
        const body = typeof content === 'string' ? make('p', {}, content) : content
        const cancel = make('button', { type: 'button', onclick: () => close(null) }, say('cancel'))
        const form = make(
            'form',
            {
                onsubmit: event => {
                    event.preventDefault()
                    close(buttons[0][0])
                },
            },
            body,
            make('div', { className: 'buttons' }, ...(canCancel ? [cancel] : []), ...choices.reverse()),
        )
        const heading = make('h2', { id: 'dialog-title' }, title)
        const dialog = make(
            'dialog',
            { className: 'dialog', oncancel: () => close(null), 'aria-labelledby': 'dialog-title' },
            heading,
            form,
        )
        document.body.append(dialog)
        dialog.showModal()
        const field = form.querySelector('input, select, textarea') ?? form.querySelector('.main')
        field.focus()
        field.select?.()
    })
}

// Ask for a line of text; resolves to it without spaces around it, or null where there is none
export async function askText(title, label, value = '', button = say('ok')) {
    const field = make('input', { type: 'text', value, required: true, autocomplete: 'off', spellcheck: false })
    const answer = await askUser(title, make('label', { className: 'field' }, make('span', {}, label), field), [['ok', button]])
    return (answer && field.value.trim()) || null
}

// Open a menu below a button. items: [[text, action, isCurrent?], …], and null for a line between them
export function openMenu(button, items) {
    document.querySelector('.menu')?.close()
    const entries = items.map(item =>
        item === null
            ? make('hr')
            : make(
                  'button',
                  {
                      type: 'button',
                      role: item.length > 2 ? 'menuitemradio' : 'menuitem',
                      className: 'menu-item',
                      tabIndex: -1,
                      onclick: () => {
                          menu.close()
                          item[1]()
                      },
                      ...(item.length > 2 ? { 'aria-checked': String(item[2]) } : {}),
                  },
                  item[0],
              ),
    )
    const menu = make('div', { className: 'menu', role: 'menu' }, ...entries)
    const buttons = entries.filter(entry => entry.tagName === 'BUTTON')
    menu.setAttribute('aria-label', button.getAttribute('aria-label') ?? button.textContent)
    const leave = event => {
        if (!menu.contains(event.target) && !button.contains(event.target)) menu.close()
    }
    menu.close = () => {
        const hadFocus = menu.contains(document.activeElement)
        menu.remove()
        button.setAttribute('aria-expanded', 'false')
        removeEventListener('pointerdown', leave, true)
        removeEventListener('resize', menu.close)
        if (hadFocus) button.focus()
    }
    menu.addEventListener('keydown', event => {
        const at = buttons.indexOf(document.activeElement),
            to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
        if (to !== undefined) buttons.at(to % buttons.length).focus()
        else if (['Escape', 'Tab'].includes(event.key)) menu.close()
        else return
        event.preventDefault()
        event.stopPropagation()
    })
    const landmark = button.closest('dialog, header, main') ?? document.body // what is outside of all is missed by screen readers
    landmark.append(menu)
    const place = button.getBoundingClientRect(),
        { width, height } = menu.getBoundingClientRect()
    const below = place.bottom + height < innerHeight || place.top < height
    menu.style.setProperty('--left', `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`)
    menu.style.setProperty('--top', `${below ? place.bottom + 4 : place.top - height - 4}px`)
    button.setAttribute('aria-haspopup', 'menu')
    button.setAttribute('aria-expanded', 'true')
    addEventListener('pointerdown', leave, true)
    addEventListener('resize', menu.close)
    buttons[0]?.focus()
    return menu
}
