import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Installation, REPOSITORY_BUILD } from './installation.ts'
import { pathsOfServices, spansIn } from './spans.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { runWithTimeline, spansOf, tracksOf } from './timeline-project.ts'
import { overlapping } from './trace-rules.ts'
import { IMPORTS } from './vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const shared = service('shared', { ...journalled('shared'), prepare: 'true' })
export const own = service('own', ({ shared }) =>
  journalled('own', { env: { SHARED: shared.url }, onCrash: 'ignore' }))
export const broken = service('broken', { command: 'exit 3', shell: true, ready: () => false })
export const traced = service('traced', journalled('traced', { env: { TRACEPARENT: 'of the user' } }))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { shared } from './services'
export default shareServices([shared])
`
const SPEC = `${IMPORTS}
import { broken, own, shared, traced } from './services'
const test = base
  .extend('shared', { scope: 'file' }, shared)
  .extend('own', { scope: 'file' }, own)
  .extend('traced', traced)
  .extend('broken', broken)

test('starts', async ({ shared, own }) => {
  for (const { name, env } of [shared, own]) note('env', name, env.TRACEPARENT)
})
test('has outages', async ({ shared, own }) => {
  await own.stopped(() => {})
  await own.paused(() => {})
  await shared.restart()
})
test('loses it', async ({ own }) => {
  process.kill(own.pid, 'SIGKILL')
  await expect.poll(() => own.running()).toBe(false)
})
test.fails('does not start', ({ broken }) => {})
test('has a trace of its own', ({ traced }) => note('env traced', traced.env.TRACEPARENT))
`

/** A shared service and those of a file, with a restart, outages, a crash, and a start that fails. */
export const FILES: Readonly<Record<string, string>> = {
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'traced.spec.ts': SPEC,
}

export const CONFIG: Readonly<Record<string, unknown>> = { globalSetup: './setup.ts' }

/** With the SDK of OpenTelemetry, which writes its spans to $SPANS. */
export function traced({ programs } = REPOSITORY_BUILD): Record<string, unknown> {
  const sdkPath = join(programs, 'open-telemetry.mjs')
  return { ...CONFIG, experimental: { openTelemetry: { enabled: true, sdkPath } } }
}

/** The spans of a run of these files, after the test that each is within. */
export const SPANS_OF_SERVICES: readonly string[] = [
  'does not start > broken: start failed',
  'does not start > own: start',
  'does not start > own: start > own: check (passed)',
  'has a trace of its own > traced: start',
  'has a trace of its own > traced: start > traced: check (passed)',
  'has a trace of its own > traced: stop',
  'has outages > own: crash failed',
  'has outages > own: outage',
  'has outages > own: outage',
  'has outages > own: outage > own: start',
  'has outages > own: outage > own: start > own: check (passed)',
  'has outages > own: outage > own: stop',
  'has outages > shared: outage',
  'has outages > shared: outage > shared: start',
  'has outages > shared: outage > shared: start > shared: check (passed)',
  'has outages > shared: outage > shared: stop',
  'starts > own: start',
  'starts > own: start > own: check (passed)',
  'starts > own: stop',
  'starts > shared: start',
  'starts > shared: start > shared: check (passed)',
  'starts > shared: start > shared: prepare',
  'starts > shared: stop',
]

/** Runs these files once, and expects what a run shows: spans, the timeline, the trace and the summary. */
export async function showsSpansAndTimeLine(
  installation: Installation = REPOSITORY_BUILD,
): Promise<void> {
  const SPANS = join(await temporaryDirectory(), 'spans')
  const env = { SPANS, VITEST_MIRAKURU_TIMELINE: '1' }
  const run = await runWithTimeline(FILES, { config: traced(installation), installation, env })
  expect(run.exitCode, run.output).toBe(0)
  expect(pathsOfServices(spansIn(await readFile(SPANS, 'utf8')))).toEqual(SPANS_OF_SERVICES)

  expect(run.told).toContain('The timeline of the services: logs/RUN/timeline.html\n')
  const { trace } = run
  expect(tracksOf(trace).toSorted()).toEqual([
    'broken (worker 1)',
    'own (worker 1)',
    'shared (shared)',
    'traced (worker 1)',
    'worker 1',
  ])
  expect(overlapping(trace)).toEqual([])
  expect(spansOf(trace, 'worker 1')).toEqual([
    'traced.spec.ts',
    'starts',
    'has outages',
    'loses it',
    'does not start',
    'has a trace of its own',
  ])
  expect(spansOf(trace, 'shared (shared)')).toEqual(
    expect.arrayContaining(['preparing', 'starting', 'used', 'away', 'stopping']),
  )
  expect(run.timeline.outages.map(({ by }) => by)).toEqual([
    '"has outages"',
    '"has outages"',
    'test "has outages" of traced.spec.ts',
  ])
  expect(run.page).toContain('<h2>Slowest starts</h2>')
  expect(run.summary).toMatch(
    /## Services of the tests\n[^]*```mermaid\ngantt\n[^]*section shared\n/,
  )
}
