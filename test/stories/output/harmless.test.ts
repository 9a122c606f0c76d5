import { expect, test } from 'vitest'
import { HTTPExecutor, OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { expectHarmless } from '../../support/harmless.ts'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { freePort } from '../../support/free-port.ts'
import { run } from '../../support/program.ts'
import { rejection } from '../../support/rejection.ts'

test('an error shows the output, answers and names of an evil service without executing them', async () => {
  const port = await freePort()
  const executor = new HTTPExecutor(run('prints-evil.mjs', port), {
    url: `http://127.0.0.1:${port}/`,
    startTimeout: 3_000,
  })
  const error = await rejection(endedWithTest(executor).start())
  for (const text of [error.message, error.outputTail, String(error.stack)]) expectHarmless(text)
  expect(error.message).toContain('status 503')
  expect(error.outputTail).toContain(': :error::of GitHub')
  expect(error.outputTail).toContain('text # #[error]of Azure')
})

test('a failed wait for output shows the output safely', async () => {
  const executor = endedWithTest(new SimpleExecutor(run('prints-evil.mjs')))
  await executor.start()
  await executor.output.waitFor('listening')
  const wait = executor.output.waitFor('never', { timeout: 10 })
  const error = await wait.catch((reason: unknown) => reason as Error)
  expectHarmless(String(Reflect.get(error, 'stack')))
  expect(error).toMatchObject({ message: expect.stringContaining('reversed') as string })
})

test('a line of 900 KB gives a short message', async () => {
  const script = `process.stdout.write('x'.repeat(900_000) + ' Error: at last'); process.exitCode = 1`
  const command = [process.execPath, '-e', script]
  const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready' }))
  const error = await rejection(executor.start())
  expect(error.message.length).toBeLessThan(2_000)
  expect(error.message).toContain('characters omitted')
  expect(error.message).toContain('Error: at last')
  expect(error.outputTail.length).toBeLessThanOrEqual(500)
})

test('advice quotes only the beginning and the end of a near match', async () => {
  const script = `console.log('READY', 'x'.repeat(20_000), 'DONE'); setInterval(() => {}, 1_000)`
  const banner = /ready[^]*done/
  const executor = new OutputExecutor([process.execPath, '-e', script], {
    banner,
    startTimeout: 3_000,
  })
  const error = await rejection(endedWithTest(executor).start())
  expect(error.message).toContain('differs only in case')
  expect(error.message.length).toBeLessThan(3_000)
})

test('output that spans 20 KB is found', async () => {
  const script = `console.log('ready', 'x'.repeat(20_000), 'ready'); setInterval(() => {}, 1_000)`
  const banner = /ready[^]*ready/
  const executor = new OutputExecutor([process.execPath, '-e', script], { banner })
  await endedWithTest(executor).start()
  expect(executor.running()).toBe(true)
})
