import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { interleave } from '../interleave.mjs'
import { programPath } from '../programs.mjs'
import { isAlive, untilTrue } from '../raw.mjs'

export const title =
  'From the SIGKILL of the runner to the end of the last of its fifteen processes'

export async function measure({ rounds = 15 }) {
  const measurements = await interleave(rounds, [
    { subject: 'vitest-mirakuru', role: 'own', measure: killed },
  ])
  const target = { text: '50 ms', holds: ({ own }) => own.median <= 50 }
  return [{ title: 'five of them in sessions of their own', unit: 'ms', measurements, target }]
}

async function killed() {
  const owner = spawn(process.execPath, [programPath('owns-fifteen.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(owner.stdout, 'data')
  const pids = String(line).trim().split(' ').map(Number)
  const begun = performance.now()
  owner.kill('SIGKILL')
  await untilTrue(() => !pids.some((pid) => isAlive(pid)))
  return performance.now() - begun
}
