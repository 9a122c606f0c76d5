// floods.mjs MEGABYTES: prints so much, and then stays.
const line = `${'x'.repeat(99)}\n`.repeat(10_000)
let left = Number(process.argv[2])
const next = () => process.stdout.write(left-- > 0 ? line : 'done\n', left >= 0 ? next : undefined)
next()
setInterval(() => {}, 1e9)
