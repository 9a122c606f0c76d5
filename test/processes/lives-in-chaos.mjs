// lives-in-chaos.mjs SEED JOURNAL KIND...: starts services of these kinds, has outages of them, stops them, in an order of the seed.
import { fileURLToPath } from 'node:url'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { randomOf } from './random.mjs'

const [seed, journal, ...kinds] = process.argv.slice(2)
const random = randomOf(Number(seed))
const choose = (choices) => choices[Math.floor(random() * choices.length)]
const script = fileURLToPath(new URL('hard-to-end.sh', import.meta.url))
const executors = []

const acts = {
  async start() {
    const executor = new SimpleExecutor(['/bin/sh', script, choose(kinds), journal], {
      stopTimeout: 100,
    })
    executors.push(executor)
    await executor.start()
  },
  outage: () => choose(executors)?.stopped(() => new Promise((done) => setTimeout(done, 20))),
  stop: () => executors.pop()?.stop({ expectedExitCode: [0, 137, 143] }),
  kill: () => executors.pop()?.kill(),
  spin() {
    const end = performance.now() + 100
    while (performance.now() < end);
  },
  wait: () => new Promise((done) => setTimeout(done, 20)),
}

for (;;) {
  const few = executors.length < 3
  const act = choose(['start', few ? 'start' : 'wait', 'outage', 'stop', 'kill', 'spin', 'wait'])
  // What was killed by somebody else is no failure here.
  await Promise.resolve(acts[act]()).catch(() => {})
}
