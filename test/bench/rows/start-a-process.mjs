import { once } from 'node:events'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { interleave } from '../interleave.mjs'
import { loadExeca } from '../peers.mjs'
import { rawSpawn } from '../raw.mjs'

export const title = 'Start of a process, after the first'

export async function measure({ rounds = 100 }) {
  const execa = await loadExeca()
  const measurements = await interleave(rounds, [
    { subject: 'floor: spawn', role: 'floor', measure: rawly },
    { subject: 'vitest-mirakuru', role: 'own', measure: own },
    execa && { subject: 'execa', role: 'peer', measure: () => byExeca(execa) },
  ])
  const target = { text: 'floor + 2 ms', holds: ({ own, floor }) => own.median <= floor.median + 2 }
  return [{ title: 'the program `true`', unit: 'ms', measurements, target }]
}

async function own() {
  const executor = new SimpleExecutor(['true'])
  const begun = performance.now()
  await executor.start()
  const taken = performance.now() - begun
  await executor.stop()
  return taken
}

async function rawly() {
  const begun = performance.now()
  const child = rawSpawn(['true'])
  const gone = once(child, 'exit')
  await once(child, 'spawn')
  const taken = performance.now() - begun
  await gone
  return taken
}

async function byExeca(execa) {
  const begun = performance.now()
  const child = execa('true')
  await once(child, 'spawn')
  const taken = performance.now() - begun
  await child
  return taken
}
