import { expect, test } from 'vitest'
import { describeChanges } from '../../../src/executors/diagnosis/describe-changes.ts'
import { masked } from '../../../src/executors/secrets/mask.ts'

test('only differences from the inherited environment are shown', () => {
  const inherited = { HOME: '/root', LANG: 'C', PORT: '80' }
  const changes = { PORT: 80, LANG: 'en', GREETING: 'a b', HOME: undefined, NONE: undefined }
  expect(describeChanges(changes, inherited)).toBe("LANG=en GREETING='a b', without HOME")
  expect(describeChanges({ LANG: 'C' }, inherited)).toBeUndefined()
})

test.each([
  ['PGPASSWORD', 'hunter2', '***'],
  ['API_TOKEN', 'abc', '***'],
  ['AWS_SECRET_ACCESS_KEY', 'abc', '***'],
  ['apiKey', 'abc', '***'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/key.json', '***'],
  ['PASSWORD', '', ''],
  ['PWD', '/home', '/home'],
  ['GIT_AUTHOR_NAME', 'me', 'me'],
  ['PORT', '80', '80'],
  ['URL', 'postgres://app:hunter2@db:5432/app', 'postgres://app:***@db:5432/app'],
  ['URL', 'redis://:hunter2@db', 'redis://:***@db'],
  ['URL', 'postgres://app:hunt@er/2@db/app', 'postgres://app:***@db/app'],
  [
    'URL',
    'postgres://app@db/app?sslmode=on&password=hunter2',
    'postgres://app@db/app?sslmode=on&password=***',
  ],
  ['URL', 'http://localhost:4873/@scope/name', 'http://localhost:4873/@scope/name'],
])('%s=%s is shown as %s', (name, value, shown) => {
  expect(masked(name, value)).toBe(shown)
})
