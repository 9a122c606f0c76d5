import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, test as base } from 'vitest'
import { HTTPExecutor, type HTTPExecutorOptions } from 'vitest-mirakuru/executors'
import { freePort } from '../../support/free-port.ts'
import { run } from '../../support/program.ts'
import { readable } from '../../support/readable.ts'
import { failedStart } from '../../support/rejection.ts'

const test = base.extend('certificate', { scope: 'file' }, async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'mirakuru-'))
  onCleanup(() => rm(folder, { recursive: true }))
  const path = join(folder, 'server.pem')
  const request = '-x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost'
  const command = ['req', ...request.split(' '), '-keyout', '-']
  await writeFile(path, (await promisify(execFile)('openssl', command)).stdout)
  return path
})
const linuxTest = test.skipIf(process.platform !== 'linux')

// A first check would have to wait for it, and there is not time for many.
test.beforeAll(() => import('undici'))

/** The message of a server that is never as it should be. */
async function failure(
  command: (port: number) => string[],
  options: Partial<HTTPExecutorOptions> = {},
  scheme = 'http',
): Promise<string> {
  const port = await freePort()
  const url = `${scheme}://127.0.0.1:${port}/healthz`
  const given = { url, method: 'GET', startTimeout: 5_000, ...options }
  const error = await failedStart(new HTTPExecutor(command(port), given))
  return readable(error, { PORT: port })
}

describe.concurrent('another status', () => {
  linuxTest('is shown with the beginning of the body', async ({ expect }) => {
    const page = '<html><head><style>p { }</style></head>\n<p>Cannot GET /healthz</p></html>'
    const message = await failure((port) => run('refuses.mjs', port, 404, page))
    expect(message).toMatchInlineSnapshot(`
      "node did not answer GET http://127.0.0.1:PORT/healthz with status /^2\\d\\d$/ within 5000 ms.

      Last check: status 404: Cannot GET /healthz (N attempts)
      Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT
      Command: NODE PROGRAMS/refuses.mjs PORT 404 '<html><head><style>p { }</style></head>
        <p>Cannot GET /healthz</p></html>'
      Directory: ROOT
      Output: none
      Fix: it answers, but does not have /healthz: request an existing path, or accept this status with \`status: 404\`."
    `)
  })

  test('is shown without the end of a long body', async ({ expect }) => {
    const message = await failure((port) => run('refuses.mjs', port, 500, 'x'.repeat(10_000)))
    expect(message).toMatch(/^Last check: status 500: x{160}… \(/m)
  })

  test.for([
    [405, 'HEAD', "it answers, but does not allow HEAD /healthz: use `method: 'GET'`"],
    [405, 'GET', 'it answers, but does not allow GET /healthz: use another `method`'],
    [401, 'GET', 'it answers, but requires credentials: send them in `headers`'],
    [503, 'GET', 'it answers with an unexpected status: correct the request,'],
  ] as const)('%i for %s', async ([status, method, fix], { expect }) => {
    const message = await failure((port) => run('refuses.mjs', port, status, ''), { method })
    expect(message).toContain(`Fix: ${fix}`)
  })

  test('of a redirect', async ({ expect }) => {
    const message = await failure((port) =>
      run('refuses.mjs', port, 302, '', '/login?token=s3cr3t'),
    )
    expect(message).toContain(
      'Fix: it redirects to /login?token=***, and redirects are not followed: request that URL',
    )
  })
})

describe.concurrent('TLS', () => {
  linuxTest('with an unknown certificate', async ({ certificate, expect }) => {
    const message = await failure((port) => run('http-server.mjs', port, certificate), {}, 'https')
    expect(message).toMatchInlineSnapshot(`
      "node did not answer GET https://127.0.0.1:PORT/healthz with status /^2\\d\\d$/ within 5000 ms.

      Last check: DEPTH_ZERO_SELF_SIGNED_CERT (N attempts)
      Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT
      Command: NODE PROGRAMS/http-server.mjs PORT TEMPORARY/server.pem
      Directory: ROOT
      Output (last 20 lines):
        | listening
      Fix: its certificate is not trusted (it may be self-signed): pass its CA certificate with \`tls: { ca }\`, or accept any certificate with \`tls: { rejectUnauthorized: false }\`."
    `)
  })

  test('on a server without TLS', async ({ expect }) => {
    const message = await failure((port) => run('http-server.mjs', port), {}, 'https')
    expect(message).toContain('Fix: it does not speak TLS: use `http:`, without `tls`.')
  })

  test('that was not requested', async ({ certificate, expect }) => {
    const message = await failure((port) => run('http-server.mjs', port, certificate))
    expect(message).toContain('Fix: it does not speak plain HTTP: if it speaks TLS')
  })
})

describe.concurrent('a server that accepts the connection and', () => {
  test.for([
    ['never answers', 'http', ''],
    ['never shakes hands', 'https', ''],
    ['never ends its headers', 'http', String.raw`HTTP/1.1 200 OK\r\nContent-Le`],
    ['never ends its body', 'http', String.raw`HTTP/1.1 404 No\r\nContent-Length: 99\r\n\r\nsorry`],
  ] as const)('%s counts as "not yet" each time', async ([, scheme, text], { expect }) => {
    const message = await failure(
      (port) => run('silent.mjs', port, text),
      { timeout: 1_000 },
      scheme,
    )
    const [, result, attempts] = /^Last check: (.*) \(N (attempts)\)$/m.exec(message) ?? []
    expect(result).toBe(text.includes('404') ? 'status 404: sorry' : 'no answer within 1000 ms')
    expect(attempts).toBeDefined()
  })
})
