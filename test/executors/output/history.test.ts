import { describe, expect, test } from 'vitest'
import { History } from '../../../src/executors/output/history.ts'

describe('the kept output', () => {
  test('is the newest, up to the limit', () => {
    const history = new History(5)
    history.add(Buffer.from('abc'), 'stdout')
    expect([history.text('both'), history.dropped]).toEqual(['abc', 0])
    history.add(Buffer.from('def'), 'stderr')
    expect([history.text('both'), history.dropped, history.total]).toEqual(['bcdef', 1, 6])
    expect([history.text('stdout'), history.text('stderr')]).toEqual(['bc', 'def'])
    history.add(Buffer.from('ghijklmn'), 'stdout')
    expect([history.text('both'), history.dropped]).toEqual(['jklmn', 9])
  })

  test('is available from a position, even if that was dropped', () => {
    const history = new History(6)
    history.add(Buffer.from('abcd'), 'stdout')
    const mark = history.total
    history.add(Buffer.from('ef'), 'stderr')
    history.add(Buffer.from('gh'), 'stdout')
    expect(history.text('both', mark)).toBe('efgh')
    expect(history.text('stdout', mark)).toBe('gh')
    expect(history.text('both', 0)).toBe('cdefgh')
    expect(history.text('both', 7)).toBe('h')
    expect(history.text('both', 8)).toBe('')
  })

  test('is right after very many small pieces', () => {
    const history = new History(1_000)
    for (let index = 0; index < 100_000; index++)
      history.add(Buffer.from(String(index % 10)), 'stdout')
    expect(history.text('both')).toBe('0123456789'.repeat(100))
    expect(history.dropped).toBe(99_000)
  })
})
