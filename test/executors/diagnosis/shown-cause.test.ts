import { expect, test } from 'vitest'
import { shownCause } from '../../../src/executors/diagnosis/shown-cause.ts'
import { expectHarmless } from '../../support/harmless.ts'

const EVIL = 'a\u001B]0;title\u0007 ##[error]b \r::error::c'
const same = (text: string): string => text
const hide = (text: string): string => text.replaceAll('s3cr3t', '***')

test('a plain text cause is passed on unchanged', () => {
  const cause = new TypeError('no\nsuch host', { cause: { code: 1 } })
  expect(shownCause(cause, same)).toBe(cause)
  expect(shownCause(undefined, same)).toBeUndefined()
})

test('no cause of an error contains control characters, however deep it is', () => {
  const inner = Object.assign(new Error(EVIL), { name: EVIL, code: EVIL, stack: EVIL })
  const outer = new Error('outer', { cause: inner })
  const shown = shownCause(outer, same) as Error
  expect(shown).toMatchObject({ name: 'Error', message: 'outer' })
  const { name, message, stack, code } = shown.cause as NodeJS.ErrnoException
  for (const text of [name, message, stack, code]) expectHarmless(String(text))
  expectHarmless(String(shownCause(EVIL, same)))
  expectHarmless(String((shownCause({ name: 'x', stack: EVIL }, same) as Error).stack))
})

test('secrets are masked in the causes of an error', () => {
  const shown = shownCause(new Error('login s3cr3t failed'), hide) as Error
  expect(shown.message).toBe('login *** failed')
  expect(shown.stack).not.toContain('s3cr3t')
})

test('circular causes, and causes that throw on access, are bounded', () => {
  const circle = new Error(EVIL)
  circle.cause = circle
  expect(shownCause(circle, same)).toBeInstanceOf(Error)
  const shy = new Proxy(new Error('x'), {
    get() {
      throw new Error('do not look')
    },
  })
  expect(() => shownCause(shy, same)).not.toThrow()
})
