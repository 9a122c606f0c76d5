import { expect, test } from 'vitest'
import { ExecutorError, OutputExecutor } from 'vitest-mirakuru/executors'
import { stackOf } from '../src/executors/runtime/caught-error.ts'
import { userFrames } from '../src/user-stack.ts'
import { expectHarmless } from './support/harmless.ts'

const EVIL = 'a\r::error::b\u001B[2J ##[error]c\u2028d\n::error::e'

test('no part of a message affects a terminal or a CI runner', () => {
  const error = new ExecutorError(`api crashed: ${EVIL}.`, {
    executor: 'api',
    command: 'node server.js',
    outputTail: `${EVIL}\n`,
    holder: { pid: 1, command: EVIL },
    facts: { Process: EVIL, Cleanup: [EVIL] },
    surroundings: { Environment: EVIL },
    logFile: EVIL,
    fix: EVIL,
  })
  for (const text of [error.message, error.outputTail, error.holder?.command ?? '']) {
    expectHarmless(text)
  }
  expect(error.message).toMatchInlineSnapshot(`
    "api crashed: a
      : :error::b # #[error]c�d
      : :error::e.

    Process: a
      : :error::b # #[error]c�d
      : :error::e
    Cleanup:
      a
      : :error::b # #[error]c�d
      : :error::e
    Command: node server.js
    Environment: a
      : :error::b # #[error]c�d
      : :error::e
    Output (last 20 lines):
      | : :error::b # #[error]c�d
      | : :error::e
    Log: a
      : :error::b # #[error]c�d
      : :error::e
    Fix: a
      : :error::b # #[error]c�d
      : :error::e"
  `)
})

test('a message is bounded, and says so', () => {
  const long = 'x'.repeat(900_000)
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}`)
  const error = new ExecutorError(long, {
    executor: 'api',
    command: long,
    outputTail: `${lines.join('\n')}\n${long}`,
    facts: { Cleanup: lines, Process: lines.join('\n') },
    fix: long,
  })
  expect(error.message.length).toBeLessThan(10_000)
  expect(error.message).toContain('… (898040 characters omitted) …')
  expect(error.message).toMatch(/\n {2}line 5\n {2}… \(9975 lines omitted\) …\n {2}line 9981\n/)
  expect(error.outputTail.split('\n')).toHaveLength(20)
})

test('a summary of several lines stays readable', () => {
  const error = new ExecutorError('api could not be started.', {
    executor: 'api',
    command: "sh -c 'one\ntwo'",
    outputTail: '',
  })
  expect(error.message).toBe(
    "api could not be started.\n\nCommand: sh -c 'one\n  two'\nOutput: none",
  )
})

test('a stack begins with the name of the error', async () => {
  const error = await new OutputExecutor('false', { banner: 'ready' }).start().catch(stackOf)
  expect(error).toMatch(/^ProcessExitedWithError: false exited with code 1 before it was ready\.\n/)
})

test.each([
  ['    at async Promise.all (index 0)', false],
  ['    at Array.map (<anonymous>)', false],
  ['    at process.processImmediate (node:internal/timers:454:9)', false],
  ['    at async run (file:///home/ann/project/node_modules/vitest/dist/index.js:1:2)', false],
  ['    at async file:///home/ann/project/test/api.test.ts:3:5', true],
  ['    at orders (/home/ann/project/test/api.test.ts:3:5)', true],
])("%s is the user's own frame: %s", (frame, isUsers) => {
  expect(userFrames(`Error: x\n${frame}`)).toEqual(isUsers ? [frame] : [])
})
