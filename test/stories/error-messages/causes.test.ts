import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  OutputExecutor,
  SimpleExecutor,
  type Command,
  type ExecutorOptions,
} from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { readable } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const linuxTest = test.skipIf(process.platform !== 'linux')

/** The message of a program that does not come up. */
async function failure(command: Command, options: ExecutorOptions = {}): Promise<string> {
  const given = { banner: 'never', startTimeout: 5_000, ...options }
  return readable(await rejection(endedWithTest(new OutputExecutor(command, given)).start()))
}

/** It has this file to run, which is removed with the test. */
async function fileWith(name: string, text: string): Promise<string> {
  const path = join(await temporaryDirectory(), name)
  await writeFile(path, text)
  return path
}

const has = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}

describe('a command that was written for a shell', () => {
  test.for<[line: string, found: string]>([
    ['echo a && exit 1', '&&'],
    ['echo a | cat', '|'],
    ['echo a > /dev/null', '>'],
    ['echo a 2>&1', '2>&1'],
    ['echo $PORT', '$PORT'],
    ['echo a &', '&'],
  ])('%s', async ([line, found]) => {
    const message = await failure(line)
    expect(message).toContain(
      `\`${found}\` is passed as a plain argument, because no shell is run: set \`shell: true\`.`,
    )
  })

  test.for<Command>(["echo '&&'", ['echo', 'a && b'], ['sh', '-c', 'true && exit 0'], 'echo a&b'])(
    'but not %j',
    async (command) => {
      expect(await failure(command)).not.toContain('shell: true')
    },
  )

  test('with `shell: true` gets no such advice', async () => {
    expect(await failure('echo a && exit 1', { shell: true })).not.toContain('shell: true')
  })
})

describe('a module of the wrong kind', () => {
  test('is described in words that Vitest does not mistake for its own error', async () => {
    const script = `console.error("SyntaxError: Cannot use import statement outside a module\\nSyntaxError: Unexpected token 'export'"); process.exit(1)`
    const message = await failure([process.execPath, '-e', script])
    expect(message).toContain('Fix: Node loads an ES module as CommonJS: rename the file to `.mjs`')
    expect(message).not.toMatch(/import statement outside a module|Unexpected token 'export'/)
    expect(message).toContain('Cannot use import statement  outside a module')
  })

  test('that is CommonJS gets advice', async () => {
    const message = await failure([
      process.execPath,
      await fileWith('server.mjs', 'require("net")'),
    ])
    expect(message).toContain(
      'Fix: Node loads a CommonJS module as an ES module: rename the file to `.cjs`',
    )
  })
})

describe('buffered output', () => {
  test.skipIf(!has('perl'))('by Perl', async () => {
    const command = ['perl', '-e', 'print "never\\n"; sleep 300']
    const message = await failure(command, { startTimeout: 1_500 })
    expect(message).toContain('Fix: Perl buffers its output to a pipe: set `$| = 1` in the script.')
    await endedWithTest(
      new OutputExecutor(['perl', '-e', `$| = 1; ${command[2]}`], { banner: 'never' }),
    ).start()
  })

  test.skipIf(!has('gcc') || !has('stdbuf'))('by a program in C', async () => {
    const source =
      '#include <stdio.h>\n#include <unistd.h>\nint main() { puts("never"); sleep(300); }'
    const program = join(await temporaryDirectory(), 'server')
    execFileSync('gcc', ['-x', 'c', '-', '-o', program], { input: source })
    const message = await failure([program], { startTimeout: 1_500 })
    expect(message).toContain('start it with `stdbuf -oL`')
    await endedWithTest(new OutputExecutor(['stdbuf', '-oL', program], { banner: 'never' })).start()
  })

  linuxTest('is not assumed of a program that is known not to buffer', async () => {
    const message = await failure('sleep 300', { startTimeout: 300 })
    expect(message).not.toContain('stdbuf')
  })
})

describe("Node's debugger", () => {
  test('does not count as a server, and the error says that Node waits for it', async () => {
    const command = [process.execPath, '--inspect-brk=127.0.0.1:0', '-e', '0']
    const message = await failure(command, { startTimeout: 3_000 })
    expect(message).toContain(
      'Fix: it is waiting for a debugger: attach one, or remove `--inspect-brk`.',
    )
    expect(message).not.toContain('it listens on')
  })
})

describe('limits of the system', () => {
  linuxTest('`ulimit -n` without a possible start', async () => {
    const script = 'ulimit -n 64; exec "$0" "$@"'
    const executor = new OutputExecutor(['sh', '-c', script, ...run('uses-up-files.mjs')], {
      banner: 'Fix: the limit of open files and sockets is reached: raise it with `ulimit -n`',
    })
    await endedWithTest(executor).start()
    expect(executor.output.text()).toMatch(/^sleep could not be started: .*EMFILE/)
  })

  test.for<[limit: string, script: string]>([
    ['ulimit -n', 'echo "Error: EMFILE: too many open files, open x" >&2; exit 1'],
    ['ulimit -n', 'echo "accept4() failed (24: Too many open files)"; exit 1'],
    ['ulimit -u', 'echo "sh: 1: Cannot fork"; exit 2'],
    ['ulimit -u', 'echo "fork: retry: Resource temporarily unavailable"; exit 254'],
    ['ulimit -u', 'echo "Error: spawn /bin/sh EAGAIN"; exit 1'],
  ])('%s, by the words of a program: %s', async ([limit, script]) => {
    expect(await failure(['sh', '-c', script])).toContain(`raise it with \`${limit}\``)
  })
})

linuxTest('a mocked file system during the stop', async () => {
  const executor = new OutputExecutor(run('mocks-files.mjs'), { banner: 'over' })
  await endedWithTest(executor).start()
  expect(executor.output.text()).toMatch(/^sleep could not be stopped: ENOENT.*'\/proc'/)
  expect(executor.output.text()).toContain(
    'Fix: the file system appears to be mocked: restore it before the service is stopped.',
  )
})

linuxTest('an output that is opened by its path', async () => {
  const message = await failure(['sh', '-c', 'echo ready > /dev/stderr'])
  expect(message).toContain('Fix: its output is a socket, which cannot be opened as /dev/stderr')
  const piped = new OutputExecutor('sh -c "echo never > /dev/stderr; sleep 300" 2>&1 | cat', {
    banner: 'never',
    shell: true,
  })
  await endedWithTest(piped).start()
})

test('there is no advice without a known cause', async () => {
  expect(await failure(['sh', '-c', 'echo starting; exit 3'])).not.toContain('Fix:')
  await endedWithTest(new SimpleExecutor('sleep 300')).start()
})
