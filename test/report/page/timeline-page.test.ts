import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { timelinePage } from '../../../src/report/page/timeline-page.ts'
import type { Timeline } from '../../../src/report/model/timeline.ts'
import { CHROMIUM, Page } from '../../support/browser.ts'
import { largeTimeline } from '../../support/random-timeline.ts'
import { fileTask, recorded, started, testTask, timelineOf } from '../../support/recorded-run.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const EVIL = `</script><img src=x onerror="document.title='injected'">'&amp;`

/** Two tests of two workers, one of which takes away what the other needs. */
function story(name = 'postgres'): Timeline {
  const id = `${name}#1`
  const postgres = started(id, { created: 100, spawned: 110, ready: 400 })
  const api = started('api#2', { created: 410, spawned: 420, ready: 500, needs: [id] })
  const outage = {
    type: 'outage',
    outage: 'o',
    by: 'test "t"',
    test: 't',
    instances: [id],
  } as const
  const events = [
    ...recorded(
      undefined,
      ...postgres,
      ...api,
      [700, outage],
      [700, { type: 'stopping', instance: id }],
      [710, { type: 'stopped', instance: id }],
      [800, { type: 'starting', instance: id }],
      [880, { type: 'ready', instance: id }],
      [890, { type: 'outage-over', outage: 'o' }],
    ),
    ...recorded(1, [900, { type: 'used', test: 't', instances: [id] }]),
    ...recorded(
      2,
      [891, { type: 'held', test: 'u', since: 720, outages: ['o'] }],
      [1_000, { type: 'used', test: 'u', instances: ['api#2'] }],
    ),
  ]
  const files = [
    fileTask('a', [testTask('t', 450, 900)]),
    fileTask('b', [testTask('u', 720, 1_000), testTask(EVIL, 1_000, 1_050)]),
  ]
  return timelineOf(events, files, { end: 1_100 })
}

async function open(timeline: Timeline): Promise<Page> {
  const path = join(await temporaryDirectory(), 'timeline.html')
  await writeFile(path, timelinePage(timeline))
  const page = await Page.open(pathToFileURL(path).href)
  await expect.poll(() => page.evaluate('document.documentElement.className')).toBe('live')
  return page
}

const KEY = (key: string): string =>
  `document.getElementById('canvas').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}' }))`
const SPOKEN = "document.getElementById('spoken').textContent"

describe('without scripts', () => {
  test('shows the picture and the lists', () => {
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
    const headings = Array.from(page.matchAll(/<h2>(.*?)<\/h2>/g), ([, text]) => text)
    expect(headings).toEqual(['Slowest starts', 'Tests that waited longest', 'Outages'])
  })

  test('needs no network, and takes no name for code', () => {
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
      `${EVIL}: away. 90 ms, from 0.61 s to 0.70 s. taken away by test "t". waited for it: test u`,
    )
    await spoken('ArrowDown')
    await spoken('ArrowDown')
    await spoken('ArrowDown')
    expect(await spoken('ArrowRight')).toBe(
      `test u. passed, 0.28 s, from 0.62 s to 0.90 s. b.test.ts. uses ${EVIL}, api. waited 0.17 s for the outage of test "t"`,
    )
    expect(await page.evaluate('document.images.length')).toBe(0)
    expect(await page.evaluate('document.title')).toBe('Time line of /app')
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

  test('two thousand tests and forty services are drawn within a frame while one zooms', async () => {
    const page = await open(largeTimeline())
    const times = await page.evaluate<number[]>(`(async () => {
      const times = []
      const add = (entries) => times.push(...entries.map((one) => one.duration))
      const observer = new PerformanceObserver((list) => add(list.getEntries()))
      observer.observe({ type: 'measure' })
      const box = canvas.getBoundingClientRect()
      for (let step = 0; step < 60; step++) {
        const at = { clientX: box.left + 400, clientY: box.top + 200 }
        const deltaY = step < 30 ? -40 : 40
        canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true, cancelable: true }))
        await new Promise(requestAnimationFrame)
      }
      add(observer.takeRecords())
      return times
    })()`)
    expect(times.length).toBeGreaterThan(30)
    // Other programs of this machine interrupt some of the frames.
    const usual = times.toSorted((a, b) => a - b)[Math.floor(times.length / 4)]
    expect(usual).toBeLessThan(16)
  })
})
