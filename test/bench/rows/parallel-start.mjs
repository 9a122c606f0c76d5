import { once } from 'node:events'
import { interleave, timed } from '../interleave.mjs'
import { rawEnd, rawSpawn } from '../raw.mjs'
import { VitestProject } from '../vitest-project.mjs'

export const title = 'Ten independent services of 500 ms, started before the first test'

const SCRIPT = 'sleep 0.5; echo it listens; exec sleep 600'

export async function measure({ rounds = 5 }) {
  const project = new VitestProject(FILES, { globalSetup: './global-setup.js' })
  const own = async () => {
    await project.run()
    return project.samples('eager').at(-1)
  }
  const measurements = await interleave(rounds, [
    { subject: 'floor: spawn ten, and an event', role: 'floor', measure: rawly },
    { subject: 'vitest-mirakuru, eager', role: 'own', measure: own },
  ])
  const target = { text: '575 ms (1.15)', holds: ({ own }) => own.median <= 575 }
  return [{ title: 'until all are ready', unit: 'ms', measurements, target }]
}

async function rawly() {
  let children
  const taken = await timed(async () => {
    children = Array.from({ length: 10 }, () => rawSpawn(['sh', '-c', SCRIPT]))
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  })
  await Promise.all(children.map((child) => rawEnd(child)))
  return taken
}

const FILES = {
  'services.js': `
    import { output, service } from 'vitest-mirakuru'
    export const all = Array.from({ length: 10 }, (_, index) => service(\`api-\${index}\`, {
      command: ['sh', '-c', ${JSON.stringify(SCRIPT)}],
      ready: output('it listens'),
    }))`,
  'global-setup.js': `
    import { appendFileSync } from 'node:fs'
    import { shareServices } from 'vitest-mirakuru/global-setup'
    import { all } from './services.js'
    const share = shareServices(all, { eager: true })
    export default async (project) => {
      const begun = performance.now()
      const end = await share(project)
      appendFileSync('samples', \`eager \${performance.now() - begun}\\n\`)
      return end
    }`,
  'a.test.js': `
    import { test } from 'vitest'
    test('passes', () => {})`,
}
