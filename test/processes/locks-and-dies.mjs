// locks-and-dies.mjs SEED JOURNAL FIRST COUNT ROUNDS: locks and unlocks these ports at random, and notes what it
// has. Some of it kill themselves while they hold ports.
import { appendFileSync } from 'node:fs'
import { importSource } from './import-source.mjs'

const { lockPort } = await importSource('fixtures/start/port-lock')

const [seed, journal, first, count, rounds] = process.argv.slice(2)
const note = (...words) => appendFileSync(journal, `${words.join(' ')}\n`)
const random = randomOf(Number(seed))
const end = random() < 0.5 ? Math.floor(random() * Number(rounds)) : Number(rounds)
const held = new Map()

for (let round = 0; round < end; round++) {
  const port = Number(first) + Math.floor(random() * Number(count))
  const lock = held.get(port)
  if (lock) {
    note('gives', port, process.pid)
    lock.release()
    held.delete(port)
    continue
  }
  const taken = await lockPort(port)
  if (!taken) continue
  note('takes', port, process.pid)
  held.set(port, taken)
}
note('dies', '-', process.pid)
process.kill(process.pid, 'SIGKILL')

function randomOf(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
