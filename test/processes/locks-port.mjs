// locks-port.mjs PORT: locks it, says whether it did, and holds it until the end.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../../src/fixtures/start/port-lock.ts', import.meta.url))
const { lockPort } = (await runnerImport(source)).module
console.log((await lockPort(Number(process.argv[2]))) ? 'locked' : 'held')
setInterval(() => {}, 1_000)
