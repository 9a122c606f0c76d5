import { expect, test } from 'vitest'
import {
  HTTPExecutor,
  OutputExecutor,
  PidExecutor,
  SimpleExecutor,
  TCPExecutor,
  UnixSocketExecutor,
} from 'vitest-mirakuru/executors'

const TIME = 'a non-negative number of milliseconds'
const SIGNAL = 'a signal name such as "SIGTERM"'

test.each<[object, string]>([
  [{ cwd: 7 }, 'a path or a file: URL, got 7 (number)'],
  [{ cwd: new URL('http://a/') }, 'a path or a file: URL, got http://a/ (URL)'],
  [{ env: { A: true } }, 'an object of strings, numbers and undefined, got { A: true } (object)'],
  [{ shell: '' }, 'a boolean, or a non-empty string, got "" (string)'],
  [{ stdin: 'pipe' }, '"ignore" or "open", got "pipe" (string)'],
  [{ startTimeout: '5s' }, `${TIME}, got "5s" (string)`],
  [{ stopTimeout: -1 }, `${TIME}, got -1 (number)`],
  [{ interval: Number.NaN }, `${TIME}, got NaN (number)`],
  [{ stopSignal: 'TERM' }, `${SIGNAL}, got "TERM" (string): did you mean "SIGTERM"?`],
  [{ stopSignal: 'SIGTREM' }, `${SIGNAL}, got "SIGTREM" (string): did you mean "SIGTERM"?`],
  [{ killSignal: 9 }, `${SIGNAL}, got 9 (number): did you mean "SIGKILL"?`],
  [{ expectedExitCode: [0, '1'] }, "an exit code or a list of them, got [ 0, '1' ] (array)"],
  [{ uid: '-root' }, 'the id or name of a user or group, got "-root" (string)'],
  [{ gid: 1.5 }, 'the id or name of a user or group, got 1.5 (number)'],
  [{ signal: {} }, 'an AbortSignal, got {} (object)'],
])('%o is refused', (options, message) => {
  const [name = ''] = Object.keys(options)
  expect(() => new SimpleExecutor('true', options)).toThrow(
    new TypeError(`Expected \`${name}\` of SimpleExecutor to be ${message}`),
  )
})

test('null is not a value, and undefined counts as absent', () => {
  expect(() => new SimpleExecutor('true', { cwd: null as never })).toThrow(
    /^Expected `cwd` of .*, got null$/,
  )
  expect(new SimpleExecutor('true', { cwd: undefined, uid: undefined }).command).toBe('true')
})

const KNOWN =
  'cwd, env, shell, stdin, startTimeout, stopTimeout, stopSignal, killSignal, expectedExitCode, uid, gid, interval, signal'

class Own extends TCPExecutor {}

const executorWith = (options: object) => (): unknown => new SimpleExecutor('true', options)
const tcpWith = (options: object) => (): unknown => new TCPExecutor('true', options as never)
const httpWith = (options: object) => (): unknown =>
  new HTTPExecutor('true', { url: 'http://a/', ...options })
const outputWith = (options: object) => (): unknown => new OutputExecutor('true', options as never)

test.each<[() => unknown, string]>([
  [
    executorWith({ starttimeout: 5 }),
    '`starttimeout` of SimpleExecutor: did you mean `startTimeout`?',
  ],
  [executorWith({ timeout: 5 }), `\`timeout\` of SimpleExecutor: it accepts ${KNOWN}`],
  [tcpWith({ prot: 80 }), '`prot` of TCPExecutor: did you mean `port`?'],
  [tcpWith({ url: 'http://a/' }), `\`url\` of TCPExecutor: it accepts host, port, ${KNOWN}`],
  [() => new Own('true', { port: 80, hots: 'a' } as never), '`hots` of Own: did you mean `host`?'],
  [
    httpWith({ port: 80 }),
    `\`port\` of HTTPExecutor: it accepts url, method, status, headers, body, tls, timeout, interval, form, ${KNOWN.replace('interval, ', '')}`,
  ],
  [
    httpWith({ tls: { key: '' } }),
    '`key` of `tls` of HTTPExecutor: it accepts rejectUnauthorized, ca',
  ],
  [outputWith({ baner: 'a' }), '`baner` of OutputExecutor: did you mean `banner`?'],
  [outputWith({ port: 80 }), `\`port\` of OutputExecutor: it accepts banner, stream, ${KNOWN}`],
  [
    () => new PidExecutor('true', { fileName: 'a' } as never),
    '`fileName` of PidExecutor: did you mean `filename`?',
  ],
  [
    () => new UnixSocketExecutor('true', { path: 'a' } as never),
    `\`path\` of UnixSocketExecutor: it accepts socketPath, ${KNOWN}`,
  ],
])('an unknown option is refused, with the one that was meant: %s', (construct, message) => {
  expect(construct).toThrow(new TypeError(`Unknown option ${message}`))
})

test.each([TCPExecutor, HTTPExecutor, OutputExecutor, PidExecutor, UnixSocketExecutor])(
  '%o rejects missing options',
  (kind) => {
    const make = (): unknown => Reflect.construct(kind, ['true'])
    const message = `Expected the options of ${kind.name} to be an object, got undefined`
    expect(make).toThrow(new TypeError(message))
  },
)

const PORT = 'a port from 1 to 65535'
const HOST = 'a host name or an address, with no scheme, brackets or port'
const URL_KIND = 'an http: or https: URL, or a URL object'
const TEXT = 'a non-empty string'

test.each<[string, () => unknown, string]>([
  ['port', tcpWith({}), `of TCPExecutor to be ${PORT}, got undefined`],
  ['port', tcpWith({ port: 0 }), `of TCPExecutor to be ${PORT}, got 0 (number)`],
  ['port', tcpWith({ port: 65_536 }), `of TCPExecutor to be ${PORT}, got 65536 (number)`],
  ['port', tcpWith({ port: '80' }), `of TCPExecutor to be ${PORT}, got "80" (string)`],
  ['host', tcpWith({ host: '', port: 80 }), `of TCPExecutor to be ${HOST}, got "" (string)`],
  ['url', httpWith({ url: undefined }), `of HTTPExecutor to be ${URL_KIND}, got undefined`],
  [
    'url',
    httpWith({ url: 'localhost:80' }),
    `of HTTPExecutor to be ${URL_KIND}, got "localhost:80" (string)`,
  ],
  [
    'url',
    httpWith({ url: new URL('file:///') }),
    `of HTTPExecutor to be ${URL_KIND}, got file:/// (URL)`,
  ],
  [
    'status',
    httpWith({ status: {} }),
    'of HTTPExecutor to be a status code from 100 to 599, a list of them, a RegExp or a function, or a regular expression as a string, got {} (object)',
  ],
  [
    'form',
    httpWith({ form: { a: 1 } }),
    'of HTTPExecutor to be an object of strings, got { a: 1 } (object)',
  ],
  [
    'filename',
    () => new PidExecutor('true', { filename: '' }),
    `of PidExecutor to be ${TEXT}, got "" (string)`,
  ],
  [
    'filename',
    () => new PidExecutor('true', {} as never),
    `of PidExecutor to be ${TEXT}, got undefined`,
  ],
  [
    'socketPath',
    () => new UnixSocketExecutor('true', { socketPath: '' }),
    `of UnixSocketExecutor to be ${TEXT}, got "" (string)`,
  ],
  [
    'banner',
    outputWith({ banner: '' }),
    `of OutputExecutor to be ${TEXT} or a RegExp, got "" (string)`,
  ],
  [
    'stream',
    outputWith({ banner: 'a', stream: 'stdin' }),
    'of OutputExecutor to be "stdout" or "stderr" or "both", got "stdin" (string)',
  ],
])('`%s` must be what it has to be', (name, construct, message) => {
  expect(construct).toThrow(new TypeError(`Expected \`${name}\` ${message}`))
})

const executor = new SimpleExecutor('sleep 300')

test.each<[() => Promise<unknown>, string]>([
  [
    () => executor.stop({ signal: 'SIGTRM' as never }),
    `Expected \`signal\` of stop() to be ${SIGNAL}, got "SIGTRM" (string): did you mean "SIGTERM"?`,
  ],
  [
    () => executor.stop({ timeout: '5s' as never }),
    `Expected \`timeout\` of stop() to be ${TIME}, got "5s" (string)`,
  ],
  [
    () => executor.stop({ timout: 5 } as object),
    'Unknown option `timout` of stop(): did you mean `timeout`?',
  ],
  [
    () => executor.stop('SIGTERM' as never),
    'Expected the options of stop() to be an object, got "SIGTERM" (string)',
  ],
  [
    () => executor.kill({ wait: 1 as never }),
    'Expected `wait` of kill() to be a boolean, got 1 (number)',
  ],
  [
    () => executor.kill({ timeout: 1 } as object),
    'Unknown option `timeout` of kill(): it accepts signal, wait',
  ],
  [
    () => executor.output.waitFor(''),
    `Expected \`pattern\` of waitFor() to be ${TEXT} or a RegExp, got "" (string)`,
  ],
  [
    () => executor.output.waitFor('a', { timout: 5 } as object),
    'Unknown option `timout` of waitFor(): did you mean `timeout`?',
  ],
  [
    () => executor.output.waitFor('a', { since: Promise.resolve(5) as never }),
    'Expected `since` of waitFor() to be a value returned by mark(), got a promise: did you mean `await`?',
  ],
  [
    async () => executor.output.since('5' as never),
    'Expected the mark to be a value returned by mark(), got "5" (string)',
  ],
  [
    () => executor.stopped(Promise.resolve() as never),
    'Expected the body of stopped() or paused() to be a function, got a promise',
  ],
])('what a method is given is checked before anything happens: %s', async (call, message) => {
  await expect(call()).rejects.toThrow(new TypeError(message))
})

test('a bad value from the output of a service is shown without control characters', () => {
  const url = `x\u0085\u202E##[error]${'y'.repeat(900_000)}`
  expect(() => new HTTPExecutor('true', { url })).toThrow(
    /^Expected `url` of HTTPExecutor to be .*, got "x\u{FFFD}# #\[error\]y+… \(\d+ characters omitted\) …y+" \(string\)$/u,
  )
})
