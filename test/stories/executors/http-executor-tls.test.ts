import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { HTTPExecutor, TimeoutExpired, type HTTPExecutorOptions } from 'vitest-mirakuru/executors'
import { loadUndici } from '../../../src/executors/readiness/http/load-undici.ts'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { rejection } from '../../support/rejection.ts'

// A first check would have to wait for it, and there is not time for many.
beforeAll(loadUndici)

/** Takes a server of this process for its own. */
class Adopting extends HTTPExecutor {
  override async preStartCheck(): Promise<boolean> {
    return false
  }
}

/** An executor whose server has a certificate for localhost that nobody but itself has signed. */
async function tlsExecutor(
  options: (certificate: string) => Omit<HTTPExecutorOptions, 'url'>,
  host = 'localhost',
): Promise<HTTPExecutor> {
  const request = 'req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost'
  const files = '-addext subjectAltName=DNS:localhost -keyout -'
  const { stdout: pem } = await promisify(execFile)('openssl', `${request} ${files}`.split(' '))
  const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))
  const server = createServer({ key: pem, cert: pem }, (_request, response) => response.end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close().closeAllConnections()
  })
  const url = `https://${host}:${(server.address() as AddressInfo).port}/`
  return endedWithTest(new Adopting('sleep 300', { url, ...options(certificate) }))
}

test('an unknown certificate counts as "not yet"', async () => {
  const executor = await tlsExecutor(() => ({ startTimeout: 2_000 }))
  expect(await executor.afterStartCheck()).toBe(false)
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(TimeoutExpired)
  expect(error.message).toMatch(/^Last check: DEPTH_ZERO_SELF_SIGNED_CERT \(/m)
})

test.each(['localhost', '127.0.0.1'])(
  'an unknown certificate is accepted on %s if the option says so',
  async (host) => {
    const executor = await tlsExecutor(() => ({ tls: { rejectUnauthorized: false } }), host)
    await executor.start()
    expect(executor.running()).toBe(true)
  },
)

test('a certificate is accepted with its CA certificate', async () => {
  const executor = await tlsExecutor((ca) => ({ tls: { ca } }))
  await executor.start()
  expect(executor.running()).toBe(true)
})

test('the options of `tls` are checked', () => {
  const tls = { rejectUnauthorised: false } as object
  expect(() => new HTTPExecutor('true', { url: 'https://localhost/', tls })).toThrow(TypeError)
})
