import type { Timeline } from '../model/timeline.ts'
import { duration } from './duration.ts'
import { escape } from './escape.ts'
import { countSentence, criticalSentence } from './sentences.ts'
import { staticPicture } from './static-picture.ts'
import { STYLE } from './style.ts'
import { tables } from './tables.ts'
import { tracksOf } from './tracks.ts'

const LEGEND = [
  ['waiting', 'waits for what it depends on'],
  ['starting', 'starts'],
  ['idle', 'ready'],
  ['used', 'in use'],
  ['away', 'away: stopped or paused by a test'],
  ['crashed', 'crashed'],
  ['stopping', 'stops'],
  ['passed', 'test'],
  ['failed', 'failed test'],
  ['wait', 'test waits'],
] as const

/** One file with all that it needs. */
export function timelinePage(timeline: Timeline): string {
  const tracks = tracksOf(timeline)
  const story = criticalSentence(timeline)
  const legend = LEGEND.map(([name, text]) => `<li><i class="${name}"></i>${text}</li>`)
  const when = new Date(timeline.begunAt).toISOString().replace('T', ' ').slice(0, 19)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Time line of ${escape(timeline.title)}</title>
<style>${STYLE}</style>
<main>
<header>
<h1>Time line of services and tests</h1>
<p class="soft">${escape(timeline.title)} · ${when} UTC · ${duration(timeline.duration)} · ${countSentence(timeline)}</p>
${story === undefined ? '' : `<p class="story">${escape(story)}</p>`}
</header>
<ul class="legend">${legend.join('')}</ul>
<figure class="card" style="margin:0">${staticPicture(timeline, tracks)}</figure>
${tables(timeline)}
</main>
</html>
`
}
