import { once } from 'node:events'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { interleave, timed } from '../interleave.mjs'
import { rawEnd, rawSpawn } from '../raw.mjs'

export const title = 'Many services at once: what each of them costs'

const COUNTS = [1, 10, 50, 100]

export async function measure({ rounds = 5 }) {
  const costs = { start: new Map(), stop: new Map(), memory: new Map() }
  const noted = (subject, run) => async (count, isCounted) => {
    for (const [kind, cost] of Object.entries(await run(count))) {
      const name = `${subject}, ${count}`
      const samples = costs[kind].get(name) ?? []
      costs[kind].set(name, samples)
      if (isCounted) samples.push(cost)
    }
  }
  const subjects = [noted('floor', rawly), noted('vitest-mirakuru', own)]
  await interleave(rounds, [
    {
      subject: '',
      async measure(round) {
        for (const count of COUNTS) for (const run of subjects) await run(count, round >= 0)
      },
    },
  ])
  const [ten, most] = [10, 100].map((count) => `vitest-mirakuru, ${count}`)
  return Object.entries(costs).map(([kind, all]) => ({
    title: `${kind} of one of so many`,
    unit: kind === 'memory' ? 'MB' : 'ms',
    measurements: Array.from(all, ([subject, samples]) => ({
      subject,
      role: subject.startsWith('floor') ? 'more' : 'own',
      samples,
    })),
    target: {
      text: 'no worse than linear',
      // Memory comes in pages and heaps: what is within a tenth of a megabyte is the same.
      holds: ({ median }) => median(most) <= median(ten) * 1.2 + (kind === 'memory' ? 0.1 : 0),
    },
  }))
}

async function own(count) {
  const all = Array.from({ length: count }, () => new SimpleExecutor(['sleep', 600]))
  return cost(
    count,
    () => Promise.all(all.map((one) => one.start())),
    () => Promise.all(all.map((one) => one.stop())),
  )
}

async function rawly(count) {
  let all
  const start = async () => {
    all = Array.from({ length: count }, () => rawSpawn(['sleep', 600]))
    await Promise.all(all.map((child) => once(child, 'spawn')))
  }
  return cost(count, start, () => Promise.all(all.map((child) => rawEnd(child, 'SIGTERM'))))
}

async function cost(count, begin, end) {
  const before = process.memoryUsage().rss
  const start = await timed(begin)
  const memory = (process.memoryUsage().rss - before) / 2 ** 20
  const stop = await timed(end)
  return { start: start / count, stop: stop / count, memory: Math.max(0, memory / count) }
}
