import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Of one file, as reporters write it. */
export interface FileCoverage {
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>
  readonly s: Readonly<Record<string, number>>
  /** How often each path of a branch was run. */
  readonly b: Readonly<Record<string, readonly number[]>>
}

/** For each line where one statement begins: how often it was run. */
export function linesOf(
  { statementMap, s }: FileCoverage = { statementMap: {}, s: {}, b: {} },
): Map<number, number> {
  const counts = new Map<number, number[]>()
  for (const [key, { start }] of Object.entries(statementMap)) {
    counts.set(start.line, [...(counts.get(start.line) ?? []), s[key] ?? 0])
  }
  return new Map(
    Array.from(counts).flatMap(([line, [count = 0, ...more]]) =>
      more.length === 0 ? [[line, count] as const] : [],
    ),
  )
}

/** The report of a folder, by files below `src`. */
export async function reportIn(folder: string): Promise<Record<string, FileCoverage>> {
  const text = await readFile(join(folder, 'coverage-final.json'), 'utf8')
  const report = JSON.parse(text) as Record<string, FileCoverage>
  return Object.fromEntries(
    Object.entries(report).map(([file, coverage]) => [file.replace(/.*\/src\//, 'src/'), coverage]),
  )
}
