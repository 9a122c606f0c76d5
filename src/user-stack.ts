import { fileURLToPath } from 'node:url'

/** The folders of this package's code, wherever it is installed or linked. */
const OWN = foldersOf(import.meta.url)

/** The frames of a stack that are in the user's own files, rather than in this package or another. */
export function userFrames(stack = ''): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && isUsers(line))
}

/** A stack that begins where the user called this package, if that is known. */
export function withoutOwnFrames(stack = ''): string {
  const lines = stack.split('\n')
  const begin = lines.findIndex((line) => /^\s+at /.test(line))
  const [first] = userFrames(stack)
  if (first === undefined) return stack
  return [...lines.slice(0, begin), ...lines.slice(lines.indexOf(first))].join('\n')
}

/** A frame without a place is the engine's own: `at async Promise.all (index 0)`. */
function isUsers(frame: string): boolean {
  const place = withSlashes(frame)
  return (
    /:\d+:\d+\)?$/.test(place) &&
    !OWN.some((folder) => place.includes(folder)) &&
    !/\/node_modules\/|[( ]node:|<anonymous>/.test(place)
  )
}

/** On Windows, a frame has a path or a URL. */
function withSlashes(text: string): string {
  return text.replaceAll('\\', '/')
}

/** With source maps, what is built tells of its sources. Bundled into the user's own code it knows only itself. */
function foldersOf(url: string): string[] {
  const [, root] = /^(.*\/)(?:dist\/chunks\/common\.js|src\/own-frames\.ts)(?:\?|$)/.exec(url) ?? []
  const folders = root === undefined ? [new URL('.', url)] : [`${root}src/`, `${root}dist/`]
  return folders.map((folder) => withSlashes(fileURLToPath(folder)))
}
