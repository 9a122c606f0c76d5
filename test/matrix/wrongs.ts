import { IMPORTS } from '../support/vitest-project.ts'

/** What is to fail, and the tests that pass after it. */
export const WRONGS: Readonly<Record<string, string>> = {
  'wrongs.spec.ts': `${IMPORTS}
import { inject } from 'vitest'
const slug = inject('slug')
const ask = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()
const mute = { startTimeout: 60_000, command: ['sleep', '300'], ready: output('never printed') }
const test = base
  .extend('gone', { scope: 'file' }, service(slug + '-gone', { command: ['sh', '-c', 'echo no luck; exit 3'], ready: tcp() }))
  .extend('mute', service(slug + '-mute', mute))
  .extend('crashing', { scope: 'file' }, service(slug + '-crashing', journalled(slug + '-crashing')))
  .extend('saying', service(slug + '-saying', {
    command: ['sh', '-c', 'echo ' + slug + ' says why; exec sleep 300'], ready: output('why'),
  }))
describe(slug, () => {
  test('fails of a start', ({ gone }) => note('not', 'reached'))
  test('fails of the same start', ({ gone }) => note('not', 'reached'))
  test('waits in vain', { timeout: 5_000 }, ({ mute }) => note('not', 'reached'))
  test('sees a crash', async ({ crashing }) => {
    process.kill(crashing.pid, 'SIGKILL')
    await expect.poll(() => crashing.running(), { timeout: 30_000 }).toBe(false)
  })
  test('has it again', async ({ crashing }) => {
    expect(await ask(crashing)).toBe(slug + '-crashing')
    expect(crashing.generation).toBe(2)
  })
  test('shows what is said', ({ saying }) => expect(saying.generation).toBe('wrong'))
})
`,
}
