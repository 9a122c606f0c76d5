import { isUrl } from '../../executors/internal.ts'
import { isAbsolute, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fill, isSqlFile } from './fill.ts'

/** A step in making a database: the layer below, and the changes to it. */
export interface Layer {
  readonly name: string
  readonly parent: Layer | undefined
  readonly prepare: Fill | undefined
  readonly seed: Fill | undefined
  readonly inputs: readonly string[]
  /** As the user gave it: see `folderOf` of declarations. */
  readonly cwd: string | URL | undefined
}

/** Returns globs of the files that a layer and those below it read, relative to the root of the project. */
export function sourcesOf({ parent, prepare, seed, inputs, cwd = '' }: Layer): string[] {
  const folder = slashed(pathOf(cwd))
  const files = [prepare, seed].flatMap((fill) =>
    fill && isSqlFile(fill) ? [slashed(pathOf(fill))] : [],
  )
  const own = [...inputs, ...files].map((glob) => {
    const [not, path] = glob.startsWith('!') ? ['!', glob.slice(1)] : ['', glob]
    return `${not}${isAbsolute(path) ? path : posix.join(folder, path)}`
  })
  return parent ? [...sourcesOf(parent), ...own] : own
}

/** Globs have forward slashes on all systems. */
function slashed(path: string): string {
  return path.replaceAll(sep, '/')
}

function pathOf(place: string | URL): string {
  return isUrl(place) ? fileURLToPath(place) : place
}

/** The layers of the databases that are declared on a server, by its `prepare`. */
const declared = new WeakMap<object, Layer[]>()

/** Notes that a database is declared on a server. */
export function addLayer(prepare: unknown, layer: Layer): void {
  const key = Object(prepare) as object
  declared.set(key, [...(declared.get(key) ?? []), layer])
}

/** Returns the layers of the databases that are declared on a server. */
export function layersOn(prepare: object): readonly Layer[] {
  return declared.get(prepare) ?? []
}
