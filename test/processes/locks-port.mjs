// locks-port.mjs PORT: locks it, says whether it did, and holds it until the end.
import { importSource } from './import-source.mjs'

const { lockPort } = await importSource('fixtures/start/port-lock')
console.log((await lockPort(Number(process.argv[2]))) ? 'locked' : 'held')
setInterval(() => {}, 1_000)
