import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { interleave } from '../interleave.mjs'
import { programPath } from '../programs.mjs'

export const title = 'Memory that a service which printed 100 MB adds to its owner'

export async function measure({ rounds = 5 }) {
  const run = promisify(execFile)
  const added = (kind) => async () =>
    Number((await run(process.execPath, ['--expose-gc', programPath('memory.mjs'), kind])).stdout)
  const measurements = await interleave(
    rounds,
    [
      { subject: 'floor: output that nobody keeps', role: 'floor', measure: added('raw') },
      { subject: 'vitest-mirakuru', role: 'own', measure: added('own') },
    ],
    { warmUp: 0 },
  )
  const target = { text: '5 MB', holds: ({ own }) => own.median <= 5 }
  return [{ title: 'while it is idle', unit: 'MB', measurements, target }]
}
