// What is done with handouts as files: make, rename, duplicate, delete. Each asks first where a word is needed, and goes to the handout.

import { go } from './app.js'
import { askText, notify, post, report, say } from './kit.js'

const attempt = async action => {
    try {
        return await action()
    } catch (error) {
        report(error)
    }
}

// Make a handout of a starter {name, title}
export async function createHandout(starter) {
    const title = await askText(say('start_creating', { kind: starter.title }), say('start_title'), starter.title, say('start_create'))
    if (title) await attempt(async () => go('handout', (await post('/api/handouts/create', { starter: starter.name, title })).name))
}

async function renameHandout({ name }) {
    const file = name.split('/').pop(),
        at = file.lastIndexOf('.')
    const stem = await askText(
        say('handout_rename').replace(/[ …]+$/, ''),
        say('handout_rename_label'),
        file.slice(0, at),
        say('handout_rename_do'),
    )
    if (stem) await attempt(async () => go('handout', (await post('/api/handouts/rename', { name, stem })).name))
}

const duplicateHandout = ({ name }) => attempt(async () => go('handout', (await post('/api/handouts/duplicate', { name })).name))

async function deleteHandout({ name, title }, isShown) {
    await attempt(async () => {
        const { change } = await post('/api/handouts/delete', { name })
        if (isShown) go('handout')
        notify(say('handout_deleted', { title }), {
            action: [
                say('undo'),
                () =>
                    attempt(async () => {
                        await post('/api/sources/undo', { change })
                        notify(say('handout_undone', { title }))
                        go('handout', name)
                    }),
            ],
        })
    })
}

// The entries of the menu of a handout of the list
export const listActions = (item, isShown) => [
    [say('handout_rename'), () => renameHandout(item)],
    [say('handout_duplicate'), () => duplicateHandout(item)],
    null,
    [say('handout_delete'), () => deleteHandout(item, isShown)],
]
