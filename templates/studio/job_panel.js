// The jobs of the workspace: how far each is, what it has made, and what it costs to print.

import { desk, make, post, report, say } from './kit.js'
import { locate } from './app.js'
import { createSheets } from './sheets_panel.js'

const MEGABYTE = 1e6

export function createJobs(root, { title }) {
    const list = root.querySelector('#output-jobs'),
        empty = root.querySelector('#output-empty')
    let jobs = [],
        currency = ''

    const act = path => async () => {
        try {
            await post(path)
        } catch (error) {
            report(error)
        }
    }

    function describeState(job) {
        const failed = new Set((job.problems ?? []).filter(problem => problem.severity === 'error').map(problem => problem.file)).size
        const words = {
            waiting: () => say('output_waiting'),
            running: () => (job.total ? say('output_progress', { done: job.done, total: job.total }) : say('output_reading')),
            stopped: () => say('output_failed'),
            cancelled: () => say('output_cancelled'),
            done: () =>
                failed
                    ? job.files.length || job.kind === 'share'
                        ? say('output_done_with_errors', { count: failed })
                        : say('output_failed')
                    : say('output_done', { seconds: job.seconds }),
        }
        return words[job.state]()
    }

    const money = amount => say('output_money', { amount: amount.toFixed(2), currency: currency || say('output_yuan') })

    function makeFile(job, file, number) {
        const facts = [say('output_size', { size: Math.max(0.01, file.size / MEGABYTE).toFixed(2) })]
        if (file.pages) facts.unshift(say('output_pages', { count: file.pages }))
        const cost = job.costs?.find(one => one.name === file.name)
        if (cost && isPrint(job)) {
            const { copies } = job.order
            facts.push(say('output_sheets', { count: cost.sheets }) + (cost.cost ? ` ${money(cost.cost)}` : ''))
            if (copies > 1) facts.push(say('output_all_sheets', { copies, count: cost.all }) + (cost.total ? ` ${money(cost.total)}` : ''))
        }
        const link = make(
            'a',
            { className: 'button', href: `/api/jobs/${job.id}/files/${number}`, download: file.name },
            say('output_download'),
        )
        link.setAttribute('aria-label', `${say('output_download')} ${file.name}`)
        const line = make(
            'div',
            { className: 'output-file' },
            make('div', {}, make('span', {}, file.name), make('small', {}, facts.join(' · '))),
            link,
        )
        return make('li', {}, line, ...(cost && isImposed(job) ? [createSheets(`/api/jobs/${job.id}/files/${number}`)] : []))
    }

    const isImposed = ({ order: { imposition } }) => imposition?.booklet || imposition?.nup > 1 || imposition?.marks
    const isPrint = job =>
        job.order.imposition &&
        (job.order.copies > 1 ||
            job.order.price > 0 ||
            Object.entries(job.order.imposition).some(([name, value]) => !['sheet', 'nup'].includes(name) && value) ||
            job.order.imposition.nup > 1)

    function makeProblems(job) {
        const problems = job.problems ?? []
        if (!problems.length) return []
        const lines = problems.map(({ file, line, message, severity }) => {
            const name = file.replace(/^content\//, '')
            const place = make('a', { href: locate('handout', name) }, line ? `${name}:${line}` : name)
            const item = make('li', {}, place, ` ${message}`)
            item.dataset.state = severity
            return item
        })
        const isOpen = problems.some(problem => problem.severity === 'error')
        return [
            make(
                'details',
                { open: isOpen },
                make('summary', {}, say('output_problems', { count: problems.length })),
                make('ul', { className: 'output-problems' }, ...lines),
            ),
        ]
    }

    function makeJob(job) {
        const isOpen = ['waiting', 'running'].includes(job.state)
        const head = make(
            'div',
            { className: 'output-job-head' },
            make('h2', {}, title(job)),
            make(
                'span',
                {
                    className: 'state',
                    dataset: { state: { waiting: 'waiting', running: 'building', done: 'fresh' }[job.state] ?? 'error' },
                },
                describeState(job),
            ),
        )
        const parts = [head]
        if (isOpen) {
            const bar = make('progress', job.total > 1 ? { max: job.total, value: job.done } : {})
            bar.setAttribute('aria-label', title(job))
            const cancel = make(
                'button',
                { type: 'button', onclick: act(`/api/jobs/${job.id}/cancel`), disabled: !desk.isWritable },
                say('cancel'),
            )
            parts.push(make('div', { className: 'output-progress' }, bar, cancel))
        }
        if (job.message) parts.push(make('p', { className: 'output-message' }, job.message), make('small', {}, job.hint))
        parts.push(...(job.notes ?? []).map(note => make('p', {}, note)))
        if (job.kind === 'share' && job.state === 'done')
            parts.push(
                make('a', { className: 'button output-site', href: '/share/', target: '_blank', rel: 'noopener' }, say('output_open_site')),
            )
        if (job.folder && job.state === 'done') {
            parts.push(make('ul', {}, ...job.files.map((file, number) => makeFile(job, file, number))))
            if (desk.isLocal)
                parts.push(
                    make(
                        'button',
                        { type: 'button', className: 'plain output-folder', onclick: act(`/api/jobs/${job.id}/folder`) },
                        say('output_open_folder'),
                    ),
                )
        }
        parts.push(...makeProblems(job))
        const item = make('li', { className: 'output-job', dataset: { id: job.id, jobState: job.state } }, ...parts)
        item.data = JSON.stringify([job, title(job)])
        return item
    }

    // Only what has changed is replaced, so that the focus stays
    function redraw() {
        const known = new Map([...list.children].map(item => [item.dataset.id, item]))
        const items = jobs.map(job => {
            const item = known.get(job.id)
            return item?.data === JSON.stringify([job, title(job)]) ? item : makeJob(job)
        })
        list.replaceChildren(...items)
        empty.hidden = jobs.length > 0
    }

    return {
        show: data => {
            jobs = data
            redraw()
        },
        redraw,
        setCurrency: name => {
            currency = name
            redraw()
        },
    }
}
