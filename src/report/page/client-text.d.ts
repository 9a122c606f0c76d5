/** The text of the page's script, bundled into one self-contained program. */
declare module '#timeline-client' {
  const text: string
  export default text
}
