// Texts that the browser holds until the server has them: also where a window is closed, or the program is killed.
// Each window holds its own.

import { desk } from './kit.js'

const PREFIX = 'jiangyi-unsaved'
const workspace = () => desk.path ?? ''
const makeId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`

// A window is known by a lock that ends with it, so that no other one takes what it still holds
const own = makeId()
navigator.locks?.request(`${PREFIX}-${own}`, () => new Promise(() => {}))
const isAlive = id =>
    id === own ||
    (navigator.locks ? navigator.locks.request(`${PREFIX}-${id}`, { ifAvailable: true }, lock => !lock).catch(() => false) : false)

const keyOf = (name, id) => JSON.stringify([PREFIX, workspace(), name, id])

function parseKey(key) {
    try {
        const [prefix, folder, name, id] = JSON.parse(key)
        return prefix === PREFIX && folder === workspace() ? { name, id } : null
    } catch {
        return null
    }
}

// Hold a text of this window and the version that it is based on; false where the browser refuses it
export function hold(name, text, base) {
    try {
        localStorage.setItem(keyOf(name, own), JSON.stringify({ text, base, time: Date.now() }))
        return true
    } catch {
        return false
    }
}

export function drop(name, id = own) {
    try {
        localStorage.removeItem(keyOf(name, id))
    } catch {
        /* private windows may refuse it */
    }
}

// What closed windows have left of a file, the oldest first: [{ id, text, base }, …]
export async function listLeft(name) {
    const found = []
    try {
        for (const key of Object.keys(localStorage)) {
            const parsed = parseKey(key)
            if (parsed?.name === name && !(await isAlive(parsed.id)))
                found.push({ id: parsed.id, ...JSON.parse(localStorage.getItem(key)) })
        }
    } catch {
        /* damaged, or refused */
    }
    return found.sort((one, other) => one.time - other.time)
}
