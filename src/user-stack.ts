import { fileURLToPath, URL } from 'node:url'

/** The folders of this package's code, wherever it is installed or linked. */
const OWN = foldersOf(import.meta.url)

/** The stack frames in the user's own files. */
export function userFrames(stack = ''): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && isUsers(line))
}

/** Trims a stack so that it begins at the user's call, if there is one. */
export function withoutOwnFrames(stack = ''): string {
  const lines = stack.split('\n')
  const begin = lines.findIndex((line) => /^\s+at /.test(line))
  const [first] = userFrames(stack)
  if (first === undefined) return stack
  return [...lines.slice(0, begin), ...lines.slice(lines.indexOf(first))].join('\n')
}

/** A frame without a location belongs to the engine: `at async Promise.all (index 0)`. */
function isUsers(frame: string): boolean {
  const location = withSlashes(frame)
  return (
    /:\d+:\d+\)?$/.test(location) &&
    !OWN.some((folder) => location.includes(folder)) &&
    !/\/node_modules\/|[( ]node:|<anonymous>/.test(location)
  )
}

/** A frame on Windows contains a path or a URL. */
function withSlashes(text: string): string {
  return text.replaceAll('\\', '/')
}

/** With source maps, frames of the build show sources. In a bundle of the user, only this module is known. */
function foldersOf(url: string): string[] {
  const [, root] = /^(.*\/)(?:dist\/chunks\/common\.js|src\/user-stack\.ts)(?:\?|$)/.exec(url) ?? []
  const folders = root === undefined ? [new URL('.', url)] : [`${root}src/`, `${root}dist/`]
  return folders.map((folder) => withSlashes(fileURLToPath(folder)))
}
