import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SimpleExecutor, type Command, type ExecutorOptions } from 'vitest-mirakuru/executors'
import { readable } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

interface Place {
  readonly cwd: string
  readonly env: { readonly PATH: string }
}

/** A project with a folder of programs on PATH, and others in node_modules/.bin. */
async function place(): Promise<Place> {
  const cwd = await temporaryDirectory()
  const files = ['bin/redis-server', 'bin/redis-cli', 'bin/nodemon', 'node_modules/.bin/eslint']
  for (const folder of ['bin', 'node_modules/.bin'])
    await mkdir(join(cwd, folder), { recursive: true })
  for (const file of files) {
    await writeFile(join(cwd, file), '')
    await chmod(join(cwd, file), 0o755)
  }
  await writeFile(join(cwd, 'bin/server.js'), '')
  await writeFile(join(cwd, 'bin/eslin'), '')
  return { cwd, env: { PATH: join(cwd, 'bin') } }
}

async function failure(command: Command, options: ExecutorOptions): Promise<string> {
  return readable(await rejection(new SimpleExecutor(command, options).start()))
}

test('a command that is not found', async () => {
  expect(await failure('nodemno server.js', await place())).toMatchInlineSnapshot(`
    "nodemno could not be started: command not found: nodemno is not on PATH.

    Command: nodemno server.js
    Directory: TEMPORARY
    Environment: PATH=TEMPORARY/bin
    Output: none
    Fix: did you mean TEMPORARY/bin/nodemon?"
  `)
})

test.each([
  ['eslnt', 'did you mean TEMPORARY/node_modules/.bin/eslint?'],
  ['redis', 'did you mean TEMPORARY/bin/redis-cli, or TEMPORARY/bin/redis-server?'],
  ['something-else', 'install it, or specify its path.'],
  ['cd', 'cd is a shell builtin: set `shell: true`.'],
  ['PORT=80 nodemon', "set variables with `env`: `env: { PORT: '...' }`."],
  [
    ['nodemon server.js'],
    'pass each argument as its own list entry, or pass the whole command as one string.',
  ],
])('there is advice for %j', async (command, fix) => {
  expect(await failure(command, await place())).toContain(`Fix: ${fix}`)
})

test('a path that does not exist', async () => {
  expect(await failure('bin/sever.js', await place())).toMatchInlineSnapshot(`
    "sever.js could not be started: TEMPORARY/bin/sever.js does not exist.

    Command: bin/sever.js
    Directory: TEMPORARY
    Environment: PATH=TEMPORARY/bin
    Output: none
    Fix: correct the path; a relative path starts in the directory above. Did you mean TEMPORARY/bin/server.js?"
  `)
})

test('a file that is not executable', async () => {
  expect(await failure('bin/server.js', await place())).toMatchInlineSnapshot(`
    "server.js could not be started: TEMPORARY/bin/server.js is not executable.

    Command: bin/server.js
    Directory: TEMPORARY
    Environment: PATH=TEMPORARY/bin
    Output: none
    Fix: make it executable with \`chmod +x TEMPORARY/bin/server.js\`, or run its interpreter: ['node', 'TEMPORARY/bin/server.js']."
  `)
})

test('a folder that does not exist', async () => {
  const { cwd, env } = await place()
  expect(await failure('nodemon', { cwd: join(cwd, 'bim'), env })).toMatchInlineSnapshot(`
    "nodemon could not be started: the working directory TEMPORARY/bim does not exist.

    Command: nodemon
    Directory: TEMPORARY/bim
    Environment: PATH=TEMPORARY/bin
    Output: none
    Fix: correct \`cwd\`, or create the directory. Did you mean TEMPORARY/bin?"
  `)
})

test('a folder that is a file', async () => {
  const { cwd, env } = await place()
  const message = await failure('nodemon', { cwd: join(cwd, 'bin/server.js'), env })
  expect(message).toContain('the working directory TEMPORARY/bin/server.js is not a directory.')
  expect(message).toMatch(/^Fix: correct `cwd`, or create the directory\.$/m)
})
