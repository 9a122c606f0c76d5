// floods.mjs BEFORE AFTER: prints so many MiB on both streams before it says it is ready, and after.
import { once } from 'node:events'

const [before, after] = process.argv.slice(2).map(Number)
const line = `${'x'.repeat(1023)}\n`
await flood(before)
console.log('\nready')
await flood(after)
console.log('\nflooded')
setInterval(() => {}, 1_000)

async function flood(mebibytes) {
  for (let written = 0; written < mebibytes * 1024; written++) {
    const stream = written % 2 === 0 ? process.stdout : process.stderr
    if (!stream.write(line)) await once(stream, 'drain')
  }
  // Each stream has a buffer of its own.
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write('', resolve))
  }
}
