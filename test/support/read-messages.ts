import { fileURLToPath } from 'node:url'
import { program } from './program.ts'
import { IMPORTS, type ProjectRun } from './vitest-project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** What ends the report of each error. */
const SEPARATOR = /^⎯+\[\d+\/\d+\]⎯*$/m
const HEADER = /^ FAIL {2}(.*)$/gm
/** The code around the place of an error: Vitest leaves it out where a line, with its paths, is long. */
const CODE = /^ {4,}(?:\d+\|.*| *\| +\^ *)\n/gm
/** Comes on the other stream, at any place. */
const OF_JSON = /^JSON report written to .*\n/gm
/** Told where something took long, as on a busy machine. */
const TIME_SPENT = /^Time: .*\n/gm
/** Told where the last question was open for long, as on a busy machine. */
const STILL_OPEN = /, then no answer for \d+ ms/g
/** As Vitest leaves those out that are in `node_modules`. */
const PACKAGE_FRAME = /^ +❯ .*(?:PACKAGE|\.\.)\/(?:\S*\/)?(?:dist|src)\/.*\n?/gm
const VITEST_FRAME = /^ ❯ .*\/node_modules\/(?:vitest|vite|@vitest)\/.*\n/gm
/** Below the error of each test whose services have printed something. */
const ANNOTATION = /^ ❯ services\n {3}↳ .*\n?/gm

/** The source of a spec with a test for each of these services, which does nothing but ask for it. */
export function asking(services: Readonly<Record<string, string>>, suite = 'describe'): string {
  const extensions = Object.entries(services).map(
    ([name, spec]) => `  .extend('${name}', service('${name}', ${spec}))\n`,
  )
  const tests = Object.keys(services).map((name) => `  test('${name}', ({ ${name} }) => {})\n`)
  return `${IMPORTS}\nconst test = base\n${extensions.join('')}\n${suite}('asking', () => {\n${tests.join('')}})\n`
}

/** What the default reporter tells of a test, of a suite, or of a file. */
export function reading({ output }: ProjectRun, name: string): string {
  const found = output.split(SEPARATOR).flatMap((report) => {
    const titles = [...report.matchAll(HEADER)].map(([, title = '']) => title)
    const paths = titles.map((title) => ` > ${title.replace(/ \[.*/, '')}`)
    return paths.some((path) => path.endsWith(` > ${name}`)) ? readable(report) : []
  })
  if (found.length === 0) throw new Error(`Nothing is said of ${name}:\n${output}`)
  return found.join('\n\n')
}

/** What it tells below a heading, where something went wrong outside of tests. */
export function readingBelow({ output }: ProjectRun, heading: string): string {
  const [, text] = output.split(new RegExp(`^⎯+ ${heading} ⎯+\\n`, 'm'))
  if (text === undefined) throw new Error(`There is no ${heading}:\n${output}`)
  return readable(text.replace(/^⎯+\n[^]*/m, ''))
}

/** What a user reads, without what differs from run to run and from machine to machine. */
export function readable(text: string): string {
  const ports: string[] = []
  const nameOf = (port: string): string => {
    if (!ports.includes(port)) ports.push(port)
    return `PORT${ports.indexOf(port) + 1}`
  }
  return text
    .replace(/^[^]*?(?=^ FAIL )/m, '')
    .replaceAll(HEADER, '')
    .replaceAll(OF_JSON, '')
    .replaceAll(VITEST_FRAME, '')
    .replaceAll(CODE, '')
    .replaceAll(ANNOTATION, '')
    .replaceAll(TIME_SPENT, '')
    .replaceAll(STILL_OPEN, '')
    .replaceAll(process.execPath, 'NODE')
    .replaceAll(program(''), 'PROGRAMS/')
    .replaceAll(/\/\S*\/mirakuru-project-\w+/g, 'PROJECT')
    .replaceAll(/\/\S*\/mirakuru-\w+-\w+/g, 'TEMPORARY')
    .replaceAll(/(?:\.\.\/)+[\w/-]*?\/(?=src\/)/g, 'PACKAGE/')
    .replaceAll(/(PACKAGE\/\S*):\d+:\d+/g, '$1')
    .replaceAll(`${repository}node_modules/`, 'node_modules/')
    .replaceAll(repository, 'PACKAGE/')
    .replaceAll(/run-[\d\-a-f]+(?=\/)/g, 'RUN')
    .replaceAll(PACKAGE_FRAME, '')
    .replaceAll(/\bpid \d+/g, 'pid PID')
    .replaceAll(/\((\d+ attempts|1 attempt)\)/g, '(N attempts)')
    .replaceAll(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, 'TIME')
    .replaceAll(/\b\d+ ms after/g, 'N ms after')
    .replaceAll(/(?<![\w./-])\d{4,5}(?![\w]| ms)/g, nameOf)
    .replaceAll(/^( {2}\| .*\n)\1+/gm, '$1')
    .replaceAll(/ +$/gm, '')
    .trim()
}
