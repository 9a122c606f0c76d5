import { expect, test } from 'vitest'
import { WholeCharacters } from '../../../src/executors/output/whole-characters.ts'

const text = 'aé漢😀b'

test.each([1, 2, 3, 4, 5])('characters stay whole in chunks of %i bytes', (size) => {
  const characters = new WholeCharacters()
  const bytes = Buffer.from(text)
  let found = ''
  for (let at = 0; at < bytes.length; at += size) {
    const whole = characters.add(bytes.subarray(at, at + size)).toString()
    expect(whole).not.toContain('\u{FFFD}')
    found += whole
  }
  expect(found).toBe(text)
  expect(characters.end()).toHaveLength(0)
})

test('invalid bytes are passed on at once, or at the end', () => {
  const characters = new WholeCharacters()
  expect(characters.add(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toHaveLength(4)
  expect(characters.add(Buffer.from([0x61, 0xf0, 0x9f]))).toHaveLength(1)
  expect([...characters.end()]).toEqual([0xf0, 0x9f])
})
