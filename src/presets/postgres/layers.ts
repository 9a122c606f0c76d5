import { createHash } from 'node:crypto'
import { posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readInputs } from '../../fixtures/prepare/inputs.ts'
import { describeFill, type Fill, isSqlFile } from './steps.ts'

/** A step in making a database: the layer below, and the changes to it. */
export interface Layer {
  readonly name: string
  readonly parent: Layer | undefined
  readonly prepare: Fill | undefined
  readonly seed: Fill | undefined
  readonly inputs: readonly string[]
  /** As the user gave it: see `folderOf`. */
  readonly cwd: string | URL | undefined
}

/** Returns the folder of a layer's commands and files. */
export function folderOf({ cwd }: Pick<Layer, 'cwd'>, root: string): string {
  return resolve(root, pathOf(cwd ?? '.'))
}

/** Returns globs of the files that a layer and those below it read, relative to the root of the project. */
export function sourcesOf({ parent, prepare, seed, inputs, cwd = '' }: Layer): string[] {
  const folder = pathOf(cwd)
  const files = [prepare, seed].flatMap((fill) => (fill && isSqlFile(fill) ? [pathOf(fill)] : []))
  const own = [...inputs, ...files].map((glob) => {
    const [not, path] = glob.startsWith('!') ? ['!', glob.slice(1)] : ['', glob]
    return `${not}${posix.isAbsolute(path) ? path : posix.join(folder, path)}`
  })
  return parent ? [...sourcesOf(parent), ...own] : own
}

function pathOf(place: string | URL): string {
  return place instanceof URL ? fileURLToPath(place) : place
}

/** The longest word in a name, in bytes: PostgreSQL keeps 63 bytes of a whole name. */
const WORD = 30
const DIGEST = 10

/** Returns the layers that change something, the lowest first. */
export function effectiveLayers(layer: Layer): Layer[] {
  const { parent, prepare, seed } = layer
  const below = parent ? effectiveLayers(parent) : []
  return prepare === undefined && seed === undefined ? below : [...below, layer]
}

/** Returns a form of its name that needs no quotes in any client. */
export function wordOf({ name }: Pick<Layer, 'name'>): string {
  return name.toLowerCase().replaceAll('-', '_').slice(0, WORD)
}

/** Returns the name of each layer's template. It depends on everything in the layer and in those below. */
export function templateNames(layers: readonly Layer[], root: string): string[] {
  let below = ''
  return layers.map((layer) => {
    const { prepare, seed, inputs } = layer
    const cwd = folderOf(layer, root)
    const done = [prepare, seed].map((fill) => fill && describeFill(fill, cwd))
    const { digest } = readInputs(cwd, inputs)
    below = createHash('sha256')
      .update(JSON.stringify([below, done, digest]))
      .digest('hex')
      .slice(0, DIGEST)
    return `template_${wordOf(layer)}_${below}`
  })
}
