// Tells the tabs of this browser that a thread has something new. One worker holds one stream for all of them, so
// that many open tabs do not use up the connections to the server. A hidden tab catches up when it is shown.
const page = document.querySelector('[data-live-thread], [data-live-desk]')
let behind = false

function catchUp() {
  if (document.hidden) {
    behind = true
    return
  }
  behind = false
  document.querySelector('[data-live-thread]')?.dispatchEvent(new Event('news'))
  const changed = document.querySelector('[data-live-desk]')
  if (changed) changed.hidden = false
}

let begun = false
function hear({ event, data }) {
  const thread = document.querySelector('[data-live-thread]')?.dataset.liveThread
  const first = event === 'again' && !begun
  begun ||= first
  if (first && !thread) return // a thread asks what came between its page and the stream; a list would only flicker
  if (event === 'mail' && thread) return
  if (event === 'thread' && thread && data.split(':')[0] !== thread) return
  catchUp()
}

function listen() {
  if ('SharedWorker' in window) {
    const worker = new SharedWorker('/assets/live-worker.js')
    worker.port.onmessage = ({ data }) => hear(data)
    worker.port.start()
    addEventListener('pagehide', () => worker.port.postMessage('bye'), { once: true })
    return
  }
  const source = new EventSource('/live')
  for (const event of ['thread', 'mail', 'again']) {
    source.addEventListener(event, ({ data }) => hear({ event, data }))
  }
}

if (page) {
  listen()
  document.addEventListener('visibilitychange', () => !document.hidden && behind && catchUp())
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return // from the history of the tab: it said goodbye when it was left
    listen()
    catchUp()
  })
}
