/** Whether a value is a URL object, also one of jsdom, which has a class of its own. */
export function isUrl(value: unknown): value is URL {
  return Object.prototype.toString.call(value) === '[object URL]'
}
