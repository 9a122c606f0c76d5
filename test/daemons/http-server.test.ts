import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, TestRunner } from 'vitest'
import { output, service, TimeoutExpired, type ServiceSpec } from 'vitest-mirakuru'
import { rejection } from '../support/rejection.ts'
import { aliveSince } from '../support/surviving.ts'
import { programOf } from '../support/installed.ts'
import { test as base } from '../support/daemon-test.ts'

const program = programOf('python3')

const spec: ServiceSpec = {
  command: ({ port, dir }) =>
    `${program} -m http.server ${port} --bind 127.0.0.1 --directory ${dir}`,
  ready: output('Serving HTTP on 127.0.0.1'),
  url: ({ port }) => `http://127.0.0.1:${port}`,
}

const test = base.extend('files', service('files', { ...spec, env: { PYTHONUNBUFFERED: 1 } }))

test.beforeEach(({ skip }) => skip(!program, 'python3 is not installed'))

test('a server serves its directory and prints its requests', async ({ files, met }) => {
  met.add('server', files.pid)
  await writeFile(join(files.dir, 'tea'), 'hot')
  const mark = await files.output.mark()
  expect(await (await fetch(`${files.url}/tea`)).text()).toBe('hot')
  await files.output.waitFor('"GET /tea HTTP/1.1" 200', { since: mark, stream: 'stderr' })
})

test('without PYTHONUNBUFFERED the server buffers its banner, and the error says so', async () => {
  const env = { PYTHONUNBUFFERED: undefined }
  const silent = service('silent', { ...spec, env, startTimeout: 5_000 })
  const error = await rejection(
    silent({ task: TestRunner.getCurrentTest() ?? {} }, { onCleanup: () => {} }),
  )
  expect(error).toBeInstanceOf(TimeoutExpired)
  expect(error.message).toMatch(/Fix: .*PYTHONUNBUFFERED/)
  expect(error.pid).toBeGreaterThan(0)
  expect(aliveSince(error.pid ?? 0)).toBeUndefined()
})
