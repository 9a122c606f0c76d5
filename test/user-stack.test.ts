import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { userFrames } from '../src/user-stack.ts'

const own = fileURLToPath(new URL('../src/index.ts', import.meta.url))
const built = fileURLToPath(new URL('../dist/index.js', import.meta.url))

test("frames of this package, of others and of Node are not the user's on any system", () => {
  const user = [
    '    at test (C:\\app\\test\\api.test.ts:3:1)',
    '    at file:///app/api.test.ts:4:1',
  ]
  const others = [
    `    at start (${own}:1:1)`,
    `    at start (file://${own}:1:1)`,
    `    at start (${built}:1:1)`,
    `    at start (${own.replaceAll('/', '\\')}:1:1)`,
    '    at run (C:\\app\\node_modules\\vitest\\dist\\index.js:1:1)',
    '    at run (file:///C:/app/node_modules/vitest/dist/index.js:1:1)',
    '    at node:internal/process/task_queues:95:5',
  ]
  const stack = ['Error: no', ...others, ...user].join('\n')
  expect(userFrames(stack)).toEqual(user)
})
