import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OutputExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { readable } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

test('a program that exits because its input ends', async () => {
  const executor = new OutputExecutor(run('leaves-with-input.mjs'), { banner: 'ready' })
  const error = await rejection(endedWithTest(executor).start())
  expect(readable(error)).toMatchInlineSnapshot(`
    "node exited with code 0 before it was ready, and left no process behind.

    Last check: not printed (N attempts)
    Process: exited with code 0
    Command: NODE PROGRAMS/leaves-with-input.mjs
    Directory: ROOT
    Output (last 20 lines):
      | watching
    Fix: if it is a one-shot command, use \`ready: exited()\`; if it exits because its input ends, set \`stdin: 'open'\`."
  `)
})

test('a one-shot command with an open input', async () => {
  const executor = new OutputExecutor('echo done', { banner: 'ready', stdin: 'open' })
  const error = await rejection(endedWithTest(executor).start())
  expect(error.message).toMatch(/^Fix: if it is a one-shot command, use `ready: exited\(\)`/m)
})

test.skipIf(process.platform !== 'linux')('a script with a missing interpreter', async () => {
  const script = join(await temporaryDirectory(), 'serve')
  await writeFile(script, '#!/no/such/interpreter\n')
  await chmod(script, 0o755)
  const error = await rejection(endedWithTest(new OutputExecutor(script, { banner: 'up' })).start())
  const fix = 'TEMPORARY/serve exists, but the interpreter in its `#!` line does not.'
  expect(readable(error)).toContain(`Fix: ${fix}`)
})

test('a shell that does not find a program', async () => {
  const bin = await temporaryDirectory()
  await writeFile(join(bin, 'redis-server'), '#!/bin/sh\n')
  await chmod(join(bin, 'redis-server'), 0o755)
  const options = { banner: 'ready', shell: true, env: { PATH: bin } }
  const executor = new OutputExecutor('redis-sever --port 80', options)
  const error = await rejection(endedWithTest(executor).start())
  const message = readable(error).replace(/^( +\|) .*(redis-sever.*not found)/m, '$1 sh: $2')
  expect(message).toMatchInlineSnapshot(`
    "redis-sever exited with code 127 before it was ready.

    Last check: not printed (N attempts)
    Process: exited with code 127
    Command: redis-sever --port 80
    Directory: ROOT
    Environment: PATH=TEMPORARY
    Output (last 20 lines):
      | sh: redis-sever: not found
    Fix: redis-sever was not found: did you mean TEMPORARY/redis-server?"
  `)
})
