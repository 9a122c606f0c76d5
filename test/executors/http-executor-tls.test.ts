import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { HTTPExecutor, TimeoutExpired, type HTTPExecutorOptions } from 'vitest-mirakuru/executors'
import { endedWithTest } from './ended-with-test.ts'
import { freePort } from './free-port.ts'
import { run } from './program.ts'
import { rejection } from './rejection.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A server with a certificate for localhost that nobody but itself has signed. */
async function tlsServer(
  options: (pem: string) => Omit<HTTPExecutorOptions, 'url'>,
  host = 'localhost',
): Promise<HTTPExecutor> {
  const path = join(await temporaryDirectory(), 'certificate.pem')
  const request = '-x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost'
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', path, '-out', `${path}.crt`]
  await promisify(execFile)('openssl', ['req', ...request.split(' '), ...names])
  await promisify(execFile)('sh', ['-c', 'cat "$0.crt" >> "$0"', path])
  const port = await freePort()
  const url = `https://${host}:${port}/`
  const certificate = await readFile(`${path}.crt`, 'utf8')
  const command = run('http-server.mjs', port, path)
  return endedWithTest(new HTTPExecutor(command, { url, ...options(certificate) }))
}

test('a certificate that nobody knows is "not yet"', async () => {
  const executor = await tlsServer(() => ({ startTimeout: 2_000 }))
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(TimeoutExpired)
  expect(error.message).toMatch(/^Last check: DEPTH_ZERO_SELF_SIGNED_CERT \(/m)
})

test.each(['localhost', '127.0.0.1'])('is accepted on %s when told so', async (host) => {
  const executor = await tlsServer(() => ({ tls: { rejectUnauthorized: false } }), host)
  await executor.start()
  expect(executor.running()).toBe(true)
})

test('is accepted when its authority is given', async () => {
  const executor = await tlsServer((ca) => ({ tls: { ca } }))
  await executor.start()
  expect(executor.running()).toBe(true)
})

test('the options of `tls` are checked', () => {
  const tls = { rejectUnauthorised: false } as object
  expect(() => new HTTPExecutor('true', { url: 'https://localhost/', tls })).toThrow(TypeError)
})
