import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string
  /** The file that its first line names: `// test/api.test.ts`. */
  readonly file: string | undefined
  /** Without that line. */
  readonly code: string
}

const FENCE = /^```(\w+)\n([^]*?)^```$/gm

const TITLE = /^(?:\/\/|#) (\S+\.\w+)\n/

/** The code of a page of the repository, in order. */
export function codeBlocksOf(page: string): CodeBlock[] {
  return [...textOf(page).matchAll(FENCE)].map(([, language = '', text = '']) => ({
    language,
    file: TITLE.exec(text)?.[1],
    code: text.replace(TITLE, ''),
  }))
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
}

/** Where GitHub puts the section of a page that has this title. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}
