// What became of a change of several files: a notice that can undo it, and one for each file that was left out.

import { notify, post, report, say } from './kit.js'

export function announceChange({ change, saved, refused }, text) {
    for (const one of refused) notify(one.message, { kind: 'error', hint: one.hint })
    if (saved.length) notify(text, { action: [say('undo'), () => undo(change)] })
}

async function undo(change) {
    try {
        announceChange(await post('/api/sources/undo', { change }), say('undone'))
    } catch (error) {
        report(error)
    }
}
