import { expect, test as base } from 'vitest'
import { Project } from '../../support/vitest-project.ts'
import { program } from '../../support/program.ts'
import { asking, reading } from '../../support/read-messages.ts'

const SCRIPT = 'echo "login failed: $DB_PASSWORD"; echo "at $1" >&2; exit 1'
const SECRETS = asking({
  told: `{
    command: ['sh', '-c', ${JSON.stringify(SCRIPT)}, 'sh', process.env.SOME_URL, '--token=' + process.env.GIVEN],
    ready: output('up'),
  }`,
  echoes: `{
    command: ({ port }) => [process.execPath, '${program('answers.mjs')}', port],
    ready: http('/?access_token=' + process.env.ASKED, {
      status: 204,
      headers: { 'x-api-key': process.env.ASKED },
    }),
    startTimeout: 3_000,
  }`,
  prepared: `{
    command: 'sleep 300',
    prepare: ['sh', '-c', 'echo "with $1"; exit 3', 'sh', '--password=' + process.env.BEFORE],
  }`,
  cleaned: `{
    command: 'sleep 300',
    cleanup: ['sh', '-c', 'echo "with $1"; exit 3', 'sh', '--password=' + process.env.AFTER],
  }`,
})

const EXECUTOR = `
import { expect, test } from 'vitest'
import { HTTPExecutor } from 'vitest-mirakuru/executors'
const options = { url: \`http://ann:\${process.env.AFTER}@localhost/\`, headers: { authorization: process.env.DB_PASSWORD } }
test('executor', () => expect(new HTTPExecutor('api --token=' + process.env.AFTER, options)).toEqual({}))
`

const test = base.extend('project', { scope: 'file' }, async ({}, { onCleanup }) => {
  const project = await Project.create({
    'secrets.spec.ts': SECRETS,
    'executor.spec.ts': EXECUTOR,
  })
  onCleanup(() => project[Symbol.asyncDispose]())
  const env = {
    DB_PASSWORD: 's3cr3t-word',
    SOME_URL: 'db://app:An0ther-one@host/x',
    GIVEN: 'abc123',
    ASKED: 'hunter2-asked',
    BEFORE: 'hunter2-before',
    AFTER: 'hunter2-after',
    VITEST_MIRAKURU_LOG: '1',
  }
  const run = await project.run({ env })
  return { run, logs: project.logs }
})
test.beforeAll(({ project }) => expect(project.run.output).toContain('Test Files'))

test('secrets are masked everywhere, even where the program repeats them', ({ project }) => {
  expect(reading(project.run, 'told')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: told exited with code 1 before it was ready.

    Last error: login failed: ***
    Last check: not printed (N attempts)
    Process: exited with code 1
    Command: sh -c 'echo "login failed: $DB_PASSWORD"; echo "at $1" >&2; exit 1' sh db://app:***@host/x --token=***
    Directory: PROJECT
    Output (last 20 lines):
      | login failed: ***
      | at db://app:***@host/x
    Log: PROJECT/logs/RUN/told.log
     ❯ secrets.spec.ts:7:19"
  `)
})

test('nor are those of a request, a preparation, a cleanup or an executor that are printed', ({
  project,
}) => {
  expect(reading(project.run, 'echoes')).toContain(
    'Last check: status 200: {"method":"GET","url":"/?access_token=***","headers":{',
  )
  for (const name of ['prepared', 'cleaned']) {
    expect(reading(project.run, name)).toMatch(/^ .*with --password=\*\*\*$/m)
  }
  expect(reading(project.run, 'executor')).toContain('+ HTTPExecutor {')
  const shown = project.run.output + JSON.stringify(project.run.tests)
  expect(shown).not.toMatch(/s3cr3t-word|An0ther-one|abc123|hunter2/)
})
