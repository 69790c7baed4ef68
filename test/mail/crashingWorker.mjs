// Dies at every mail, as a parser with a fatal bug would.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', () => process.exit(3))
parentPort.postMessage('ready')
