import { describe, expect, test } from 'vitest'
import { ControlSequenceFilter, withoutControlSequences } from '../src/control-sequences.ts'

const ESC = '\u001B'
const ST = `${ESC}\\`

/** What stays of a text that comes in pieces of so many characters. */
function filtered(text: string, size: number): string {
  const filter = new ControlSequenceFilter()
  let kept = ''
  for (let begin = 0; begin < text.length; begin += size) {
    kept += filter.add(text.slice(begin, begin + size))
  }
  return kept + filter.release()
}

describe('control sequences are removed completely, wherever they are split', () => {
  test.each([
    ['a colour', `${ESC}[1;38:2:10:20:30m`],
    ['a private mode', `${ESC}[?2004h`],
    ['a sequence with an intermediate', `${ESC}[2 q`],
    ['an 8-bit CSI', '\u009B31m'],
    ['a title, ended by BEL', `${ESC}]0;a title\u0007`],
    ['a title, ended by ST', `${ESC}]2;a (title)${ST}`],
    ['an 8-bit title', '\u009D0;title\u009C'],
    ['a link', `${ESC}]8;id=1;http://host/a_(b)?c=[d]${ST}`],
    ['a link ended by an 8-bit ST', `${ESC}]8;;http://host/\u009C`],
    ['a clipboard', `${ESC}]52;c;${'QUJD'.repeat(5_000)}\u0007`],
    ['a DCS with a picture in lines', `${ESC}Pq#0;2;0;0;0\n#0~~@@\n-${ST}`],
    ['a DCS that holds a BEL', `${ESC}P1$r\u0007${ST}`],
    ['SOS', `${ESC}Xany text${ST}`],
    ['PM', `${ESC}^private${ST}`],
    ['APC', `${ESC}_Gf=24;AAAA${ST}`],
    ['8-bit DCS, SOS, PM and APC', '\u0090a\u009C\u0098b\u009C\u009Ec\u009C\u009Fd\u009C'],
    ['a string that is cancelled', `${ESC}]0;title\u0018`],
    ['a string that another sequence ends', `${ESC}]0;title${ESC}[0m`],
    ['a character set', `${ESC}(B`],
    ['a keypad mode, and a saved cursor', `${ESC}=${ESC}7${ESC}8`],
    ['an index and a reset', `${ESC}D${ESC}E${ESC}M${ESC}c`],
    ['a next line and an index in 8 bits', '\u0085\u0084'],
  ])('%s', (_name, sequence) => {
    const text = `rea${sequence}dy`
    expect(withoutControlSequences(text)).toBe('ready')
    for (let size = 1; size <= Math.min(sequence.length + 4, 40); size++) {
      expect(filtered(text, size)).toBe('ready')
    }
  })
})

describe('incomplete sequences do not hide text', () => {
  test.each([
    ['a string without an end', `a${ESC}]0;title`, 'a0;title'],
    ['a CSI that ends in no letter', `a${ESC}[12\nb`, 'a12\nb'],
    ['an escape before something else', `a${ESC}\nb${ESC}é`, 'a\nbé'],
    ['an ST without a string', `a${ST}b`, 'ab'],
  ])('%s', (_name, text, kept) => {
    expect(withoutControlSequences(text)).toBe(kept)
    expect(filtered(text, 1)).toBe(kept)
  })
})

test('other control characters and other alphabets are kept', () => {
  const text = 'a\tb\r\nc\u0007 \u0000 é ✓ 日本 \u{1F600}'
  expect(withoutControlSequences(text)).toBe(text)
  expect(filtered(text, 1)).toBe(text)
})

test('an unterminated control string is held back up to a limit', () => {
  const filter = new ControlSequenceFilter()
  expect(filter.add(`${ESC}]`)).toBe('')
  expect(filter.isHolding).toBe(true)
  const content = 'x'.repeat(1024 * 1024 + 1)
  expect(filter.add(content)).toBe(content)
  expect(filter.add('y')).toBe('y')
})

test.each([ESC, `${ESC}[`, `${ESC}]`, `${ESC}[1;`, '\u009D', `${ESC}P`, '\u009B1', `${ESC}(`])(
  'a mebibyte of %j is processed quickly',
  (introducer) => {
    const text = introducer.repeat((1024 * 1024) / introducer.length)
    const before = process.cpuUsage()
    withoutControlSequences(text)
    filtered(text, 64 * 1024)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000)
  },
)
