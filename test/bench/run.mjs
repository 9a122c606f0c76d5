/**
 * `npm run bench -- [ROW...] [--rounds N]`: measures the built package beside its peers, prints a table,
 * and writes all samples to test/bench/results.json.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, release, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { skipped } from './peers.mjs'
import { concluded, table } from './report.mjs'

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string' }, json: { type: 'string' } },
  allowPositionals: true,
})
const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const known = readdirSync(path('rows')).map((name) => name.replace('.mjs', ''))
const wanted = positionals.length > 0 ? positionals : known
for (const name of wanted) {
  if (known.includes(name)) continue
  console.error(`There is no row ${name}: it knows ${known.join(', ')}`)
  process.exit(2)
}
if (!existsSync(path('../../dist/index.js'))) throw new Error('npm run build first')

const options = values.rounds === undefined ? {} : { rounds: Number(values.rounds) }
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, ${type()} ${release()}, Node ${process.versions.node}`
console.log(`${machine}\n`)
const rows = []
for (const name of wanted) {
  const { title, measure } = await import(`./rows/${name}.mjs`)
  console.log(`${title} (${name})`)
  const groups = (await measure(options)).map(concluded)
  for (const group of groups) console.log(table(group))
  rows.push({ name, title, groups })
}
for (const [name, why] of skipped) console.log(`Without ${name}: ${why}`)
const file = values.json ?? path('results.json')
writeFileSync(file, `${JSON.stringify({ machine, at: new Date(), rows }, undefined, 2)}\n`)
console.log(`All samples: ${file}`)
