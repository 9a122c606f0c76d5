import { describe, expect, test } from 'vitest'
import { CHROMIUM, type Page, PATIENT } from '../../support/browser.ts'
import { colorOf, contrast, pixelAt } from '../../support/colors.ts'
import { open, story } from '../../support/timeline-story.ts'

/** A point in the first bar of the story, where postgres starts: its pixels from the top, and its part of the width. */
const FIRST = { y: 30 + 4 + 8, at: 0.25 }
/** A point in the second one, where api starts. */
const SECOND = { y: FIRST.y + 24, at: 0.36 }
const CRITICAL = { y: FIRST.y + 9, at: 0.1 }
const INK_ON = ['preparing', 'starting', 'away', 'crashed', 'passed', 'failed', 'other', 'wait']

async function emulate(page: Page, scheme: string, media = 'screen'): Promise<void> {
  const features = [{ name: 'prefers-color-scheme', value: scheme }]
  await page.call('Emulation.setEmulatedMedia', { media, features })
}

async function resize(page: Page, width: number): Promise<void> {
  const rest = { height: 800, deviceScaleFactor: 1, mobile: false }
  await page.call('Emulation.setDeviceMetricsOverride', { width, ...rest })
}

describe.skipIf(CHROMIUM === '')('in a browser (skipped where there is no Chromium)', () => {
  test('the picture follows a light or dark system, even when that changes', async () => {
    const page = await open(story())
    const starting: string[] = []
    for (const scheme of ['light', 'dark', 'light']) {
      await emulate(page, scheme)
      const color = await colorOf(page, 'starting')
      starting.push(color)
      await expect.poll(() => pixelAt(page, FIRST), PATIENT).toBe(color)
      expect(await pixelAt(page, CRITICAL)).toBe(await colorOf(page, 'critical'))
    }
    expect(starting[0]).not.toBe(starting[1])
    expect(starting[2]).toBe(starting[0])
  })

  test.for(['light', 'dark'])('texts are legible on a %s system', async (scheme) => {
    const page = await open(story())
    await emulate(page, scheme)
    const pairs = [
      ['text', 'card'],
      ['text', 'back'],
      ['text', 'file'],
      ['soft', 'card'],
      ['soft', 'back'],
      ...INK_ON.map((bar) => ['ink', bar]),
    ]
    for (const [text = '', back = ''] of pairs) {
      const found = contrast(await colorOf(page, text), await colorOf(page, back))
      // As WCAG 2 asks of small texts.
      expect(found, `${text} on ${back}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('the page prints black on white, with the picture and the lists, even on a dark system', async () => {
    const page = await open(story())
    await emulate(page, 'dark', 'print')
    const displayOf = (selector: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).display`)
    expect(await displayOf('.live-view')).toBe('none')
    expect(await displayOf('.static')).toBe('block')
    expect(await displayOf('table')).toBe('table')
    const [text, back] = [await colorOf(page, 'text'), '255,255,255']
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    )
    expect(contrast(text, back)).toBeGreaterThanOrEqual(7)
    const { data } = await page.call<{ data: string }>('Page.printToPDF')
    expect(Buffer.from(data, 'base64').toString('latin1')).toMatch(/^%PDF-/)
  })

  test('in a narrow window the names leave room for the bars, and only the lists are wider', async () => {
    const page = await open(story())
    await resize(page, 360)
    await expect.poll(() => pixelAt(page, FIRST), PATIENT).toBe(await colorOf(page, 'starting'))
    expect(await pixelAt(page, { ...CRITICAL, at: 0.02 })).toBe(await colorOf(page, 'critical'))
    const over = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)'
    expect(await page.evaluate(`${over}(document.documentElement)`)).toBe(0)
  })

  test('a test under the cursor highlights its services, and is described', async () => {
    const page = await open(story())
    const before = await pixelAt(page, SECOND)
    expect(before).toBe(await colorOf(page, 'starting'))
    const box = await page.evaluate<{ x: number; y: number; width: number }>(
      "(({ x, y, width }) => ({ x, y, width }))(document.getElementById('canvas').getBoundingClientRect())",
    )
    // The test t of worker 1 uses postgres, and not api.
    const y = box.y + 30 + 2 * 24 + 18 + 5
    const x = box.x + 190 + (box.width - 198) * 0.5
    await page.call('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
    const tip =
      "(document.getElementById('tip').hidden ? '' : document.getElementById('tip').innerText)"
    await expect
      .poll(() => page.evaluate(tip), PATIENT)
      .toMatch(/^test t\npassed, 0\.45 s.*\na\.test\.ts\nuses postgres$/)
    await expect.poll(() => pixelAt(page, SECOND), PATIENT).not.toBe(before)
    expect(await pixelAt(page, FIRST)).toBe(await colorOf(page, 'starting'))
  })
})
