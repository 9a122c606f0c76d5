import { expect, test as base } from 'vitest'
import { program } from '../../support/program.ts'
import { selfSigned } from '../../support/self-signed.ts'
import { runProject, type ProjectRun } from '../../support/vitest-project.ts'
import { asking, reading } from '../../support/read-messages.ts'

/** A command that runs a program with these words, which may speak of ports. */
const run = (name: string, ...words: readonly string[]): string =>
  `({ port, ports }) => [process.execPath, '${program('')}${name}', ${words.join(', ')}]`

const within = 'startTimeout: 5_000'
const ANSWERS = asking(
  {
    unknown: `{ command: ${run('http-server.mjs', 'port')}, ready: http('/404'), ${within} }`,
    refused: `{ command: ${run('http-server.mjs', 'port')}, ready: http('/405', { method: 'HEAD' }), ${within} }`,
    broken: `{ command: ${run('refuses.mjs', 'port', '500', '"no database"')}, ready: http('/'), ${within} }`,
    login: `{ command: ${run('http-server.mjs', 'port')}, ready: http('/401'), ${within} }`,
    moved: `{ command: ${run('refuses.mjs', 'port', '302', '""', '"/login"')}, ready: http('/', { status: 200 }), ${within} }`,
    trusted: `{ command: ${run('http-server.mjs', 'port', '"certificate.pem"')}, ready: http('/', { tls: {} }), ${within} }`,
    plain: `{ command: ${run('http-server.mjs', 'port', '"certificate.pem"')}, ready: http('/'), ${within} }`,
    secured: `{ command: ${run('http-server.mjs', 'port')}, ready: http('/', { tls: {} }), ${within} }`,
    mute: `{ command: ${run('silent.mjs', 'port')}, ready: http('/', { timeout: 1_000 }), ${within} }`,
  },
  'describe.concurrent',
)
const onLinux = { skip: process.platform !== 'linux' }
const test = base.extend('project', { scope: 'file' }, async () =>
  runProject({ 'answers.spec.ts': ANSWERS, 'certificate.pem': await selfSigned() }),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

/** Whether there were so many requests that the first line is none of the last is left to chance. */
const readingOfRequests = (project: ProjectRun, name: string): string =>
  reading(project, name).replace(/^ *\| listening\n(?= *\| \{)/m, '')

test('an unknown path: 404', onLinux, ({ project }) => {
  expect(readingOfRequests(project, 'unknown')).toMatchInlineSnapshot(`
    "TimeoutExpired: unknown did not answer GET http://localhost:PORT1/404 with a status from 200 to 399 within 5000 ms.

    Last check: status 404 (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1
    Directory: PROJECT
    Output (last 20 lines):
      | {"method":"GET","url":"/404","headers":{"host":"localhost:PORT1","connection":"keep-alive","accept":"*/*","user-agent":"vitest-mirakuru"},"body":""}
    Log: PROJECT/logs/RUN/unknown.log
    Fix: it answers, but does not have /404: request an existing path, or accept this status with \`status: 404\`.
     ❯ answers.spec.ts:7:22"
  `)
})

test('an unsupported method: 405', onLinux, ({ project }) => {
  expect(readingOfRequests(project, 'refused')).toMatchInlineSnapshot(`
    "TimeoutExpired: refused did not answer HEAD http://localhost:PORT1/405 with a status from 200 to 399 within 5000 ms.

    Last check: status 405 (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1
    Directory: PROJECT
    Output (last 20 lines):
      | {"method":"HEAD","url":"/405","headers":{"host":"localhost:PORT1","connection":"close","accept":"*/*","user-agent":"vitest-mirakuru"},"body":""}
    Log: PROJECT/logs/RUN/refused.log
    Fix: it answers, but does not allow HEAD /405: use \`method: 'GET'\`, or accept this status with \`status: 405\`.
     ❯ answers.spec.ts:8:22"
  `)
})

test('an internal error: 500', onLinux, ({ project }) => {
  expect(reading(project, 'broken')).toMatchInlineSnapshot(`
    "TimeoutExpired: broken did not answer GET http://localhost:PORT1/ with a status from 200 to 399 within 5000 ms.

    Last check: status 500: no database (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/refuses.mjs PORT1 500 'no database'
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/broken.log
    Fix: it answers with an unexpected status: correct the request, or accept this status with \`status: 500\`.
     ❯ answers.spec.ts:9:21"
  `)
})

test('missing credentials: 401', onLinux, ({ project }) => {
  expect(readingOfRequests(project, 'login')).toMatchInlineSnapshot(`
    "TimeoutExpired: login did not answer GET http://localhost:PORT1/401 with a status from 200 to 399 within 5000 ms.

    Last check: status 401 (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1
    Directory: PROJECT
    Output (last 20 lines):
      | {"method":"GET","url":"/401","headers":{"host":"localhost:PORT1","connection":"keep-alive","accept":"*/*","user-agent":"vitest-mirakuru"},"body":""}
    Log: PROJECT/logs/RUN/login.log
    Fix: it answers, but requires credentials: send them in \`headers\`, or accept this status with \`status: 401\`.
     ❯ answers.spec.ts:10:20"
  `)
})

test('a redirect', onLinux, ({ project }) => {
  expect(reading(project, 'moved')).toMatchInlineSnapshot(`
    "TimeoutExpired: moved did not answer GET http://localhost:PORT1/ with status 200 within 5000 ms.

    Last check: status 302 (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/refuses.mjs PORT1 302 '' /login
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/moved.log
    Fix: it redirects to /login, and redirects are not followed: request that URL, or accept this status with \`status: 302\`.
     ❯ answers.spec.ts:11:20"
  `)
})

test('a self-signed certificate', onLinux, ({ project }) => {
  expect(reading(project, 'trusted')).toMatchInlineSnapshot(`
    "TimeoutExpired: trusted did not answer GET https://localhost:PORT1/ with a status from 200 to 399 within 5000 ms.

    Last check: DEPTH_ZERO_SELF_SIGNED_CERT (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1 certificate.pem
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/trusted.log
    Fix: its certificate is not trusted (it may be self-signed): pass its CA certificate with \`tls: { ca }\`, or accept any certificate with \`tls: { rejectUnauthorized: false }\`.
     ❯ answers.spec.ts:12:22"
  `)
})

test('plain HTTP to a TLS server', onLinux, ({ project }) => {
  expect(reading(project, 'plain')).toMatchInlineSnapshot(`
    "TimeoutExpired: plain did not answer GET http://localhost:PORT1/ with a status from 200 to 399 within 5000 ms.

    Last check: it closed the connection without an answer (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1 certificate.pem
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/plain.log
    Fix: it does not speak plain HTTP: if it speaks TLS, use \`https:\` or \`tls: {}\`; if it speaks another protocol, wait for \`tcp()\`.
     ❯ answers.spec.ts:13:20"
  `)
})

test('TLS to a plain HTTP server', onLinux, ({ project }) => {
  expect(reading(project, 'secured')).toMatchInlineSnapshot(`
    "TimeoutExpired: secured did not answer GET https://localhost:PORT1/ with a status from 200 to 399 within 5000 ms.

    Last check: ERR_SSL_WRONG_VERSION_NUMBER (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/http-server.mjs PORT1
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/secured.log
    Fix: it does not speak TLS: use \`http:\`, without \`tls\`.
     ❯ answers.spec.ts:14:22"
  `)
})

test('no response', onLinux, ({ project }) => {
  expect(reading(project, 'mute')).toMatchInlineSnapshot(`
    "TimeoutExpired: mute did not answer GET http://localhost:PORT1/ with a status from 200 to 399 within 5000 ms.

    Last check: no answer within 1000 ms (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT1
    Command: NODE PROGRAMS/silent.mjs PORT1
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/mute.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ answers.spec.ts:15:19"
  `)
})
