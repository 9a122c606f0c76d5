import { describe, expect, test } from 'vitest'
import { printable, printableLines } from '../src/printable.ts'

const ESC = '\u001B'

describe('a line is harmless', () => {
  test.each([
    ['colours', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['a title', `${ESC}]0;pwned\u0007text`, 'text'],
    ['a clipboard', `${ESC}]52;c;cHduZWQ=${ESC}\\text`, 'text'],
    ['a cleared screen', `${ESC}[2J${ESC}[Htext`, 'text'],
    ['a bell', 'text\u0007', 'text\u{FFFD}'],
    ['a backspace', 'text\bs', 'text\u{FFFD}s'],
    ['a vertical tab, and a form feed', 'a\u000Bb\fc', 'a\u{FFFD}b\u{FFFD}c'],
    ['separators of lines', 'a\u2028b\u2029c', 'a\u{FFFD}b\u{FFFD}c'],
    ['a next line', 'a\u0085::error::b', 'a::error::b'],
    ['a reversed order', 'a\u202Eb\u2066c', 'a\u{FFFD}b\u{FFFD}c'],
    ['a tab', 'a\tb', 'a\tb'],
  ])('%s', (_name, line, shown) => {
    expect(printable(line)).toBe(shown)
  })

  test.each([
    ['::error::pwned', ': :error::pwned'],
    ['  ::set-output name=a::b', '  : :set-output name=a::b'],
    ['x\r::error::pwned', ': :error::pwned'],
    ['text ##[add-mask]a', 'text # #[add-mask]a'],
    ['###[group]', '## #[group]'],
    [`#${ESC}[0m#[error]`, '# #[error]'],
    ['##vso[task.setvariable variable=a]b', '# #vso[task.setvariable variable=a]b'],
    ["##teamcity[testFailed name='a']", "# #teamcity[testFailed name='a']"],
    ['section_start:1560896352:a', 'section_start :1560896352:a'],
  ])('without a command to a CI runner: %j', (line, shown) => {
    expect(printable(line)).toBe(shown)
    expect(printable(shown)).toBe(shown)
  })

  test.each(['## a heading', 'listening on ::1', '::ffff:127.0.0.1', 'std::vector', '[::]:80'])(
    'with text that only resembles a command: %j',
    (line) => {
      expect(printable(line)).toBe(line)
    },
  )
})

test('a progress bar is shown in its last state', () => {
  expect(printable('10%\r 50%\r100%\r')).toBe('100%')
  expect(printable(`10%\r100%\r${ESC}[K`)).toBe('100%')
  expect(printableLines('10%\r100%\r\nnext\r\n')).toEqual(['100%', 'next', ''])
})

test('a long line shows its beginning, its end, and the number of omitted characters', () => {
  const shown = printable(`${'x'.repeat(900_000)} Error: at last`)
  expect(shown.length).toBeLessThanOrEqual(500)
  expect(shown).toMatch(/^x{340}… \(899555 characters omitted\) …x+ Error: at last$/)
  expect(printable(shown)).toBe(shown)
})
