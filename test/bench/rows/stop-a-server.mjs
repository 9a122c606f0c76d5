import { once } from 'node:events'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { setTimeout as pause } from 'node:timers/promises'
import { interleave, timed } from '../interleave.mjs'
import { loadExeca } from '../peers.mjs'
import { rawEnd, rawSpawn } from '../raw.mjs'

export const title = 'Stop of a well-behaved server, until it is proven that nothing of it is left'

export async function measure({ rounds = 30 }) {
  const execa = await loadExeca()
  const groups = []
  for (const [count, isYounger] of [
    [50, false],
    [500, false],
    [500, true],
  ]) {
    const crowd = isYounger ? undefined : await gather(count)
    const beside = (begin) => async () => {
      const { end } = await begin()
      const later = isYounger ? await gather(count) : undefined
      try {
        return await timed(end)
      } finally {
        await later?.()
      }
    }
    const measurements = await interleave(isYounger ? Math.ceil(rounds / 5) : rounds, [
      { subject: 'floor: kill, exit', role: 'floor', measure: beside(rawly) },
      { subject: 'vitest-mirakuru', role: 'own', measure: beside(own) },
      execa && { subject: 'execa', role: 'peer', measure: beside(() => byExeca(execa)) },
    ])
    await crowd?.()
    const target = {
      text: 'floor + 3 ms',
      holds: ({ own, floor }) => own.median <= floor.median + 3,
    }
    const title = `beside ${count} other processes${isYounger ? ', younger than it' : ''}`
    groups.push({ title, unit: 'ms', measurements, target })
  }
  return groups
}

async function own() {
  const executor = await new SimpleExecutor(['sleep', 600]).start()
  return { end: () => executor.stop() }
}

async function rawly() {
  const child = rawSpawn(['sleep', 600])
  await once(child, 'spawn')
  return { end: () => rawEnd(child, 'SIGTERM') }
}

async function byExeca(execa) {
  const child = execa('sleep', ['600'], { reject: false })
  await once(child, 'spawn')
  return { end: () => (child.kill(), child) }
}

/** So many other processes that are at rest, until the answer is called. */
async function gather(count) {
  const script = `i=0; while [ $i -lt ${count} ]; do sleep 600 & i=$((i + 1)); done; echo there; wait`
  const shell = rawSpawn(['sh', '-c', script])
  await once(shell.stdout, 'data')
  await pause(500)
  return () => rawEnd(shell)
}
