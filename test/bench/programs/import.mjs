// import.mjs MODULE [BEFORE]: how many milliseconds the import of a module takes.
const [name, before] = process.argv.slice(2)
if (before) await import(before)
const begun = performance.now()
await import(name)
console.log(performance.now() - begun)
