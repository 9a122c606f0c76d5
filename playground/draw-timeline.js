// Draws timeline.svg, the picture of the README, from a run of the tests: `node draw-timeline.js`
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const logs = mkdtempSync(join(tmpdir(), 'timeline-'))
const env = { ...process.env, VITEST_MIRAKURU_LOG_DIR: logs }
spawnSync('npx', ['vitest', 'run', 'outages', 'orders', 'mails', 'restarts'], {
  env,
  stdio: 'inherit',
})
const [run = ''] = readdirSync(logs)
const page = readFileSync(join(logs, run, 'timeline.html'), 'utf8')
rmSync(logs, { recursive: true })

const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
const [, attributes = '', picture = ''] = /<svg (viewBox[^>]*)>(.*)<\/svg>/s.exec(page) ?? []
const padded = attributes.replace(
  /viewBox="0 0 (\d+) (\d+)"/,
  (_, width, height) => `viewBox="-16 -8 ${Number(width) + 32} ${Number(height) + 20}"`,
)
const back = '<rect x="-16" y="-8" width="100%" height="100%" fill="var(--card)"/>'
writeFileSync(
  new URL('timeline.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" ${padded}><style>${style}</style>${back}${picture}</svg>\n`,
)
