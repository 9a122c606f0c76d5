import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../../support/vitest-project.ts'

const TESTS = `
import { test as base } from 'vitest'
import { output, service } from 'vitest-mirakuru'
const script = 'console.log("up"); process.stdin.resume(); setInterval(() => {}, 1000)'
const test = base.extend('api', { scope: 'file' }, service('api', {
  command: [process.execPath, '-e', script],
  ready: output('up'),
}))
test('ends it in each way', async ({ api }) => {
  await api.restart()
  const exit = api.waitForExit()
  process.kill(api.pid, 'SIGINT')
  await exit
  await api.start()
  await api.kill()
  await api.start()
})
const daemonTest = base.extend('daemon', { scope: 'file' }, service('daemon', {
  command: ['sh', '-c', 'sleep 300 & echo up'],
  ready: output('up'),
}))
daemonTest('runs in the background', ({ daemon }) => daemon.waitForExit())
`

test('the log of a service has each start and exit, in order with its output', async () => {
  await using project = await Project.create({ 'ends.spec.ts': TESTS })
  const { output, exitCode } = await project.run()
  expect(exitCode, output).toBe(0)
  const [run = ''] = readdirSync(project.logs)
  const linesOf = (service: string): string[] => {
    const text = readFileSync(join(project.logs, run, `${service}.log`), 'utf8')
    const [, ...lines] = text.trimEnd().split('\n')
    return lines.map((line) => line.replace(/^\S+Z /, '').replace(/^--- .* -[ce] .*/, '--- start'))
  }
  expect(linesOf('api')).toEqual(
    ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGTERM'].flatMap((signal) => [
      '--- start',
      '| up',
      `--- was killed by ${signal}`,
    ]),
  )
  expect(linesOf('daemon')).toEqual([
    '--- start',
    '| up',
    '--- exited with code 0, but left processes running',
    '--- the remaining processes have exited',
  ])
})
