import type { Evidence } from './evidence.ts'

const ES_MODULE =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module/
const COMMON_JS =
  /\b(?:require|module|exports|__dirname|__filename) is not defined in ES module scope/

/** Node took a file for a module of the other kind. */
export function moduleKind({ printed }: Evidence): string | undefined {
  if (ES_MODULE.test(printed)) {
    return 'Node takes an ES module for CommonJS: name the file `.mjs` or `.mts`, or set `"type": "module"` in the nearest package.json.'
  }
  return COMMON_JS.test(printed)
    ? 'Node takes a CommonJS module for an ES module: name the file `.cjs` or `.cts`, or use `import`.'
    : undefined
}
