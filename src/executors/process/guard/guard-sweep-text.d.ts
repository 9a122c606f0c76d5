/** The text of guard-sweep.ts, bundled into one self-contained program. */
declare module '#guard-sweep' {
  const text: string
  export default text
}
