import type { FileBar, Timeline } from '../model/timeline.ts'
import type { PageData } from '../page/page-data.ts'
import type { Track } from '../page/tracks.ts'
import type { Related, Target } from './targets.ts'
import { relatedTo } from './targets.ts'
import { View } from './view.ts'

export const AXIS = 30
/** Pixels from the top of a track: of the bars of services and files, and of the first row of tests. */
export const BAR = { top: 4, service: 16, file: 12 } as const
export const ROWS = { top: 18, height: 12, bar: 10 } as const

/** The state of the picture. */
export class Scene {
  readonly timeline: Timeline
  readonly view: View
  readonly #all: readonly Track[]
  tracks: readonly Track[]
  /** The targets of the cursor or keyboard, and of the last click. */
  pointed: Target | undefined
  pinned: Target | undefined
  filter: Related | undefined
  #related: { readonly target: Target; readonly related: Related } | undefined

  constructor({ timeline, tracks }: PageData) {
    this.timeline = timeline
    this.#all = tracks
    this.tracks = tracks
    this.view = new View(timeline.duration)
  }

  get height(): number {
    const last = this.tracks.at(-1)
    return AXIS + (last ? last.top + last.height : 0) + 6
  }

  get target(): Target | undefined {
    return this.pointed ?? this.pinned
  }

  /** Everything that does not fade. Undefined if nothing fades. */
  get related(): Related | undefined {
    const { target } = this
    if (!target) return this.filter
    if (this.#related?.target !== target)
      this.#related = { target, related: relatedTo(target, this.timeline) }
    return this.#related.related
  }

  /** Shows the tracks with matching names, with all that matching tests use. */
  find(text: string): number {
    const wanted = text.trim().toLowerCase()
    if (wanted === '') {
      this.filter = undefined
      this.tracks = this.#all
      return -1
    }
    const matches = (name: string): boolean => name.toLowerCase().includes(wanted)
    const services = new Set<number>()
    const tests = new Set<string>()
    for (const [index, { name }] of this.timeline.services.entries())
      if (matches(name)) services.add(index)
    let found = services.size
    for (const { files } of this.timeline.workers)
      for (const file of files) found += this.#findIn(file, matches, { services, tests })
    this.filter = { services, tests }
    this.#keep({ services, tests })
    return found
  }

  #findIn(
    file: FileBar,
    matches: (name: string) => boolean,
    { services, tests }: { readonly services: Set<number>; readonly tests: Set<string> },
  ): number {
    const isWhole = matches(file.name)
    const found = file.tests.filter(({ name }) => isWhole || matches(name))
    for (const { id, uses } of found) {
      tests.add(id)
      for (const one of uses) services.add(one)
    }
    return found.length
  }

  #keep({ services, tests }: Related): void {
    let top = 0
    this.tracks = this.#all.flatMap((track) => {
      const isKept =
        track.kind === 'service'
          ? track.of.some((one) => services.has(one))
          : this.#hasTests(track.of[0] ?? 0, tests)
      if (!isKept) return []
      const moved = { ...track, top }
      top += track.height
      return [moved]
    })
  }

  #hasTests(worker: number, ids: ReadonlySet<string>): boolean {
    const files = this.timeline.workers[worker]?.files ?? []
    return files.some(({ tests }) => tests.some(({ id }) => ids.has(id)))
  }
}
