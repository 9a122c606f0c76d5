// leaves-with-input.mjs: a watcher that runs until its input ends.
process.stdin.resume().on('end', () => process.exit())
console.log('watching')
