import CLIENT from '#timeline-client'
import type { Timeline } from '../model/timeline.ts'
import { escape, inScript } from './escape.ts'
import { DATA, type PageData } from './page-data.ts'
import { countSentence, criticalSentence } from './sentences.ts'
import { staticPicture } from './static-picture.ts'
import { STYLE } from './style.ts'
import { tables } from './tables.ts'
import { tracksOf } from './tracks.ts'
import { duration } from './times.ts'

const LEGEND = [
  ['waiting', 'waits for its dependencies'],
  ['preparing', 'prepares'],
  ['starting', 'starts'],
  ['idle', 'ready'],
  ['used', 'in use'],
  ['away', 'away: stopped or paused by a test'],
  ['crashed', 'crashed'],
  ['stopping', 'stops'],
  ['passed', 'test'],
  ['failed', 'failed test'],
  ['wait', 'test waits'],
  ['line', 'critical path to the first test'],
] as const

const TOOLS = `<div class="tools">
<input id="filter" type="search" placeholder="Filter services, files and tests" aria-label="Filter services, files and tests">
<span id="found" class="soft" role="status"></span>
<span id="buttons"><button value="first">To the first test</button><button value="closer" aria-label="Zoom in">+</button><button value="farther" aria-label="Zoom out">−</button><button value="all">All</button></span>
</div>`

/** One file with all that it needs. */
export function timelinePage(timeline: Timeline): string {
  const tracks = tracksOf(timeline)
  const data: PageData = { timeline, tracks }
  const story = criticalSentence(timeline)
  const legend = LEGEND.map(([name, text]) => `<li><i class="${name}"></i>${text}</li>`)
  const when = new Date(timeline.begunAt).toISOString().replace('T', ' ').slice(0, 19)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Timeline of ${escape(timeline.title)}</title>
<style>${STYLE}</style>
<main>
<header>
<h1>Timeline of services and tests</h1>
<p class="soft">${escape(timeline.title)} · ${when} UTC · ${duration(timeline.duration)} · ${countSentence(timeline)}</p>
${story === undefined ? '' : `<p class="story">${escape(story)}</p>`}
</header>
<ul class="legend">${legend.join('')}</ul>
<div class="card live-view">${TOOLS}
<div id="viewport"><div><canvas id="canvas" tabindex="0" role="application" aria-label="Timeline. Arrow keys go from bar to bar, plus and minus zoom, 0 shows all, Enter highlights a bar, Escape clears the highlight." aria-describedby="spoken"></canvas></div></div>
<p class="soft help">Ctrl and wheel zoom, Shift and wheel or dragging move, a click keeps the highlight, a double click zooms in.</p>
<div id="spoken" class="spoken" aria-live="polite"></div></div>
<figure class="card static">${staticPicture(timeline, tracks)}</figure>
${tables(timeline)}
</main>
<div id="tip" hidden></div>
<script type="application/json" id="${DATA}">${inScript(data)}</script>
<script>${CLIENT.replaceAll('</', String.raw`<\/`)}</script>
</html>
`
}
