// exchanges-folders.mjs PATH OUTSIDE: exchanges the folders in PATH with links to OUTSIDE and back, without an end.
import { readdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'

const [path, outside] = process.argv.slice(2)
process.chdir(path)
const names = readdirSync('.')
console.log('begins')
for (;;) {
  for (const name of names) {
    try {
      renameSync(name, `away-${name}`)
      symlinkSync(outside, name)
      const end = performance.now() + 0.2
      while (performance.now() < end);
      unlinkSync(name)
      renameSync(`away-${name}`, name)
    } catch {
      // It is being removed.
    }
  }
}
