import { printableName } from '../../printable.ts'

/** Characters of a name that are shown. */
const LONGEST = 60

/** Escapes a name so that it is no Markdown or HTML, and does not end its table cell. */
export function inMarkdown(name: string): string {
  return printableName(name, 1_000).replaceAll(/[\\`*_{}[\]()#+!|<>~&@]/g, String.raw`\$&`)
}

/** Mermaid cannot quote in a Gantt chart, so special characters become spaces. */
export function inMermaid(name: string): string {
  const plain = printableName(name, LONGEST).replaceAll(/[:;,#%"`<>{}&\\]/g, ' ')
  return plain.replaceAll(/\s+/g, ' ').trim() || 'unnamed'
}
