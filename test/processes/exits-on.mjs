// exits-on.mjs SIGNAL CODE: exits with the code when it gets the signal.
const [signal, code] = process.argv.slice(2)
process.on(signal, () => process.exit(Number(code)))
setInterval(() => {}, 1_000)
console.log('ready')
