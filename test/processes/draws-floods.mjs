// draws-floods.mjs MEGABYTES TESTS: prints by how many megabytes the timeline of a run raises the peak of this process
// above its idle size: a run with so many tests, whose workers have recorded so much of their services.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importSource } from './import-source.mjs'
import { printPeak } from './peak-memory.mjs'

const { writeTimeline } = await importSource('report/write-timeline')
const WORKERS = 4
const TESTS_OF_FILE = 50
const TESTS_OF_SERVICE = 20
/** As many as the main process keeps. */
const OWN_EVENTS = 5_000

const [megabytes, tests] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'floods-'))
const small = runOf('small', 0.1, 100)
const large = runOf('large', megabytes, tests)
const rest = { title: '/app', end: 1e6, wallAhead: 0, since: undefined, summary: undefined }
try {
  await printPeak(async (isReal) => {
    if (!writeTimeline({ ...rest, ...(isReal ? large : small) })) throw new Error('no timeline')
  })
} finally {
  rmSync(folder, { recursive: true })
}

function runOf(name, megabytes, tests) {
  const logs = join(folder, name)
  mkdirSync(logs)
  for (let pool = 1; pool <= WORKERS; pool++) record(logs, pool, (megabytes / WORKERS) * 2 ** 20)
  const files = Array.from({ length: tests / TESTS_OF_FILE }, (_, file) => fileOf(file))
  const own = Array.from({ length: tests / TESTS_OF_SERVICE }, (_, index) => eventsOf(0, index))
  const lines = [{ type: 'recorder', pid: 1 }, ...own.flat().slice(0, OWN_EVENTS)]
  return { folders: [logs], files, own: { lines, leftOut: 0 } }
}

function record(logs, pool, bytes) {
  const path = join(logs, `recording-${pool}-0.jsonl`)
  appendFileSync(path, `${JSON.stringify({ type: 'recorder', pid: pool, pool })}\n`)
  let written = 0
  for (let index = 0; written < bytes; index++) {
    const events = eventsOf(pool, index)
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
    appendFileSync(path, text)
    written += text.length
  }
}

/** The events of one service, from its start to its stop. */
function eventsOf(pool, index) {
  const instance = `api#${pool}.0.${index}`
  const at = index * 10
  const user = { user: 'worker', isPrepared: false, isExternal: false }
  const used = Array.from({ length: TESTS_OF_SERVICE }, (_, use) => {
    const test = (pool + WORKERS * index) * TESTS_OF_SERVICE + use
    return { type: 'used', test: idOf(test), instances: [instance], at }
  })
  return [
    {
      type: 'created',
      instance,
      name: 'api',
      needs: [],
      log: `/logs/${instance}.log`,
      ...user,
      at,
    },
    { type: 'spawned', instance, pid: index, at },
    { type: 'checked', instance, since: at, result: 'ECONNREFUSED', count: 7, at },
    { type: 'ready', instance, at },
    ...used,
    { type: 'stopping', instance, at },
    { type: 'stopped', instance, at },
  ]
}

function fileOf(file) {
  const result = { state: 'pass', startTime: file * 10, duration: 10 }
  const tasks = Array.from({ length: TESTS_OF_FILE }, (_, index) => {
    const id = idOf(file * TESTS_OF_FILE + index)
    return { id, name: `the test ${id}`, type: 'test', result }
  })
  return { id: `${file}`, name: `file-${file}.test.ts`, type: 'suite', tasks, result }
}

function idOf(test) {
  return `${Math.floor(test / TESTS_OF_FILE)}_${test % TESTS_OF_FILE}`
}
