import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { interleave } from '../interleave.mjs'
import { programPath } from '../programs.mjs'
import { scratchPath } from '../scratch.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'Import of the package'

const run = promisify(execFile)

export async function measure({ rounds = 15 }) {
  const empty = scratchPath('empty.mjs')
  writeFileSync(empty, '')
  const fresh = await interleave(rounds, [
    subject('floor: an empty module', 'floor', empty),
    subject('vitest-mirakuru', 'own', 'vitest-mirakuru', 'vitest'),
    subject('vitest-mirakuru/executors', 'own', 'vitest-mirakuru/executors'),
    subject('get-port', 'peer', 'get-port'),
  ])
  const target = { text: '5 ms', holds: ({ own }) => own.median <= 5 }
  return [
    {
      title: 'in a fresh process, where vitest is loaded',
      unit: 'ms',
      measurements: fresh,
      target,
    },
    { title: 'in an isolated test file', unit: 'ms', measurements: await inFiles(rounds), target },
  ]
}

const subject = (name, role, module, before = '') => ({
  subject: name,
  role,
  measure: async () =>
    Number((await run(process.execPath, [programPath('import.mjs'), module, before])).stdout),
})

async function inFiles(rounds) {
  const modules = ['vitest-mirakuru', 'empty']
  const files = perFile(rounds * 2, (index) => {
    const name = modules[index % 2]
    return `import { appendFileSync } from 'node:fs'
      import { test } from 'vitest'
      const begun = performance.now()
      await import('${name}')
      const taken = performance.now() - begun
      test('imports', () => appendFileSync('samples', \`${name} \${taken}\\n\`))`
  })
  const project = new VitestProject(files, { maxWorkers: 1 })
  for (const [name, text] of [
    ['package.json', '{ "name": "empty", "type": "module", "exports": "./index.js" }'],
    ['index.js', ''],
  ]) {
    project.write(join('node_modules/empty', name), text)
  }
  await project.run()
  return [
    { subject: 'floor: an empty module', role: 'floor', samples: project.samples('empty') },
    { subject: 'vitest-mirakuru', role: 'own', samples: project.samples('vitest-mirakuru') },
  ]
}
