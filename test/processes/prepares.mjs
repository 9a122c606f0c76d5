// prepares.mjs ROOT FILL...: prepares a directory in a project by a command that is given it first, and says what is in it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { importSource } from './import-source.mjs'

const { preparedDriver } = await importSource('fixtures/prepare/command-preparation')
const [root, node, program, ...args] = process.argv.slice(2)
const dir = mkdtempSync(join(root, 'copy-'))
const service = {
  name: 'probe',
  spec: { prepare: (at) => [node, program, at.dir, ...args] },
  at: { dir },
  drawn: [],
  root,
  cwd: root,
  log: { note() {}, follow() {} },
  environment: (env) => env,
  failure: (_kind, summary) => new Error(summary),
}
const driver = preparedDriver({ start: async () => undefined }, service)
await driver.start({ over: new AbortController().signal })
console.log(
  JSON.stringify({
    files: readdirSync(dir, { recursive: true }).toSorted((a, b) => a.localeCompare(b)),
    text: readFileSync(join(dir, 'data/file'), 'utf8'),
  }),
)
rmSync(dir, { recursive: true })
