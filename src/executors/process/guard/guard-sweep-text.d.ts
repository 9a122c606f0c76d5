/** The text of guard-sweep.ts, built to one program that needs no other file. */
declare module '#guard-sweep' {
  const text: string
  export default text
}
