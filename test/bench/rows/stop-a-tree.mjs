import { once } from 'node:events'
import { OutputExecutor } from 'vitest-mirakuru/executors'
import { setTimeout as pause } from 'node:timers/promises'
import { interleave, timed } from '../interleave.mjs'
import { programPath } from '../programs.mjs'
import { rawSpawn } from '../raw.mjs'

export const title = 'Stop of fifty processes, half of which ignore SIGTERM'

const GRACE = 200
const command = ['sh', programPath('tree.sh')]

export async function measure({ rounds = 10 }) {
  const measurements = await interleave(rounds, [
    { subject: 'floor: kill the group twice', role: 'floor', measure: rawly },
    { subject: 'vitest-mirakuru', role: 'own', measure: own },
  ])
  const target = { text: '20 ms', holds: ({ own }) => own.median <= 20 }
  return [{ title: 'beyond the grace period', unit: 'ms', measurements, target }]
}

async function own() {
  const executor = new OutputExecutor(command, { banner: 'grown', stopTimeout: GRACE })
  await executor.start()
  return (await timed(() => executor.stop())) - GRACE
}

/** The output ends with the last of those that could print. */
async function rawly() {
  const { pid = 0, stdout } = rawSpawn(command)
  await once(stdout, 'data')
  const over = once(stdout, 'close')
  const taken = await timed(async () => {
    process.kill(-pid, 'SIGTERM')
    await pause(GRACE)
    process.kill(-pid, 'SIGKILL')
    await over
  })
  return taken - GRACE
}
