/** One typo for every three letters still counts as the same word. */
const MAX_DISTANCE_RATIO = 3

/** The most likely intended candidate, ignoring case. Returns nothing if none is close enough. */
export function closestMatch(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / MAX_DISTANCE_RATIO))
  for (const candidate of candidates) {
    // The distance is at least the difference in length.
    if (Math.abs(candidate.length - word.length) > least) continue
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase())
    const isCloser = best === undefined ? distance <= least : distance < least
    if (!isCloser || distance >= candidate.length) continue
    best = candidate
    least = distance
  }
  return best
}

/** The Damerau-Levenshtein distance. */
function distanceOf(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = from[row - 1] === to[column - 1] ? 0 : 1
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const choices = [
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + replaced,
        ...(isSwapped && row > 1 && column > 1 ? [at(beforeLast, column - 2) + 1] : []),
      ]
      current.push(Math.min(...choices))
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

function at(distances: readonly number[], index: number): number {
  return distances[index] ?? Number.POSITIVE_INFINITY
}
