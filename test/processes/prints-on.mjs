// prints-on.mjs: is busy forever, and says so.
setInterval(() => console.log('loading'), 5)
