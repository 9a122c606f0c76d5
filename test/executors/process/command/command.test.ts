import { describe, expect, test } from 'vitest'
import { SimpleExecutor, type Command } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../../support/kill-after-test.ts'

describe('a command that is a string', () => {
  // What Python's shlex.split makes of it.
  test.each<[string, readonly string[]]>([
    ['sleep 300', ['sleep', '300']],
    ['  a \t b \n c  ', ['a', 'b', 'c']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a 'b'"c"d`, ['a', 'bcd']],
    [`a '' "" b`, ['a', '', '', 'b']],
    [String.raw`a b\ c`, ['a', 'b c']],
    [String.raw`a "b\"c" "d\e"`, ['a', 'b"c', String.raw`d\e`]],
    [String.raw`a 'b\c'`, ['a', String.raw`b\c`]],
    ['a "$HOME" `b` | c > d; *', ['a', '$HOME', '`b`', '|', 'c', '>', 'd;', '*']],
    ['a --text=ünï', ['a', '--text=ünï']],
  ])('%j is split as %j', (command, parts) => {
    expect(new SimpleExecutor(command).commandParts).toEqual(parts)
  })

  test('is unchanged in `command`', () => {
    expect(new SimpleExecutor(`echo 'a  b'`).command).toBe(`echo 'a  b'`)
  })

  test.each([`echo 'a`, 'echo "a', `echo "a'`, 'echo a\\'])('%j is incomplete', (command) => {
    expect(() => new SimpleExecutor(command)).toThrow(TypeError)
    expect(() => new SimpleExecutor(command)).toThrow(
      /^Expected `command` to have balanced quotes and complete escapes, got /,
    )
  })
})

describe('a command that is a list', () => {
  test('is used unchanged, and quoted in `command`', () => {
    const executor = new SimpleExecutor(['echo', 'a b', '', '$HOME', "it's", 7])
    expect(executor.commandParts).toEqual(['echo', 'a b', '', '$HOME', "it's", '7'])
    expect(new SimpleExecutor(executor.command).commandParts).toEqual(executor.commandParts)
  })

  test('may contain file URLs, which become paths', () => {
    const url = new URL('file:///srv/a%20b.js')
    expect(new SimpleExecutor(['node', url]).commandParts).toEqual(['node', '/srv/a b.js'])
  })
})

test.each<[string, unknown]>([
  ['an empty string', ''],
  ['blanks', '  '],
  ['an empty list', []],
  ['an empty program', ['', 'a']],
  ['a NUL character', ['echo', 'a\0b']],
  ['undefined', undefined],
  ['a number', 7],
  ['a list with an object', ['echo', {}]],
])('%s is no command', (_name, command) => {
  expect(() => new SimpleExecutor(command as Command)).toThrow(TypeError)
  expect(() => new SimpleExecutor(command as Command)).toThrow(/^Expected `command` to /)
})

describe('the arguments of the process', () => {
  const SHOW = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))'

  test('are the parts, with no shell in between', async () => {
    const args = ['a b', '', '$HOME', '*', `'"\\`, 'ünï', '-x']
    const command = [process.execPath, '-e', SHOW, '--', ...args]
    expect(await printed(new SimpleExecutor(command))).toBe(JSON.stringify(args))
    const line = new SimpleExecutor(command).command
    expect(await printed(new SimpleExecutor(line))).toBe(JSON.stringify(args))
  })

  test('are made by the shell with `shell: true`', async () => {
    const executor = new SimpleExecutor('echo "$GREETING" | tr a-z A-Z; echo $((1 + 1))', {
      shell: true,
      env: { GREETING: 'hello' },
    })
    expect(await printed(executor)).toBe('HELLO\n2\n')
  })

  test('are quoted for the shell with `shell: true` and a list', async () => {
    const executor = new SimpleExecutor(['echo', '$HOME', 'a  b'], { shell: true })
    expect(await printed(executor)).toBe('$HOME a  b\n')
  })

  test('are made by a named shell', async () => {
    const executor = new SimpleExecutor('echo $0', { shell: '/bin/bash' })
    expect(await printed(executor)).toBe('/bin/bash\n')
  })

  test('may come from a line that only a shell can split', async () => {
    const executor = new SimpleExecutor("cat <<'E'\nit's\nE", { shell: true })
    expect(await printed(executor)).toBe("it's\n")
  })
})

async function printed(executor: SimpleExecutor): Promise<string> {
  await endedWithTest(executor).start()
  await executor.waitForExit()
  await executor.stop()
  return executor.output.text()
}
