import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { OutputExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { program, run } from '../../support/program.ts'
import { readable } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'

const linuxTest = test.skipIf(process.platform !== 'linux')

test.skipIf(!hasPython())('a banner that Python buffers', async () => {
  const command = ['python3', program('holds-back.py')]
  const options = { banner: 'ready', startTimeout: 5_000, env: { PYTHONUNBUFFERED: undefined } }
  const error = await rejection(endedWithTest(new OutputExecutor(command, options)).start())
  expect(readable(error)).toMatchInlineSnapshot(`
    "python3 did not print "ready" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: python3 PROGRAMS/holds-back.py
    Directory: ROOT
    Environment: without PYTHONUNBUFFERED
    Output: none
    Fix: Python buffers its output to a pipe: set \`env: { PYTHONUNBUFFERED: 1 }\`. If it is only slow, raise \`startTimeout\`."
  `)
  const executor = new OutputExecutor(command, { banner: 'ready', env: { PYTHONUNBUFFERED: 1 } })
  await endedWithTest(executor).start()
})

linuxTest('a program that was still printing', async () => {
  const options = { banner: 'ready', startTimeout: 5_000 }
  const executor = endedWithTest(new OutputExecutor(run('prints-on.mjs'), options))
  const error = await rejection(executor.start())
  expect(readable(error).replace(/(^ +\| loading\n)+/m, '  | loading\n')).toMatchInlineSnapshot(`
    "node did not print "ready" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/prints-on.mjs
    Directory: ROOT
    Output (last 20 lines):
      | loading
    Fix: it was still printing when the time ran out. If it is only slow, raise \`startTimeout\`."
  `)
})

test.each([
  ['ready', 'stdout', `it printed "ready" on stderr: set \`stream: 'stderr'\`.`],
  ['READY', 'both', 'it printed "ready", which differs only in case: wait for that text.'],
  [/Re(ad)y/u, undefined, 'it printed "ready", which differs only in case: wait for that text.'],
  ['steady', undefined, 'if it is only slow, raise `startTimeout`.'],
] as const)('%s on %s gets advice', async (banner, stream, fix) => {
  const options = { banner, stream, startTimeout: 2_000 }
  const executor = new OutputExecutor(['sh', '-c', 'echo ready >&2; exec sleep 300'], options)
  const error = await rejection(endedWithTest(executor).start())
  expect(error.message).toContain(`Fix: ${fix}`)
})

function hasPython(): boolean {
  if (process.platform !== 'linux') return false
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
