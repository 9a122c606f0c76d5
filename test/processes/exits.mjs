// exits.mjs CODE LINES: prints so many lines, the last one on stderr, and exits with the code.
const [code, lines] = process.argv.slice(2).map(Number)
for (let line = 1; line < lines; line++) console.log(`line ${line}`)
console.error(`line ${lines}: giving up`)
process.exitCode = code
