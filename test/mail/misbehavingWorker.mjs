// Does with each mail what the mail asks for.
import { parentPort } from 'node:worker_threads'

const deeds = {
  hang: () => {
    while (true);
  },
  throw: () => {
    throw new Error('a bug')
  },
  exit: () => process.exit(3),
  eat: () => {
    const eaten = []
    while (true) eaten.push(new Array(10_000).fill({}))
  },
  'exit later': () => {
    parentPort.postMessage({ mail: 'later' })
    setTimeout(() => process.exit(4), 20)
  },
  'throw later': () => {
    parentPort.postMessage({ mail: 'later' })
    setTimeout(() => deeds.throw(), 20)
  },
  refuse: () => parentPort.postMessage({ unparseable: 'more than 1000 parts' }),
}

let read = 0
parentPort.on('message', (raw) => {
  const asked = new TextDecoder().decode(raw)
  read++
  if (Object.hasOwn(deeds, asked)) deeds[asked]()
  else parentPort.postMessage({ mail: `${asked} ${read}` })
})
parentPort.postMessage('ready')
