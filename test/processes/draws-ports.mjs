// draws-ports.mjs COUNT: sets ports aside for so many services, prints them, and keeps them until the end
// of its input.
import { importSource } from './import-source.mjs'

const { reservePort } = await importSource('fixtures/start/ports')

const count = Number(process.argv[2])
const reserved = await Promise.all(Array.from({ length: count }, reservePort))
console.log(JSON.stringify(reserved.map(({ port }) => port)))
process.stdin.resume().on('end', () => {
  for (const one of reserved) one.release()
})
