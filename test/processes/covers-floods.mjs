// covers-floods.mjs PROVIDER: prints by how many megabytes the coverage of a service raises the peak of this process
// above its idle size: of a service with many Node processes, one of which has written without an end.
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { importSource } from './import-source.mjs'
import { printPeak } from './peak-memory.mjs'

const { collectCoverage } = await importSource('fixtures/code/coverage/collection')
const { coverageTool } = await importSource('fixtures/code/coverage/coverage-tool')
const [provider] = process.argv.slice(2)
const PROCESSES = 200
const FUNCTIONS = 300

const root = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'covered-'))
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }))
// The provider is looked up there.
fs.symlinkSync(
  fileURLToPath(new URL('../../node_modules', import.meta.url)),
  join(root, 'node_modules'),
)
fs.mkdirSync(join(root, 'src'))
const functions = Array.from(
  { length: FUNCTIONS },
  (_, index) =>
    `export function f${index}(a) {\n  if (a) return ${index}\n  return 'no'\n}\nf${index}(1)\n`,
)
fs.writeFileSync(join(root, 'src/app.mjs'), functions.join(''))

const coverage = { enabled: true, provider, include: ['src/**'], reporter: [] }
const vitest = await createVitest('test', { root, watch: false, config: false, coverage })
await vitest.enableCoverage()
const collection = collectCoverage(vitest, vitest.coverageProvider)
collection.join()
try {
  await printPeak(async (isReal) => {
    const folder = written('api')
    if (isReal) flood(folder)
    const map = await vitest.coverageProvider.generateCoverage({})
    if (!map.files().some((file) => file.endsWith('src/app.mjs'))) throw new Error('no coverage')
  })
} finally {
  collection.leave()
  await vitest.close()
}

/** The folder of a service that one process has written to. */
function written(name) {
  const { nodeOption, variables } = coverageTool(name, collection.folder, {})
  const env = { ...process.env, ...variables, NODE_OPTIONS: nodeOption }
  execFileSync(process.execPath, [join(root, 'src/app.mjs')], { env })
  return join(collection.folder, name)
}

function flood(folder) {
  const names = fs.readdirSync(folder)
  for (const name of names.filter((one) => !one.startsWith('code-'))) {
    for (let pid = 1; pid <= PROCESSES; pid++) {
      fs.copyFileSync(
        join(folder, name),
        join(folder, name.replace(/^(coverage-)?\d+/, `$1${1e7 + pid}`)),
      )
    }
  }
  const endless = join(folder, 'coverage-10000000-1-0.json')
  fs.writeFileSync(endless, `{"result":[]${' '.repeat(2 ** 20)}}`)
  fs.truncateSync(endless, 100 * 2 ** 20)
}
