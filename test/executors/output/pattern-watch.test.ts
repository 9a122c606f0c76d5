import { describe, expect, test } from 'vitest'
import { PatternWatch, type PatternMatch } from '../../../src/executors/output/pattern-watch.ts'

function fed(pattern: string | RegExp, chunks: Iterable<string>): PatternMatch | undefined {
  const watch = new PatternWatch(pattern, () => {})
  for (const chunk of chunks) watch.feed(chunk, 'stdout')
  watch.end()
  return watch.match
}

test('a match at the end of a chunk is extended by the next chunk', async () => {
  const port = /port (?<port>\d+)/
  expect(fed(port, ['on port 80', '80\n'])?.groups).toEqual({ port: '8080' })
  const watch = new PatternWatch(port, () => {})
  watch.feed('on port 80', 'stdout')
  expect(watch.match).toBeUndefined()
  expect(await watch.matched(new AbortController().signal)).toMatchObject({ text: 'port 80' })
})

test('a match at the end of the output is found although the search had to wait', async () => {
  const watch = new PatternWatch(/guard (?<pid>\d+)\n/, () => {})
  // A search that takes a while is not made again at once.
  watch.feed('x'.repeat(1_000_000), 'stdout')
  watch.feed('guard 12\n', 'stdout')
  expect(watch.match).toBeUndefined()
  const { groups } = await watch.matched(AbortSignal.timeout(20_000))
  expect(groups).toEqual({ pid: '12' })
})

describe('any chunking', () => {
  const text = `noise\n\u001B[1;32mready\u001B[0m on \u001B[36mport\u001B[39m 8080\n`

  test.each(Array.from({ length: text.length }, (_, index) => index + 1))(
    'of %i characters',
    (size) => {
      const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      expect(fed(/ready on port (?<port>\d{4})/, chunks)?.groups).toEqual({ port: '8080' })
    },
  )
})

describe('^', () => {
  test('is the beginning of all output, not of the kept output', () => {
    const noise = Array.from({ length: 100 }, () => 'x'.repeat(8_000))
    expect(fed(/^ready/, [...noise, 'ready'])).toBeUndefined()
    expect(fed(/^ready/, [...noise, '\nready'])).toBeUndefined()
    expect(fed(/^ready/m, [...noise, '\nready'])).toBeDefined()
    expect(fed(/^ready/, ['re', 'ady'])).toBeDefined()
  })
})

test('a match may begin far back', () => {
  const chunks = ['begin', ...Array.from({ length: 100 }, () => '.'.repeat(100)), 'end']
  expect(fed(/begin\.*end/, chunks)?.text).toHaveLength(10_008)
})

test('an escape character outside a control sequence does not hold text back forever', () => {
  expect(fed('ready', ['\u001B]', 'x'.repeat(3_000), ' ready'])).toBeDefined()
})

test('10 MB in small chunks are searched in about one pass', () => {
  const before = process.cpuUsage()
  const chunks = Array.from({ length: 10_000 }, () => `${'x'.repeat(999)}\n`)
  expect(fed('ready', [...chunks, 'ready'])).toBeDefined()
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000)
})

test('the first match is kept and ends the watch', () => {
  let disposed = 0
  const watch = new PatternWatch(/\d/, () => disposed++)
  watch.feed('a1b2', 'stdout')
  watch.feed('3', 'stderr')
  expect([watch.match?.text, disposed]).toEqual(['1', 1])
})

describe('an expression', () => {
  test('may match across all kept output, in any chunks', () => {
    const between = Array.from({ length: 1_000 }, () => `${'.'.repeat(1_000)}\n`)
    expect(fed(/begin[^]*end/, ['begin', ...between, 'end'])?.text).toHaveLength(1_001_008)
  })

  test('does not match at the end of the output if more output changes the match', async () => {
    const watch = new PatternWatch(/server$/, () => {})
    watch.feed('server', 'stdout')
    watch.feed('s are down', 'stdout')
    watch.end()
    expect(watch.match).toBeUndefined()
  })

  test('with a growing match is found while it grows', async () => {
    const watch = new PatternWatch(/ready[^]*/, () => {})
    const found = watch.matched(new AbortController().signal)
    watch.feed('ready', 'stdout')
    const going = setInterval(() => watch.feed('.', 'stdout'), 5)
    expect((await found).text).toMatch(/^ready\.*$/)
    clearInterval(going)
  })

  test.each([
    ['of one line', 'x'.repeat(1_024 * 64)],
    ['of many lines', 'GET /a b c d\n'.repeat(5_000)],
  ])('that never matches blocks nothing in a flood %s', async (_name, piece) => {
    const watch = new PatternWatch(/G?x?[^]*?never/, () => {})
    let longest = 0
    for (let index = 0; index < 300; index++) {
      const begun = performance.now()
      watch.feed(piece, 'stdout')
      longest = Math.max(longest, performance.now() - begun)
      await new Promise((resolve) => setImmediate(resolve))
    }
    // A search has a bound of 200 ms, on a machine that does other things, too.
    expect(longest).toBeLessThan(2_000)
    watch[Symbol.dispose]()
  })

  test('that takes too long is searched for in the newest output', async () => {
    const watch = new PatternWatch(/GET[^]*? is ready/, () => {})
    const found = watch.matched(new AbortController().signal)
    for (let index = 0; index < 40; index++) watch.feed('GET /a b c d\n'.repeat(5_000), 'stdout')
    watch.feed('it is ready\n', 'stdout')
    expect((await found).text).toMatch(/^GET[^]* is ready$/)
  })
})

describe('a link (OSC 8)', () => {
  const link =
    'Local: \u001B]8;;http://host/a_(b)\u001B\\http://localhost:3000/\u001B]8;;\u001B\\ up\n'

  test.each(Array.from({ length: link.length }, (_, index) => index + 1))(
    'in pieces of %i characters shows what a terminal would',
    (size) => {
      const pieces = link.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      expect(fed(/Local: (?<url>\S+) up/, pieces)?.groups).toEqual({
        url: 'http://localhost:3000/',
      })
    },
  )
})

test('an unterminated control string does not hold text back for long', async () => {
  const watch = new PatternWatch('ready', () => {})
  watch.feed('\u001B]\nready\n', 'stdout')
  expect(watch.match).toBeUndefined()
  expect(await watch.matched(new AbortController().signal)).toMatchObject({ text: 'ready' })
})
