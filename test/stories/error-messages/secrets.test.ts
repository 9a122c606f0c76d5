import { expect, test as base } from 'vitest'
import { Project } from '../../support/vitest-project.ts'
import { asking, reading } from '../../support/read-messages.ts'

const SCRIPT = 'echo "login failed: $DB_PASSWORD"; echo "at $1" >&2; exit 1'
const SECRETS = asking({
  told: `{
    command: ['sh', '-c', ${JSON.stringify(SCRIPT)}, 'sh', process.env.SOME_URL, '--token=' + process.env.GIVEN],
    ready: output('up'),
  }`,
})

const test = base.extend('project', { scope: 'file' }, async ({}, { onCleanup }) => {
  const project = await Project.create({ 'secrets.spec.ts': SECRETS })
  onCleanup(() => project[Symbol.asyncDispose]())
  const env = {
    DB_PASSWORD: 's3cr3t-word',
    SOME_URL: 'db://app:An0ther-one@host/x',
    GIVEN: 'abc123',
  }
  const run = await project.run({ env })
  return { run, logs: project.logs }
})
test.beforeAll(({ project }) => expect(project.run.output).toContain('Test Files'), 60_000)

test('secrets are shown nowhere, also where the program repeats them', ({ project }) => {
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
  expect(project.run.output).not.toMatch(/s3cr3t-word|An0ther-one|abc123/)
  expect(JSON.stringify(project.run.tests)).not.toMatch(/s3cr3t-word|An0ther-one|abc123/)
})
