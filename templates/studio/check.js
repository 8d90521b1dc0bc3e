// The screen of the check, with three parts: problems by kind, find and replace, and earlier versions of files. The address names the part
// and what it shows: #/check/problems/CODE, #/check/versions/FILE.

import { createProblemKinds } from './check_problems.js'
import { createReplace } from './replace_panel.js'
import { createVersions } from './versions_panel.js'

const PARTS = { problems: createProblemKinds, replace: createReplace, versions: createVersions }

export function mount(root, name) {
    const screen = root.querySelector('.check-screen'),
        panels = {}

    function open(name) {
        const [named, ...rest] = name.split('/'),
            part = PARTS[named] ? named : 'problems'
        for (const link of screen.querySelectorAll('.check-parts a'))
            link.dataset.part === part ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')
        for (const other of Object.keys(PARTS)) screen.querySelector(`#check-${other}`).hidden = other !== part
        for (const [other, panel] of Object.entries(panels)) if (other !== part) panel.leave?.()
        panels[part] ??= PARTS[part](screen)
        panels[part].open(rest.join('/'))
    }

    open(name)
    return { open, unmount: () => Object.values(panels).forEach(panel => panel.close?.()) }
}
