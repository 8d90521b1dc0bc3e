// Keeps the list, and what was opened or saved, for reading without a network. New files replace kept ones as they are opened.
// In front of this stand `version` and `kept`: a digest and the names of the site's own files.
'use strict'
const CURRENT = `jiangyi-${version}`, READ = 'jiangyi-read'
const LARGEST = 20_000_000 // bytes of a file that is kept without being asked

addEventListener('install', event => {
    event.waitUntil(caches.open(CURRENT).then(box => box.addAll(kept)).then(() => skipWaiting()))
})

addEventListener('activate', event => {
    const isOld = name => name.startsWith('jiangyi-') && name !== CURRENT && name !== READ
    event.waitUntil(caches.keys().then(names => Promise.all(names.filter(isOld).map(name => caches.delete(name))))
      .then(() => clients.claim()))
})

addEventListener('fetch', event => {
    const { request } = event
    if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return
    event.respondWith(answer(request))
})

async function answer(request) {
    try {
        const response = await fetch(request)
        if (response.status === 200 && Number(response.headers.get('content-length')) <= LARGEST) {
            const copy = response.clone()
            caches.open(READ).then(box => box.put(request, copy)).catch(() => {}) // no room: it is read all the same
        }
        return response
    } catch (error) {
        const options = { ignoreSearch: true, ignoreVary: true }
        const stored = await (await caches.open(CURRENT)).match(request, options) || await caches.match(request, options)
        const front = !stored && request.mode === 'navigate' && await caches.match(new URL('index.html', registration.scope).href)
        if (stored || front) return stored || front
        throw error
    }
}
