import { describe, expect, test } from 'vitest'
import { PatternWatch } from '../../../src/executors/output/pattern-watch.ts'
import { spanOf } from '../../../src/executors/output/span.ts'

const isOfOneLine = (pattern: RegExp): boolean => spanOf(pattern).begin?.('a\nb') === 2

test.each([
  /listening on port (?<port>\d+)/,
  /(?:ready|up) in .*ms$/i,
  /^\[\w+\] http:\/\/[a-z.]+(\/)\1/m,
  /\S+ (?<name>x{2,3}?) \k<name>/,
])('%s cannot match a line break', (pattern) => {
  expect(isOfOneLine(pattern)).toBe(true)
})

test.each([
  /ready\s+now/,
  /a[^]*b/,
  /a[^b]c/,
  /a\Wb/,
  /a\Db/,
  /a\nb/,
  /a.b/s,
  /a\x0Ab/,
  /a\u000Ab/,
  /a\cJb/,
  /a[\t-~]b/,
  new RegExp('a\nb'),
  /a(?=\W)/,
  /a(?!b)/,
  /(?<=a\W)b/,
  /(?<!a)b/,
])('%s can match a line break', (pattern) => {
  expect(isOfOneLine(pattern)).toBe(false)
})

describe('in very many lines', () => {
  const lines = 'one line\n'.repeat(1_000)

  test.each([
    'the needle is here',
    /needle is (?<where>\w+)/,
    /^the needle is here$/m,
    /needle\sis/,
  ])('%s is found in any chunks', (pattern) => {
    const text = `${lines}the needle is here\n${lines}`
    for (let cut = 8_990; cut < 9_030; cut++) {
      const watch = new PatternWatch(pattern, () => {})
      for (const piece of [lines, text.slice(0, cut), text.slice(cut)]) watch.feed(piece, 'stdout')
      watch.end()
      expect(watch.match?.text).toContain('needle is')
    }
  })

  test.each([/^one line\nx/, /^x/])(
    'the beginning of a line is not the beginning of the text: %s',
    (pattern) => {
      const watch = new PatternWatch(pattern, () => {})
      for (const piece of [lines, 'x', '\nx', lines, 'x']) watch.feed(piece, 'stdout')
      watch.end()
      expect(watch.match).toBeUndefined()
    },
  )
})
