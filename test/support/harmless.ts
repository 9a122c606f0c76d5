import { expect } from 'vitest'

/** Nothing in a text acts on a terminal, nor on the machine of a CI runner that shows it. */
export function expectHarmless(text: string): void {
  expect(text).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/)
  expect(text).not.toMatch(/##\w*\[|section_start:\d/)
  expect(text).not.toMatch(/^\s*::/m)
}
