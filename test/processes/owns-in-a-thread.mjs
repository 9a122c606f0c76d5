// Runs owns-family.mjs in a worker thread, ends the thread when it is told to, and lives on.
import { Worker } from 'node:worker_threads'

const worker = new Worker(new URL('owns-family.mjs', import.meta.url), { argv: ['wait'] })
process.on('SIGUSR2', () => void worker.terminate())
worker.on('exit', () => console.log('terminated'))
setInterval(() => {}, 1_000)
