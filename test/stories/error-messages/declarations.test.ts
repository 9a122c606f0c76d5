import { expect, test as base } from 'vitest'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'
import { reading } from '../../support/read-messages.ts'

const asks = (api: string, options = ''): string => `${IMPORTS}
const api = ${api}
const test = base.extend('db', service('db', { command: 'sleep 300' })).extend('api', ${options}api)
test('asks', ({ api }) => {})
`
const FILES = {
  'mistyped.spec.ts': asks(`service('api', { command: 'node server.js', startTimout: 5_000 })`),
  'bad.spec.ts': asks(`service('api', { command: 'node server.js', startTimeout: '5s' })`),
  'uncalled.spec.ts': asks(`service('api', { command: 'node server.js', ready: tcp })`),
  'wrapped.spec.ts': asks(
    `service('api', { command: 'sleep 300', ready: () => http('/healthz') })`,
  ),
  'option.spec.ts': asks(
    `service('api', { command: 'node server.js', ready: http('/', { stauts: 204 }) })`,
  ),
  'named.spec.ts': asks(`service('my api', { command: 'node server.js' })`),
  'bare.spec.ts': asks(`service('api', { ready: tcp() })`),
  'chained.spec.ts': asks(`service('api', { command: 'node build.js && node server.js' })`),
  'assigned.spec.ts': asks(`service('api', { command: 'PORT=80 node server.js' })`),
  'address.spec.ts': asks(`service('api', { command: 'node server.js', url: 'localhost:80' })`),
  'whole.spec.ts': asks(
    `service('api', (fixtures) => ({ command: 'node server.js', env: { DB: fixtures.db.url } }))`,
  ),
  'late.spec.ts': asks(
    `service('api', ({}) => ({ command: 'node server.js', startTimout: 5_000 }))`,
  ),
  'thrown.spec.ts': asks(`service('api', ({ task }) => ({ command: ['node', undefined.path] }))`),
  'empty.spec.ts': asks(
    `service('api', { command: ({ port }) => { ['node', 'server.js', port] } })`,
  ),
  'dependency.spec.ts': asks(
    `service('api', ({ db }) => ({ command: ['node', 'server.js', db.port] }))`,
    "{ scope: 'file' }, ",
  ),
}

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(FILES, { config: { pool: 'threads', isolate: false, maxWorkers: 1 } }),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('an option that is mistyped', ({ project }) => {
  expect(reading(project, 'mistyped.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Unknown option \`startTimout\` of service "api": did you mean \`startTimeout\`?
     ❯ mistyped.spec.ts:6:13"
  `)
})

test('an option of the wrong kind', ({ project }) => {
  expect(reading(project, 'bad.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected \`startTimeout\` of service "api" to be a non-negative number of milliseconds, got "5s" (string)
     ❯ bad.spec.ts:6:13"
  `)
})

test('a builder that was not called', ({ project }) => {
  expect(reading(project, 'uncalled.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected \`ready\` to be the result of a builder, not the builder itself, got [Function: tcp] (function): did you mean \`tcp()\`?
     ❯ uncalled.spec.ts:6:13"
  `)
})

test('a builder inside a function', ({ project }) => {
  expect(reading(project, 'wrapped.spec.ts > asks')).toMatchInlineSnapshot(`
    "TypeError: Expected the return value of the check to be a boolean, got { kind: 'http' } (object): did you mean \`ready: http()\`, without a function around it?
     ❯ wrapped.spec.ts:6:13"
  `)
})

test('a mistyped option of a check', ({ project }) => {
  expect(reading(project, 'option.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Unknown option \`stauts\` of http(): did you mean \`status\`?
     ❯ option.spec.ts:6:64"
  `)
})

test('an invalid name', ({ project }) => {
  expect(reading(project, 'named.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected the name of a service to be letters, digits and dashes, beginning with a letter or digit, got "my api" (string)
     ❯ named.spec.ts:6:13"
  `)
})

test('no command', ({ project }) => {
  expect(reading(project, 'bare.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected service "api" to have a \`command\` or a \`start\`, got neither
     ❯ bare.spec.ts:6:13"
  `)
})

test('shell syntax without a shell', ({ project }) => {
  expect(reading(project, 'chained.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected \`command\` of service "api" to be a program and its arguments, got "node build.js && node server.js" (string): \`&&\` needs a shell; set \`shell: true\`, or quote it
     ❯ chained.spec.ts:6:13"
  `)
})

test('a variable before the command', ({ project }) => {
  expect(reading(project, 'assigned.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected \`command\` of service "api" to be a program and its arguments, got "PORT=80 node server.js" (string): a variable belongs in \`env\`
     ❯ assigned.spec.ts:6:13"
  `)
})

test('an address as URL', ({ project }) => {
  expect(reading(project, 'address.spec.ts')).toMatchInlineSnapshot(`
    "TypeError: Expected \`url\` of service "api" to be a URL, or a function, got "localhost:80" (string): did you mean "http://localhost:80"?
     ❯ address.spec.ts:6:13"
  `)
})

test('a context that is not destructured', ({ project }) => {
  expect(reading(project, 'whole.spec.ts')).toMatchInlineSnapshot(`
    "FixtureParseError: The 1st argument inside a fixture must use object destructuring pattern, e.g. ({ task } => {}). Instead, received "fixtures".
     ❯ whole.spec.ts:7:73"
  `)
})

test('a mistyped option in a function', ({ project }) => {
  expect(reading(project, 'late.spec.ts > asks')).toMatchInlineSnapshot(`
    "TypeError: Unknown option \`startTimout\` of service "api": did you mean \`startTimeout\`?
     ❯ late.spec.ts:6:13"
  `)
})

test('an error of the declaration itself', ({ project }) => {
  expect(reading(project, 'thrown.spec.ts > asks')).toMatchInlineSnapshot(`
    "TypeError: Cannot read properties of undefined (reading 'path')
     ❯ thrown.spec.ts:6:73"
  `)
})

test('a command function without a command', ({ project }) => {
  expect(reading(project, 'empty.spec.ts > asks')).toMatchInlineSnapshot(`
    "TypeError: Expected \`command\` of service "api" to be a string or a list of strings, numbers and URLs, got undefined: does its function lack a \`return\`?
     ❯ empty.spec.ts:6:13"
  `)
})

test('a dependency of a narrower scope', ({ project }) => {
  expect(reading(project, 'dependency.spec.ts')).toMatchInlineSnapshot(`
    "FixtureDependencyError: The file "api" fixture cannot depend on a test fixture "db".
     ❯ dependency.spec.ts:7:73"
  `)
})
