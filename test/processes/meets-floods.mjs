// meets-floods.mjs KIND: prints by how many megabytes a flood raises the peak of this process above its idle size.
import { createServer } from 'node:http'
import { HTTPExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { printPeak } from './peak-memory.mjs'

const lines = (size) => `yes ${'x'.repeat(99)} | head -c ${size}M`
const endless = (size) => `head -c ${size}M /dev/zero | tr '\\0' x`
const never = 'it never comes'

const kinds = {
  lines: (size) => flood(lines(size)),
  text: (size) => flood(lines(size), { pattern: never }),
  expression: (size) => flood(lines(size), { pattern: /listening on (?<port>\d+)/ }),
  'expression over lines': (size) => flood(lines(size), { pattern: /listening\s+on/ }),
  'slow expression': (size) => flood(lines(size), { pattern: /(x+x+)+y/ }),
  'one line': (size) => flood(endless(size), { pattern: never }),
  'both streams': (size) =>
    flood(`${lines(size / 2)} >&2 & ${lines(size / 2)}; wait`, { pattern: never }),
  'no characters': (size) => flood(`head -c ${size / 2}M /dev/urandom`, { pattern: never }),
  'ten at once': (size) =>
    Promise.all(
      Array.from({ length: 10 }, () => flood(lines(Math.ceil(size / 10)), { pattern: never })),
    ),
  polled: (size) => flood(lines(size), { isPolled: true }),
  'an answer without an end': answer,
}

async function flood(script, { pattern, isPolled } = {}) {
  const command = ['sh', '-c', `sleep 0.2; ${script}; echo; echo THE END; exec sleep 600`]
  const executor = new SimpleExecutor(command)
  await executor.start()
  if (pattern) executor.output.waitFor(pattern).catch(() => {})
  const end = executor.output.waitFor('\nTHE END\n')
  if (isPolled) {
    while (!executor.output.text().endsWith('THE END\n')) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
    }
  }
  await end
  await executor.stop()
}

async function answer(size) {
  const chunk = 'x'.repeat(100_000)
  const server = createServer((_, response) => {
    response.statusCode = 503
    const more = () => response.destroyed || response.write(chunk, more)
    more()
  })
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${server.address().port}/`
  class Asks extends HTTPExecutor {
    preStartCheck = async () => false
  }
  const options = { url, method: 'GET', startTimeout: size * 20 }
  await new Asks('sleep 600', options).start().catch(() => {})
  server.close()
  server.closeAllConnections()
}

const run = kinds[process.argv[2]]
await printPeak((isReal) => run(isReal ? 100 : 1))
