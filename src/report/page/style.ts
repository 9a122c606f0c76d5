/** Colours by phase, light and dark. They differ in lightness, too, for people with colour blindness. */
export const STYLE: string = `
:root { color-scheme: light dark;
  --back: #fbfbfc; --card: #ffffff; --text: #1d2330; --soft: #626b7d; --line: #e3e6ec;
  --waiting: #c3c9d4; --preparing: #53b3cb; --starting: #f0a63a; --idle: #afdfca; --used: #1f9d6b; --away: #8f74dc;
  --crashed: #e5554f; --stopping: #9a9084; --file: #dbe2ee; --passed: #5b86e5; --failed: #e5554f;
  --other: #9aa3b2; --wait: #f6c97f; --critical: #c2410c; --ink: #11151c; }
@media screen and (prefers-color-scheme: dark) { :root {
  --back: #14171d; --card: #1b1f27; --text: #e6e9ef; --soft: #98a1b3; --line: #2d333e;
  --waiting: #4b5465; --preparing: #3f9db5; --starting: #d98e20; --idle: #28543f; --used: #37bd86; --away: #9c83ea;
  --crashed: #ef5a5a; --stopping: #7d7468; --file: #303949; --passed: #6f97ee; --failed: #ef5a5a;
  --other: #7f889b; --wait: #a9772a; --critical: #fb923c; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif }
main { max-width: 1440px; margin: 0 auto; padding: 24px }
h1 { font-size: 20px; margin: 0 0 2px } h2 { font-size: 15px; margin: 28px 0 8px }
p { margin: 4px 0 } .soft, small, .place, .time { color: var(--soft) }
.story { font-size: 15px; margin: 10px 0 14px }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px }
.wide { overflow-x: auto }
td .time { white-space: nowrap } b, small { unicode-bidi: isolate }
@media screen { .wide table { min-width: 760px } }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600; color: var(--soft) }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top }
ul { margin: 0; padding-left: 16px }
code { font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  background: color-mix(in srgb, var(--line) 60%, transparent); border-radius: 4px; padding: 1px 4px }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 0 0 10px; color: var(--soft) }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px }
.legend .line { height: 3px; background: var(--critical); vertical-align: 4px }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, sans-serif }
svg text { fill: var(--text) } svg svg { width: auto } svg .in-bar { fill: var(--ink) } svg .in-bar, svg .in-file { font-size: 9.5px } svg .place, svg .axis { fill: var(--soft); font-size: 10.5px }
.tick { stroke: var(--line) } .crash { stroke: var(--crashed); stroke-width: 2 }
.critical { fill: none; stroke: var(--critical); stroke-width: 2; stroke-linejoin: round }
${[
  'waiting',
  'preparing',
  'starting',
  'idle',
  'used',
  'away',
  'crashed',
  'stopping',
  'file',
  'passed',
  'failed',
  'other',
  'wait',
]
  .map((name) => `.${name} { fill: var(--${name}); background: var(--${name}) }`)
  .join('\n')}
.live-view { display: none; position: relative } .static { margin: 0 }
@media screen { .live .live-view { display: block } .live .static { display: none } }
#viewport { max-height: 78vh; overflow-y: auto; overflow-x: hidden; margin-top: 6px }
#canvas { position: sticky; top: 0; display: block; outline: none; touch-action: pan-y }
#canvas:focus-visible { box-shadow: inset 0 0 0 2px var(--passed); border-radius: 4px }
.tools { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center }
.tools input, .tools button { font: inherit; font-size: 13px; color: var(--text); background: var(--back);
  border: 1px solid var(--line); border-radius: 7px; padding: 4px 10px }
.tools input { flex: 1; max-width: 320px } .tools button { cursor: pointer; margin-left: 4px }
.tools button:hover { border-color: var(--soft) } #buttons { margin-left: auto }
.help { font-size: 12px; margin: 6px 0 0 }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
#tip { position: fixed; inset: 0 auto auto 0; max-width: 420px; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; box-shadow: 0 6px 24px rgb(0 0 0 / .18); padding: 8px 12px; font-size: 12.5px;
  pointer-events: none; overflow-wrap: anywhere; z-index: 9 }
#tip div { color: var(--soft) } #tip[hidden] { display: none }
@media print { body { background: #fff } main { max-width: none; padding: 0 } .card { border: 0; padding: 0 }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } tr { break-inside: avoid } h2 { break-after: avoid } .wide { overflow: visible }
  @page { size: landscape; margin: 12mm } }
`
