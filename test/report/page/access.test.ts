import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { timelinePage } from '../../../src/report/page/timeline-page.ts'
import { CHROMIUM, Page, PATIENT } from '../../support/browser.ts'
import { serve } from '../../support/static-server.ts'
import { open, story } from '../../support/timeline-story.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

interface Tree {
  readonly nodes: readonly {
    readonly ignored: boolean
    readonly role?: { readonly value: string }
    readonly name?: { readonly value: string }
  }[]
}

/** What a screen reader finds, as `role: name`. */
async function namesOf(page: Page): Promise<string[]> {
  const { nodes } = await page.call<Tree>('Accessibility.getFullAXTree')
  const shown = nodes.filter(({ ignored }) => !ignored)
  return shown.map(({ role, name }) => `${role?.value}: ${name?.value}`)
}

async function press(page: Page, key: string): Promise<void> {
  const text = key.length === 1 ? { text: key } : {}
  const windowsVirtualKeyCode = { Tab: 9, Enter: 13, Escape: 27 }[key]
  const event = { key, code: key, ...text, windowsVirtualKeyCode }
  await page.call('Input.dispatchKeyEvent', { type: 'keyDown', ...event })
  await page.call('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
}

const FOCUSED = 'document.activeElement.ariaLabel ?? document.activeElement.innerText'
const SPOKEN = "document.getElementById('spoken').textContent"
const PIXELS = "document.getElementById('canvas').toDataURL()"

describe.skipIf(CHROMIUM === '')('in a browser (skipped where there is no Chromium)', () => {
  test('a screen reader finds the lists, and names for all controls', async () => {
    const page = await open(story())
    const names = await namesOf(page)
    expect(
      names.filter((one) => /^(?:searchbox|button|Canvas|application|table)/.test(one)),
    ).toEqual([
      'searchbox: Filter services, files and tests',
      'button: To the first test',
      'button: Zoom in',
      'button: Zoom out',
      'button: All',
      expect.stringMatching(/^application: Timeline\. Arrow keys go from bar to bar, /),
      'table: Slowest starts',
      'table: Tests that waited longest',
      'table: Outages',
    ])
    expect(names).toEqual(
      expect.arrayContaining([
        'heading: Timeline of services and tests',
        'columnheader: Advice',
        'columnheader: Waiting tests',
      ]),
    )
  })

  test('without scripts, the picture is an image with a name', async () => {
    const page = await open(story())
    await page.evaluate("document.documentElement.classList.remove('live')")
    const names = await namesOf(page)
    expect(names.filter((one) => /^(?:image|img|searchbox|application)/.test(one))).toEqual([
      'image: The timeline: services above, workers below. The tables have the same data.',
    ])
  })

  test('keys alone reach the picture, read its bars out, and zoom', async () => {
    const page = await open(story())
    const reached: string[] = []
    for (let times = 0; times < 6; times++) {
      await press(page, 'Tab')
      reached.push(await page.evaluate<string>(FOCUSED))
    }
    expect(reached).toEqual([
      'Filter services, files and tests',
      'To the first test',
      'Zoom in',
      'Zoom out',
      'All',
      expect.stringMatching(/^Timeline\. Arrow keys/),
    ])
    await press(page, 'ArrowRight')
    expect(await page.evaluate(SPOKEN)).toMatch(/^postgres: starts\. /)
    expect(await page.evaluate("document.getElementById('spoken').ariaLive")).toBe('polite')
    for (const key of ['Enter', '0', '+']) {
      const before = await page.evaluate(PIXELS)
      await press(page, key)
      await expect.poll(() => page.evaluate(PIXELS), PATIENT).not.toBe(before)
    }
  })

  test('the page makes no network requests, and could not', async () => {
    const folder = await temporaryDirectory()
    await writeFile(join(folder, 'timeline.html'), timelinePage(story()))
    const asked: string[] = []
    const url = await serve(folder, (path) => asked.push(path))
    const page = await Page.open(`${url}timeline.html`)
    await expect
      .poll(() => page.evaluate('document.documentElement.className'), PATIENT)
      .toBe('live')
    const refused = await page.evaluate<string>(
      `fetch('/other').then(() => 'answered', (error) => error.name)`,
    )
    expect(refused).toBe('TypeError')
    const image =
      'new Promise((ended) => Object.assign(new Image(), { onerror: ended, src: "/image.svg" }))'
    await page.evaluate(`${image}.then(() => true)`)
    expect(asked).toEqual(['/timeline.html'])
  })
})
