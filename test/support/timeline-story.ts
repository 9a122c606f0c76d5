import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { timelinePage } from '../../src/report/page/timeline-page.ts'
import type { Timeline } from '../../src/report/model/timeline.ts'
import { Page, PATIENT } from './browser.ts'
import { fileTask, recorded, started, testTask, timelineOf } from './recorded-run.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A name that would be code if it were not escaped. */
export const EVIL = `</script><img src=x onerror="document.title='injected'">'&amp;`

/** Two tests of two workers, one of which takes away what the other needs. */
export function story(name = 'postgres'): Timeline {
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

/** Opens the page of a timeline, and waits for its script. */
export async function open(timeline: Timeline): Promise<Page> {
  const path = join(await temporaryDirectory(), 'timeline.html')
  await writeFile(path, timelinePage(timeline))
  const page = await Page.open(pathToFileURL(path).href)
  await expect.poll(() => page.evaluate('document.documentElement.className'), PATIENT).toBe('live')
  return page
}
