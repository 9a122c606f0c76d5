import type { Layer } from './layers.ts'

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
