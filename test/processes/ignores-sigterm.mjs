process.on('SIGTERM', () => console.log('SIGTERM ignored'))
setInterval(() => {}, 1_000)
console.log('ready')
