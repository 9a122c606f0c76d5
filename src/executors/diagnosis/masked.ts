export const MASK = '***'

/** Of variables, whose names are short. */
const SECRET_VARIABLE =
  /PASS|PWD|TOKEN|SECRET|KEY|CREDENTIAL|COOKIE|PRIVATE|AUTH(?!OR)|JWT|DSN|BEARER|(?:^|_)PW(?:$|[_\d])/i
/** Variables of every shell. */
const HARMLESS_VARIABLE = /^(?:OLD)?PWD$/i

/** Of options, fields and parameters: `--password`, `accessToken`, `AccountKey`, `requirepass`. */
const SECRET_NAME =
  /pass(?!ive|enger|port|through)|pwd|secret|token(?!iz|s\b)|credential|jwt|dsn|(?:^|[-_.])(?:pw|key|auth)$|(?:api|secret|private|access|auth|master|encryption|signing|account|shared|license|session)[-_]?key/i
/** What is about a secret, and none. */
const HARMLESS_NAME =
  /(?:file|path|dir|folder|name|type|format|length|size|ttl|timeout|expir\w*|host|port|mode|method|policy|prefix|enabled?|count|min|max|[-_]id|Id)$/
const HARMLESS_VALUE = /^(?:\d{0,5}|true|false|yes|no|on|off|null|none|\$\{?\w+\}?|\*{3}|)$/i

/** `user:password@`, whatever the password holds; a port is none. */
const URL_PASSWORD = /(:\/\/[^\s:@/]*:)(?!\d*(?:[/?#,\s]|$))\S*@/g

/** Tokens that are known by what they look like: JWTs, and those of well-known services. */
const TOKEN =
  /\beyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)?|\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abpr]-|sk-|[sr]k_live_|AKIA|AIza)[\w-]{12,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*-----|$)/g
const AUTHORIZATION = /(authorization["']?\s*[:=]\s*["']?)(?:([a-z]+) +)?[^\s"',]+/gi
const BEARER = /\b(Bearer|Basic) +[\w.~+/=-]{6,}/g
const COOKIE = /(\bcookie["']?\s*:\s*)[^"'\n]+/gi

const VALUE = String.raw`"(?:\\.|[^"\\])*"|'[^']*'|[^\s"';,&}]+`
/** `name=value`, `"name": "value"`, `name: value`. */
const FIELD = new RegExp(String.raw`([a-z_][\w.-]*)(\\?["']?\s*(?:=|:)\s*\\?)(${VALUE})`, 'gi')
/** `--name value` */
const OPTION = new RegExp(
  String.raw`(?<=^|\s)(['"]?--?([a-z][\w.-]*)['"]?\s+)(?!-)(${VALUE})`,
  'gi',
)
/** What well-known programs take a password by. */
const OF_PROGRAMS =
  /(\b(?:mysql|mariadb)\w*(?:[^|&;]*?)\s-p)(\S+)|(\b(?:sshpass|docker login|mongo\w*)(?:[^|&;]*?)\s-p\s*)(\S+)|(\bredis-cli(?:[^|&;]*?)\s-a\s+)(\S+)|(\bcurl(?:[^|&;]*?)\s-u\s*['"]?[^\s:'"]+:)([^\s'"]+)/g

/** The value of a variable, without what is likely to be secret. */
export function masked(name: string, value: string): string {
  if (isSecretVariable(name)) return value === '' ? '' : MASK
  return maskedText(value)
}

export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name) && !HARMLESS_VARIABLE.test(name)
}

/** A command line or the like, without what is likely to be secret. */
export function maskedText(text: string): string {
  return maskedUrls(text)
    .replace(TOKEN, MASK)
    .replace(AUTHORIZATION, (_, head: string, scheme?: string) =>
      scheme === undefined ? `${head}${MASK}` : `${head}${scheme} ${MASK}`,
    )
    .replace(BEARER, `$1 ${MASK}`)
    .replace(COOKIE, `$1${MASK}`)
    .replace(OF_PROGRAMS, (all, ...groups: (string | undefined)[]) => {
      const head = groups.find((group) => group !== undefined)
      return head === undefined ? all : `${head}${MASK}`
    })
    .replace(FIELD, (all, name: string, sign: string, value: string) =>
      isSecret(name, value) ? `${name}${sign}${MASK}` : all,
    )
    .replace(OPTION, (all, head: string, name: string, value: string) =>
      isSecret(name, value) && !isPath(value) ? `${head}${MASK}` : all,
    )
}

/** Passwords of URLs alone: for text in words. */
export function maskedUrls(text: string): string {
  return text.replace(URL_PASSWORD, `$1${MASK}@`)
}

function isSecret(name: string, value: string): boolean {
  if (HARMLESS_VALUE.test(value) || HARMLESS_NAME.test(name)) return false
  return SECRET_NAME.test(name) || (/^[A-Z\d_]+$/.test(name) && isSecretVariable(name))
}

function isPath(value: string): boolean {
  return /^['"]?(?:\.{0,2}\/|[a-z]:\\)|\.(?:pem|key|crt|json|ya?ml|txt)['"]?$/i.test(value)
}
