import type { Evidence } from './evidence.ts'

const ES_MODULE =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module/
const COMMON_JS =
  /\b(?:require|module|exports|__dirname|__filename) is not defined in ES module scope/

/** Node loaded a file as the wrong kind of module. */
export function moduleKind({ printed }: Evidence): string | undefined {
  if (ES_MODULE.test(printed)) {
    return 'Node loads an ES module as CommonJS: rename the file to `.mjs` or `.mts`, or set `"type": "module"` in the nearest package.json.'
  }
  return COMMON_JS.test(printed)
    ? 'Node loads a CommonJS module as an ES module: rename the file to `.cjs` or `.cts`, or use `import`.'
    : undefined
}
