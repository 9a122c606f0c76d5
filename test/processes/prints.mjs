// prints.mjs [STREAM TEXT]...: writes each text to its stream by itself, after what was written before
// has been read, and stays.
import { setTimeout as delay } from 'node:timers/promises'

const pieces = process.argv.slice(2)
for (let index = 0; index < pieces.length; index += 2) {
  process[pieces[index]].write(JSON.parse(`"${pieces[index + 1]}"`))
  await delay(5)
}
setInterval(() => {}, 1_000)
