const MASK = '***'

const SECRET_NAME = /PASS|PWD|TOKEN|SECRET|KEY|CREDENTIAL|COOKIE|PRIVATE|AUTH(?!OR)/i
/** Variables of every shell. */
const HARMLESS_NAME = /^(?:OLD)?PWD$/i

/** `user:password@`, whatever the password holds; a port is none. */
const URL_PASSWORD = /(:\/\/[^\s:@/]*:)(?!\d*(?:[/?#,\s]|$))\S*@/g
const QUERY_SECRET = /([?&][^=&\s]*(?:pass|pwd|token|secret|key|credential)[^=&\s]*=)[^&#\s]+/gi

/** The value of a variable, without what is likely to be secret. */
export function masked(name: string, value: string): string {
  if (SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)) return value === '' ? '' : MASK
  return value.replace(URL_PASSWORD, `$1${MASK}@`).replace(QUERY_SECRET, `$1${MASK}`)
}
