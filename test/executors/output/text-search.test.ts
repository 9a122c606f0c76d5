import { expect, test, vi } from 'vitest'
import { spanOf } from '../../../src/executors/output/span.ts'
import { TextSearch } from '../../../src/executors/output/text-search.ts'

let time = 0

vi.mock(import('../../../src/executors/runtime/clock.ts'), async (original) => ({
  ...(await original()),
  now: () => time,
}))

/** Other programs have the processor for a second whenever it searches. */
class Interrupted extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    time += 1_000
    return super.exec(text)
  }
}

const KIBIBYTE = 'x'.repeat(1_023) + '\n'

test.for(['ready', /ready (?<port>\d+)/])(
  'a flood on a busy machine does not hide %s',
  (pattern) => {
    const search = new TextSearch(new Interrupted(pattern, 'g'), spanOf(pattern))
    const found: string[] = []
    const add = (text: string): void => {
      search.add(text)
      if (search.dueIn === 0) found.push(...(search.search()?.match ?? []).slice(0, 1))
    }
    for (let count = 0; count < 4_096; count++) add(count === 512 ? 'ready 80\n' : KIBIBYTE)
    expect(found[0]).toMatch(/^ready/)
  },
)
