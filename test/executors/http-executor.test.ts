import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  AlreadyRunning,
  HTTPExecutor,
  TCPExecutor,
  TimeoutExpired,
  type HTTPExecutorOptions,
} from 'vitest-mirakuru/executors'
import { loadUndici } from '../../src/executors/readiness/http/load-undici.ts'
import { endedWithTest } from '../support/kill-after-test.ts'
import { freePort } from '../support/free-port.ts'
import { run } from '../support/program.ts'
import { readable } from '../support/readable.ts'
import { rejection } from '../support/rejection.ts'

type RequestOptions = Omit<HTTPExecutorOptions, 'url'>

// A first check would have to wait for it, and there is not time for many.
beforeAll(loadUndici)

/** Takes a server of this process for its own. */
class Adopting extends HTTPExecutor {
  override async preStartCheck(): Promise<boolean> {
    return false
  }
}

/** An executor whose server answers from the first moment on with the status that the path names. */
async function adopted(
  path: string,
  options: RequestOptions,
): Promise<{ executor: HTTPExecutor; requests: unknown[] }> {
  const requests: unknown[] = []
  const server = createServer((request, response) => {
    requests.push(request.method)
    if (path !== '/never') response.writeHead(Number(path.slice(1))).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close().closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  const executor = new Adopting('sleep 300', { url, ...options })
  return { executor: endedWithTest(executor), requests }
}

async function server(path: string, options: RequestOptions = {}): Promise<HTTPExecutor> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}${path}`
  return endedWithTest(new HTTPExecutor(run('http-server.mjs', port), { url, ...options }))
}

interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The request that made it ready, as the server saw it. */
async function requested(path: string, options: RequestOptions = {}): Promise<Request> {
  const executor = await (await server(path, options)).start()
  const { text } = await executor.output.waitFor(/^\{.*\}$/m)
  return JSON.parse(text) as Request
}

describe('the url', () => {
  test('is a string or a URL', () => {
    const text = new HTTPExecutor('true', { url: 'http://localhost:8080/a?b=c' })
    expect([text.host, text.port, text.url.href]).toEqual([
      'localhost',
      8080,
      'http://localhost:8080/a?b=c',
    ])
    const url = new URL('http://[::1]:8080/')
    const parsed = new HTTPExecutor('true', { url })
    expect([parsed.host, parsed.port, parsed.url]).toEqual(['::1', 8080, url])
  })

  test('has the default port 80, or 443', () => {
    expect(HTTPExecutor.DEFAULT_PORT).toBe(80)
    expect(new HTTPExecutor('true', { url: 'http://localhost/' }).port).toBe(80)
    expect(new HTTPExecutor('true', { url: 'http://localhost:80/' }).port).toBe(80)
    expect(new HTTPExecutor('true', { url: 'https://localhost/' }).port).toBe(443)
  })
})

describe('the request', () => {
  test('is a HEAD of the path with its query', async () => {
    const { method, url, headers } = await requested('/a%20b/c?d=e%20f&g')
    expect([method, url]).toEqual(['HEAD', '/a%20b/c?d=e%20f&g'])
    expect(headers['host']).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('has the given method and headers', async () => {
    const request = await requested('/', { method: 'OPTIONS', headers: { 'X-Token': 'secret' } })
    expect(request.method).toBe('OPTIONS')
    expect(request.headers).toMatchObject({ 'x-token': 'secret' })
  })

  test('posts a form', async () => {
    const { method, headers, body } = await requested('/', { form: { name: 'a b', sign: '&=' } })
    expect([method, body]).toEqual(['POST', 'name=a+b&sign=%26%3D'])
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  test('posts a body, or sends it with another method', async () => {
    expect(await requested('/', { body: 'ünï' })).toMatchObject({ method: 'POST', body: 'ünï' })
    expect(await requested('/', { method: 'PUT', body: '{}' })).toMatchObject({
      method: 'PUT',
      body: '{}',
    })
  })
})

describe('the status', () => {
  test.each<[string, HTTPExecutorOptions['status']]>([
    ['/200', undefined],
    ['/204', undefined],
    ['/404', 404],
    ['/301', [200, 301]],
    ['/503', /^50\d$/],
    ['/404', '(200|404)'],
    ['/204', '2'],
    ['/418', (status) => status === 418],
  ])('of %s is right for %s', async (path, status) => {
    const { executor } = await adopted(path, { status })
    await executor.start()
    expect(executor.running()).toBe(true)
  })

  test('may be an expression with a state (lastIndex)', async () => {
    const executor = await server('/third', { status: /200/g })
    await executor.start()
    expect([await executor.afterStartCheck(), await executor.afterStartCheck()]).toEqual([
      true,
      true,
    ])
  })

  test.each<[string, HTTPExecutorOptions['status'], string]>([
    ['/301', undefined, String.raw`status /^2\d\d$/`],
    ['/500', [200, 204], 'status 200 or 204'],
    ['/404', '(200|204)', 'status /^(?:(200|204))/'],
    ['/500', () => false, 'a status that the predicate accepts'],
  ])('of %s is wrong for %s', async (path, status, wanted) => {
    const { executor } = await adopted(path, { status, startTimeout: 1_500 })
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toContain(
      `sleep did not answer HEAD ${executor.url.href} with ${wanted} within 1500 ms.`,
    )
    expect(readable(error)).toContain(`Last check: status ${path.slice(1)} (`)
  })

  test('must not be a string that is not an expression', () => {
    const options = { url: 'http://localhost/', status: '(200' }
    expect(() => new HTTPExecutor('true', options)).toThrow(
      'a regular expression as a string, got "(200" (string)',
    )
  })

  test('is requested until it matches', async () => {
    const executor = await (await server('/third')).start()
    // Its answer may come before what it printed.
    await expect.poll(() => executor.output.text().match(/"HEAD"/g)).toHaveLength(3)
  })
})

describe('no answer', () => {
  test('counts as "not yet" after the timeout of one probe, until the start ends', async () => {
    const { executor, requests } = await adopted('/never', { timeout: 50, startTimeout: 2_000 })
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toMatch(/^Last check: no answer within 50 ms \(\d+ attempts\)$/m)
    expect(requests.length).toBeGreaterThan(1)
    expect(executor.running()).toBe(false)
  })

  test('does not outlive the start', async () => {
    const start = performance.now()
    const { executor, requests } = await adopted('/never', { timeout: 60_000, startTimeout: 500 })
    expect(await rejection(executor.start())).toBeInstanceOf(TimeoutExpired)
    expect(performance.now() - start).toBeLessThan(30_000)
    expect(requests).toEqual(['HEAD'])
  })
})

test('a taken port is AlreadyRunning, whatever its response', async () => {
  const port = await freePort()
  const holder = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
  await endedWithTest(holder).start()
  const url = `http://localhost:${port}/`
  const executor = endedWithTest(new HTTPExecutor('sleep 300', { url }))
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(AlreadyRunning)
  expect(error).toMatchObject({ port, pid: undefined })
})
