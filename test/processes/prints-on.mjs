// prints-on.mjs: is busy for ever, and says so.
setInterval(() => console.log('loading'), 5)
