// One stream of server-sent events for all tabs; it lives as long as one of them.
const ports = new Set()
let source = null
let wait = 0

function tellAll(event, data) {
  for (const port of ports) port.postMessage({ event, data })
}

function open() {
  if (source || ports.size === 0) return
  source = new EventSource('/live')
  source.addEventListener('open', () => {
    wait = 0
  })
  for (const event of ['thread', 'mail', 'again']) {
    source.addEventListener(event, ({ data }) => tellAll(event, data))
  }
  source.addEventListener('error', ({ target }) => {
    if (target !== source || target.readyState !== EventSource.CLOSED) return
    // Refused for good as the browser sees it: signed out, or a proxy says that the server is away.
    source = null
    wait = Math.min(60_000, wait * 2 || 2000)
    setTimeout(open, wait)
  })
}

addEventListener('connect', ({ ports: [port] }) => {
  ports.add(port)
  port.onmessage = () => {
    ports.delete(port)
    if (ports.size > 0) return
    source?.close()
    source = null
  }
  if (!source) open()
  else port.postMessage({ event: 'again', data: '1' })
})
