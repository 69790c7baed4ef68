// A worker's first file cannot be TypeScript on Node 20: this one loads tsx, then the worker.
import { register } from 'tsx/esm/api'

register()
await import('./parseWorker.ts')
