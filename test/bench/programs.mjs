import { fileURLToPath } from 'node:url'

/** The path of a program of the benchmark. */
export const programPath = (name) => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
