import { expect, test } from 'vitest'
import {
  HTTPExecutor,
  OutputExecutor,
  PidExecutor,
  SimpleExecutor,
  TCPExecutor,
  UnixSocketExecutor,
} from 'vitest-mirakuru/executors'

test.each<[object, string]>([
  [{ cwd: 7 }, '`cwd` of SimpleExecutor to be a path or a file: URL, got 7 (number)'],
  [
    { env: { A: true } },
    '`env` of SimpleExecutor to be an object of strings, numbers and undefined, got { A: true } (object)',
  ],
  [
    { shell: '' },
    "`shell` of SimpleExecutor to be a boolean, or a string that is not empty, got '' (string)",
  ],
  [{ stdin: 'pipe' }, "`stdin` of SimpleExecutor to be 'ignore' or 'open', got 'pipe' (string)"],
  [
    { startTimeout: '5s' },
    "`startTimeout` of SimpleExecutor to be a non-negative number of milliseconds, got '5s' (string)",
  ],
  [
    { stopTimeout: -1 },
    '`stopTimeout` of SimpleExecutor to be a non-negative number of milliseconds, got -1 (number)',
  ],
  [
    { interval: Number.NaN },
    '`interval` of SimpleExecutor to be a non-negative number of milliseconds, got NaN (number)',
  ],
  [
    { stopSignal: 'TERM' },
    "`stopSignal` of SimpleExecutor to be a signal name such as 'SIGTERM', got 'TERM' (string)",
  ],
  [
    { killSignal: 9 },
    "`killSignal` of SimpleExecutor to be a signal name such as 'SIGTERM', got 9 (number)",
  ],
  [
    { expectedExitCode: [0, '1'] },
    "`expectedExitCode` of SimpleExecutor to be an exit code or a list of them, got [ 0, '1' ] (object)",
  ],
  [{ uid: 'root' }, "`uid` of SimpleExecutor to be a user or group id, got 'root' (string)"],
  [{ gid: 1.5 }, '`gid` of SimpleExecutor to be a user or group id, got 1.5 (number)'],
  [{ signal: {} }, '`signal` of SimpleExecutor to be an AbortSignal, got {} (object)'],
])('%o is refused', (options, message) => {
  expect(() => new SimpleExecutor('true', options)).toThrow(new TypeError(`Expected ${message}`))
})

test('a URL that names no file is no directory', () => {
  expect(() => new SimpleExecutor('true', { cwd: new URL('http://a/') })).toThrow(
    /^Expected `cwd` of SimpleExecutor to be a path or a file: URL, got /,
  )
})

test('null is no value, undefined is as good as absent', () => {
  expect(() => new SimpleExecutor('true', { cwd: null as never })).toThrow(
    /^Expected `cwd` of .*, got null$/,
  )
  expect(new SimpleExecutor('true', { cwd: undefined, uid: undefined }).command).toBe('true')
})

test('an unknown option is refused, with the one that was meant', () => {
  expect(() => new SimpleExecutor('true', { starttimeout: 5 } as object)).toThrow(
    new TypeError('Unknown option `starttimeout` of SimpleExecutor: did you mean `startTimeout`?'),
  )
  expect(() => new SimpleExecutor('true', { timeout: 5 } as object)).toThrow(
    /^Unknown option `timeout` of SimpleExecutor: it knows cwd, env, .*signal$/,
  )
  expect(() => new TCPExecutor('true', { port: 5_000, ports: [] } as never)).toThrow(
    /^Unknown option `ports` of TCPExecutor/,
  )
})

test.each<[string, () => unknown]>([
  ['`port` of TCPExecutor', () => new TCPExecutor('true', {} as never)],
  ['`port` of TCPExecutor', () => new TCPExecutor('true', { port: 0 })],
  ['`port` of TCPExecutor', () => new TCPExecutor('true', { port: 65_536 })],
  ['`port` of TCPExecutor', () => new TCPExecutor('true', { port: '80' as never })],
  ['`host` of TCPExecutor', () => new TCPExecutor('true', { host: '', port: 80 })],
  ['`url` of HTTPExecutor', () => new HTTPExecutor('true', {} as never)],
  ['`url` of HTTPExecutor', () => new HTTPExecutor('true', { url: 'localhost:80' })],
  ['`url` of HTTPExecutor', () => new HTTPExecutor('true', { url: 'ftp://localhost/' })],
  ['`url` of HTTPExecutor', () => new HTTPExecutor('true', { url: new URL('file:///') })],
  [
    '`status` of HTTPExecutor',
    () => new HTTPExecutor('true', { url: 'http://a/', status: {} as never }),
  ],
  ['`filename` of PidExecutor', () => new PidExecutor('true', { filename: '' })],
  ['`filename` of PidExecutor', () => new PidExecutor('true', {} as never)],
  ['`socketPath` of UnixSocketExecutor', () => new UnixSocketExecutor('true', { socketPath: '' })],
  ['`banner` of OutputExecutor', () => new OutputExecutor('true', { banner: '' })],
  [
    '`stream` of OutputExecutor',
    () => new OutputExecutor('true', { banner: 'a', stream: 'stdin' as never }),
  ],
])('%s must be what it has to be', (name, construct) => {
  expect(construct).toThrow(TypeError)
  expect(construct).toThrow(`Expected ${name} to be `)
})

test('the options of stop() and kill() are checked before anything happens', async () => {
  const executor = new SimpleExecutor('sleep 300')
  await expect(executor.stop({ signal: 'TERM' as never })).rejects.toThrow(
    /^Expected `signal` of stop\(\) to be a signal name/,
  )
  await expect(executor.stop({ timeout: '5s' as never })).rejects.toThrow(/`timeout` of stop\(\)/)
  await expect(executor.kill({ wait: 1 as never })).rejects.toThrow(/`wait` of kill\(\)/)
})
