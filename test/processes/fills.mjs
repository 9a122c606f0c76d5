// fills.mjs DIR JOURNAL [TEXT] [wait|fail]: fills a directory with a text, or so many letters, and notes that it
// did; then waits for its end, or fails.
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [dir, journal, text = 'text', end] = process.argv.slice(2)
appendFileSync(journal, `fills ${process.pid}\n`)
mkdirSync(join(dir, 'data'), { mode: 0o700 })
writeFileSync(join(dir, 'data/file'), Number(text) ? 'x'.repeat(text) : text)
chmodSync(join(dir, 'data/file'), 0o640)
symlinkSync('file', join(dir, 'data/link'))
console.log(`filled with ${text}`)
if (end === 'wait') setInterval(() => {}, 1_000)
else if (end === 'fail') process.exitCode = 3
else appendFileSync(journal, `filled ${process.pid}\n`)
