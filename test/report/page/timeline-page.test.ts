import { describe, expect, test } from 'vitest'
import { timelinePage } from '../../../src/report/page/timeline-page.ts'
import { CHROMIUM } from '../../support/browser.ts'
import { largeTimeline } from '../../support/random-timeline.ts'
import { EVIL, open, story } from '../../support/timeline-story.ts'

interface Metrics {
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
}

const KEY = (key: string): string =>
  `document.getElementById('canvas').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}' }))`
const SPOKEN = "document.getElementById('spoken').textContent"

describe('without scripts', () => {
  test('the page shows the picture and the lists', () => {
    const page = timelinePage(story())
    const titles = Array.from(page.matchAll(/<rect class="(\w+)"[^>]*><title>([^<]*)</g), (found) =>
      found.slice(1),
    )
    expect(titles).toEqual([
      ['starting', 'postgres: starting, 0.30 s'],
      ['idle', 'postgres: idle, 50 ms'],
      ['used', 'postgres: used, 0.25 s'],
      ['stopping', 'postgres: stopping, 10 ms'],
      ['away', 'postgres: away, 90 ms'],
      ['starting', 'postgres: starting, 80 ms'],
      ['used', 'postgres: used, 0.12 s'],
      ['idle', 'postgres: idle, 0.10 s'],
      ['waiting', 'api: waiting, 0.31 s'],
      ['starting', 'api: starting, 90 ms'],
      ['idle', 'api: idle, 0.22 s'],
      ['used', 'api: used, 0.28 s'],
      ['idle', 'api: idle, 0.10 s'],
      ['file', 'a.test.ts, 0.45 s'],
      ['passed', 'test t, 0.45 s'],
      ['file', 'b.test.ts, 0.33 s'],
      ['passed', 'test u, 0.28 s'],
      ['wait', 'test u waits, 0.17 s'],
      ['passed', expect.stringContaining('&lt;/script&gt;')],
    ])
    expect(/<p class="story">(.*)<\/p>/.exec(page)?.[1]).toBe(
      'postgres 0.30 s: the first test had its services after 0.30 s.',
    )
    const texts = Array.from(
      page.matchAll(/<text class="in-\w+"[^>]*>([^<]*)</g),
      ([, text]) => text,
    )
    expect(texts.slice(0, -1).join(', ')).toBe(
      'starts, away, starts, starts, a.test.ts, test t, b.test.ts, test u',
    )
    const headings = Array.from(page.matchAll(/<h2>(.*?)<\/h2>/g), ([, text]) => text)
    expect(headings).toEqual(['Slowest starts', 'Tests that waited longest', 'Outages'])
  })

  test('the page needs no network, and runs no name as code', () => {
    const page = timelinePage(story(EVIL))
    expect(/\b(?:src|href)=["']?http|@import|url\(|<img/.exec(page)?.[0]).toBeUndefined()
    expect(page.match(/<\/script/g)).toHaveLength(2)
  })
})

describe.skipIf(CHROMIUM === '')('in a browser (skipped where there is no Chromium)', () => {
  test('arrow keys go from bar to bar and read them out; nothing is injected', async () => {
    const page = await open(story(EVIL))
    const spoken = async (key: string): Promise<string> => page.evaluate(`${KEY(key)}, ${SPOKEN}`)
    expect(await spoken('ArrowRight')).toBe(
      `${EVIL}: starts. 0.30 s, from 0 ms to 0.30 s. until spawned: 10 ms. passed: 0.29 s`,
    )
    for (let times = 0; times < 3; times++) await spoken('ArrowRight')
    expect(await spoken('ArrowRight')).toBe(
      `${EVIL}: away. 90 ms, from 0.61 s to 0.70 s. stopped or paused by test "t". waiting tests: test u`,
    )
    await spoken('ArrowDown')
    await spoken('ArrowDown')
    await spoken('ArrowDown')
    expect(await spoken('ArrowRight')).toBe(
      `test u. passed, 0.28 s, from 0.62 s to 0.90 s. b.test.ts. uses ${EVIL}, api. waited 0.17 s for the outage of test "t"`,
    )
    expect(await page.evaluate('document.images.length')).toBe(0)
    expect(await page.evaluate('document.title')).toBe('Timeline of /app')
  })

  test('the filter finds tests and services', async () => {
    const page = await open(largeTimeline({ tests: 200 }))
    const found = (text: string): Promise<string> =>
      page.evaluate(
        `(filter.value = ${JSON.stringify(text)}, filter.dispatchEvent(new Event('input')), found.textContent)`,
      )
    expect(await found('service-39')).toBe('1 found')
    expect(await found('file-3.test.ts')).toBe('20 found')
    expect(await found('nobody')).toBe('0 found')
    expect(await found('')).toBe('')
  })

  test('two thousand tests and forty services take less than a frame to zoom and point', async () => {
    const page = await open(largeTimeline())
    // Time on a processor, not on the clock: other programs of this machine take their part of that.
    await page.call('Performance.enable')
    const worked = async (): Promise<number> => {
      const { metrics } = await page.call<Metrics>('Performance.getMetrics')
      return 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN)
    }
    const before = await worked()
    const steps = 60
    const drawn = await page.evaluate<number>(`(async () => {
      let drawn = 0
      const { fillRect } = CanvasRenderingContext2D.prototype
      CanvasRenderingContext2D.prototype.fillRect = function (...box) { drawn++; fillRect.apply(this, box) }
      const box = canvas.getBoundingClientRect()
      for (let step = 0; step < ${steps}; step++) {
        const at = { clientX: box.left + 300 + step * 5, clientY: box.top + 40 + step * 5 }
        const deltaY = step < ${steps / 2} ? -40 : 40
        canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true, cancelable: true }))
        canvas.dispatchEvent(new PointerEvent('pointermove', at))
        await new Promise(requestAnimationFrame)
      }
      return drawn
    })()`)
    expect(drawn / steps).toBeGreaterThan(100)
    expect((await worked()) - before).toBeLessThan(steps * 16)
  })
})
