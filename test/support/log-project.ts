import { fileURLToPath } from 'node:url'

const says = fileURLToPath(new URL('../processes/says.mjs', import.meta.url))

/** The files of a project with services that print what they are sent. The one called `shared` is. */
export const TALKING: Readonly<Record<string, string>> = {
  'services.ts': `
    import { output, service, tcp } from 'vitest-mirakuru'
    export const talker = (name) => service(name, {
      command: ({ port }) => [process.execPath, '${says}', port],
      // Else it may say so only while a test runs.
      ready: [tcp(), output('listening\\n')],
    })
    export const shared = talker('shared')
    export const say = (service, text, stream = 'stdout') =>
      fetch('http://127.0.0.1:' + service.port + '/' + stream, { method: 'POST', body: text + '\\n' })
  `,
  'setup.ts': `
    import { shareServices } from 'vitest-mirakuru/global-setup'
    import { shared } from './services'
    export default shareServices([shared])
  `,
}

/** Two concurrent tests that fail when both services have printed something. Needs a fixture `own` of each test. */
export const FAILING_AT_ONCE = `
describe('at once', () => {
  let missing = 2
  let meet
  const both = new Promise((resolve) => (meet = resolve))
  const talk = async (service, text) => {
    await say(service, text)
    if (--missing === 0) meet()
    await both
    // Vitest shows equal errors once.
    throw new Error(text)
  }
  test.concurrent('one', ({ own }) => talk(own, 'from one'))
  test.concurrent('other', ({ own }) => talk(own, 'from the other'))
})
`

/** What Vitest printed of the causes of a test's failures, without what differs from run to run. */
export function causesOf(output: string, test: string): string[] {
  const failures = output.split(/^ FAIL  .* > (.+)$/m)
  return failures.flatMap((text, index) => {
    if (index % 2 === 0 || text !== test) return []
    const shown = failures[index + 1]?.split(/^⎯+/m)[0] ?? ''
    const begin = shown.indexOf('Caused by: ')
    return [begin < 0 ? '' : normalised(shown.slice(begin))]
  })
}

/** What the default reporter prints of the annotation to which the output is attached. */
const ANNOTATION = / ❯ services\n {3}↳ .*\n?/g

export function normalised(text: string): string {
  return text
    .replaceAll(/(?:Caused by: )+/g, 'Caused by: ')
    .replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replaceAll(/run-[\d\-a-f]+/g, 'RUN')
    .replaceAll(/\.\d+\.log/g, '.N.log')
    .replaceAll(/ ❯ .*:\d+:\d+\n/g, '')
    .replaceAll(ANNOTATION, '')
    .trim()
}
