import { describe, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'

const MEBIBYTE = 1024 * 1024

describe('the output of a process', () => {
  test('is available as text, as lines and by stream', async () => {
    const executor = new SimpleExecutor(['sh', '-c', 'echo b >&2; echo a; printf "\\nc\\n"'])
    await endedWithTest(executor).start()
    await executor.waitForExit()
    await executor.stop()
    expect(executor.output.stdout).toBe('a\n\nc\n')
    expect(executor.output.stderr).toBe('b\n')
    expect(executor.output.text()).toHaveLength(7)
    expect(executor.output.lines().toSorted()).toEqual(['', 'a', 'b', 'c'])
  })

  test('is empty before the start', () => {
    const { output } = new SimpleExecutor('true')
    expect([output.text(), output.lines(), output.stdout, output.stderr]).toEqual(['', [], '', ''])
  })

  test('is complete after a stop', async () => {
    const script = `process.on('SIGTERM', () => process.stdout.write('x'.repeat(700_000) + 'end', () => process.exit()))
      setInterval(() => {}, 1000); console.log('ready')`
    const executor = new OutputExecutor([process.execPath, '-e', script], { banner: 'ready' })
    await endedWithTest(executor).start()
    await executor.stop()
    expect(executor.output.text()).toMatch(/x{1000}end$/)
    expect(executor.output.text()).toHaveLength('ready\n'.length + 700_000 + 'end'.length)
  })

  test('is kept across restarts', async () => {
    const executor = new OutputExecutor(['sh', '-c', 'echo $$; exec sleep 300'], { banner: '\n' })
    await endedWithTest(executor).start()
    await executor.stopped(() => {})
    expect(executor.output.lines()).toHaveLength(2)
  })

  test('may contain characters that are split between two reads', async () => {
    const script = 'printf "\\303"; sleep 0.05; printf "\\251 done"; exec sleep 300'
    const executor = new OutputExecutor(['sh', '-c', script], { banner: 'é done' })
    await endedWithTest(executor).start()
    expect(executor.output.text()).toBe('é done')
  })
})

describe('20 MB before it is ready, and 20 MB after', () => {
  test('block nothing, take bounded memory, and cause a notice', async () => {
    // Both sides take hundreds of turns, which last as long as those of all others on the machine.
    const options = { banner: 'ready', startTimeout: 300_000 }
    const executor = new OutputExecutor(run('floods.mjs', 20, 20), options)
    const before = process.memoryUsage().rss
    await endedWithTest(executor).start()
    await executor.output.waitFor('flooded', { timeout: 300_000 })
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MEBIBYTE)

    const text = executor.output.text()
    const [notice = '', ...kept] = text.split('\n')
    expect(notice).toMatch(/^\[\d+ bytes of earlier output were dropped\]$/)
    expect(kept.join('\n')).toHaveLength(MEBIBYTE)
    const dropped = Number(/\d+/.exec(notice)?.[0])
    expect(dropped + MEBIBYTE).toBe(executor.output.mark())
    // Of the other stream more may come after it.
    expect(executor.output.stdout).toMatch(/^\[[^]*flooded\n$/)
    await executor.stop()
  }, 610_000)

  test('block nothing without a waitFor()', async () => {
    const executor = new SimpleExecutor([
      'sh',
      '-c',
      'yes | head -c 20000000; yes | head -c 999 >&2',
    ])
    await endedWithTest(executor).start()
    expect(await executor.waitForExit()).toEqual({ exitCode: 0, signal: null })
    await executor.stop()
    expect(executor.output.mark()).toBe(20_000_999)
  })
})

describe('waitFor()', () => {
  test('resolves with the match and its named groups', async () => {
    const executor = endedWithTest(new SimpleExecutor(['sh', '-c', 'echo "port 8080"; sleep 300']))
    await executor.start()
    const match = await executor.output.waitFor(/port (?<port>\d+)/)
    expect(match).toEqual({ text: 'port 8080', groups: { port: '8080' } })
    expect(await executor.output.waitFor('port 8080')).toEqual({ text: 'port 8080', groups: {} })
  })

  test('searches one stream if the option says so', async () => {
    const executor = endedWithTest(
      new SimpleExecutor(['sh', '-c', 'echo a; echo b >&2; sleep 300']),
    )
    await executor.start()
    await executor.output.waitFor('b', { stream: 'stderr' })
    const wait = executor.output.waitFor('a', { stream: 'stderr', timeout: 50 })
    await expect(wait).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('searches only the output since a mark', async () => {
    const executor = new SimpleExecutor('cat', { stdin: 'open' })
    await endedWithTest(executor).start()
    const { output } = executor
    executor.process?.stdin?.write('hello 1\n')
    await output.waitFor('hello')
    const since = output.mark()
    await expect(output.waitFor('hello', { since, timeout: 50 })).rejects.toThrow(
      /^"hello" was not printed on stdout or stderr within 50 ms\.\n\nOutput: none$/,
    )
    executor.process?.stdin?.write('hello 2\n')
    expect((await output.waitFor(/hello \d/, { since })).text).toBe('hello 2')
    expect(output.since(since)).toBe('hello 2\n')
  })

  test('fails after its timeout, or when a signal aborts it', async () => {
    const executor = endedWithTest(new SimpleExecutor('sleep 300'))
    await executor.start()
    const { output } = executor
    await expect(output.waitFor('a', { timeout: 0.5 })).rejects.toThrow(/within 0.5 ms/)
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(output.waitFor('a', { signal, timeout: Infinity })).rejects.toBe(reason)
  })

  test('is rejected when the process exits without a match', async () => {
    const executor = endedWithTest(new SimpleExecutor(['sh', '-c', 'echo other']))
    await executor.start()
    await expect(executor.output.waitFor('banner')).rejects.toThrow(
      /^"banner" was not printed on stdout or stderr before the process closed its output\./,
    )
    await expect(executor.output.waitFor('banner')).rejects.toThrow(
      /before the process closed its output/,
    )
    expect(await executor.output.waitFor('other')).toMatchObject({ text: 'other' })
  })

  test('is rejected when the process is stopped', async () => {
    const executor = endedWithTest(new SimpleExecutor('sleep 300'))
    await executor.start()
    const wait = expect(executor.output.waitFor('banner')).rejects.toThrow(
      /before the process closed its output/,
    )
    await executor.stop()
    await wait
  })
})
