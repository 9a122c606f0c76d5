/** A span as test/processes/open-telemetry.mjs writes it. */
export interface WrittenSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parent?: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly status: { readonly code: number; readonly message?: string }
  /** Milliseconds since 1970. */
  readonly begin: number
  readonly end: number
}

export function spansIn(text: string): WrittenSpan[] {
  const lines = text.split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as WrittenSpan)
}

export const isOfService = ({ name }: WrittenSpan): boolean => name.startsWith('service ')

/** The test that a span of a service belongs to, the spans of services around it, and itself. */
export function pathOf(span: WrittenSpan, all: readonly WrittenSpan[]): string {
  const parent = all.find(({ spanId }) => spanId === span.parent)
  const test = span.attributes['vitest.test.name']
  const own = test === undefined ? (isOfService(span) ? describe(span) : '') : String(test)
  const outer = parent && test === undefined ? pathOf(parent, all) : ''
  return [outer, own].filter(Boolean).join(' > ')
}

function describe({ name, attributes, status }: WrittenSpan): string {
  const result = attributes['vitest_mirakuru.result']
  const what = name.replace(/^service /, '')
  return `${what}${result === undefined ? '' : ` (${result})`}${status.code === 2 ? ' failed' : ''}`
}

/** The paths of all spans of services, but those of checks that fail: how many these are depends on the machine. */
export function pathsOfServices(all: readonly WrittenSpan[]): string[] {
  const paths = all.filter(isOfService).map((span) => pathOf(span, all))
  return paths.filter((path) => !/check \((?!passed)/.test(path)).toSorted()
}
