/** Whether a value is a URL object, even one of jsdom, which has its own class. */
export function isUrl(value: unknown): value is URL {
  return Object.prototype.toString.call(value) === '[object URL]'
}
