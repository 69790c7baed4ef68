// One stream of server-sent events for all tabs; it lives as long as one of them.
const ports = new Set()
let source = null

function tellAll(event, data) {
  for (const port of ports) port.postMessage({ event, data })
}

function open() {
  source = new EventSource('/live')
  for (const event of ['thread', 'mail', 'again']) {
    source.addEventListener(event, ({ data }) => tellAll(event, data))
  }
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) source = null // signed out: the next page opens it again
  })
}

onconnect = ({ ports: [port] }) => {
  ports.add(port)
  port.onmessage = () => {
    ports.delete(port)
    if (ports.size > 0) return
    source?.close()
    source = null
  }
  if (!source) open()
  else port.postMessage({ event: 'again', data: '1' })
}
