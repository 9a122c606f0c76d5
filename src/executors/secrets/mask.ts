export const MASK = '***'

/** Of variables, whose names are short. */
const SECRET_VARIABLE =
  /PASS|PWD|TOKEN|SECRET|KEY|CREDENTIAL|COOKIE|PRIVATE|AUTH(?!OR)|JWT|DSN|BEARER|WEBHOOK|MNEMONIC|UNSEAL|(?:^|_)(?:PW|PAT|PIN|OTP|SAS|SALT|HMAC)(?:$|[_\d])/i
/** Variables of every shell. */
const HARMLESS_VARIABLE = /^(?:OLD)?PWD$/i

/** Of options, fields and parameters: `--password`, `accessToken`, `AccountKey`, `requirepass`. */
const SECRET_NAME =
  /pass(?!ive|enger|port|through)|pwd|secret|token(?!iz|s\b)|credential|jwt|dsn|webhook|mnemonic|(?:^|[-_.])(?:pw|key|auth|sig|signature|pat|otp|hmac)$|(?:api|secret|private|access|auth|master|encryption|signing|account|shared|license|session)[-_]?key/i
/** What is about a secret, and none. */
const HARMLESS_NAME =
  /(?:file|path|dir|folder|name|type|format|length|size|ttl|timeout|expir\w*|host|port|mode|method|policy|prefix|enabled?|count|min|max|[-_]id|Id)$/
const HARMLESS_VALUE = /^(?:\d{0,5}|true|false|yes|no|on|off|null|none|\$\{?\w+\}?|\*{3}|)$/i

/*
 * An argument may be a whole file, and a process chooses its own. So whatever is repeated where a match may
 * begin anywhere has a bound: without one the time grows with the square of the length.
 */

/** `user:password@`, whatever the password holds; a port is none. */
const URL_PASSWORD = /(:\/\/[^\s:@/]{0,200}:)(?!\d{0,9}(?:[/?#,\s]|$))(\S{0,1000})@/g

/** Tokens that are known by what they look like: JWTs, and those of well-known services. */
const TOKEN =
  /\beyJ[\w-]{4,2000}\.[\w-]{4,}(?:\.[\w-]*)?|\b(?:gh[pousr]_|github_pat_|glpat-|npm_|dckr_pat_|dop_v1_|pypi-AgEI|lin_api_|shp(?:at|ca|pa|ss)_|whsec_|xox[abpr]-|xapp-|sk-|[sr]k_live_|AKIA|ASIA|AIza|GOCSPX-|AGE-SECRET-KEY-|hvs\.|ya29\.|SG\.(?=\S{20})|hf_(?=\w{20}))[\w.-]{12,}|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}-----|$)/g
const AUTHORIZATION = /(authorization["']?\s{0,9}[:=]\s{0,9}["']?(?:[a-z]{1,40} +)?)([^\s"',]+)/gi
const BEARER = /(\b(?:Bearer|Basic) +)([\w.~+/=-]{6,})/g
const COOKIE = /(\bcookie["']?\s{0,9}:\s{0,9})([^"'\n]+)/gi
/** What well-known programs take a password by. */
const OF_PROGRAMS = [
  /(\b(?:mysql|mariadb)\w*[^|&;]{0,300}?\s-p)(\S+)/g,
  /(\b(?:sshpass|docker login|mongo\w*)[^|&;]{0,300}?\s-p\s*)(\S+)/g,
  /(\bredis-cli[^|&;]{0,300}?\s-a\s+)(\S+)/g,
  /(\bcurl[^|&;]{0,300}?\s-u\s*['"]?[^\s:'"]{1,200}:)([^\s'"]+)/g,
]
/** All by themselves, behind what is shown. */
const KNOWN = [URL_PASSWORD, AUTHORIZATION, BEARER, COOKIE, ...OF_PROGRAMS]

/** What a value stands behind: `--name `, or `name=`, `"name": ` and `name: `. A name is taken as a whole. */
const NAME =
  /(?<=^|\s)['"]?--?(?=(?<option>[a-z][\w.-]{0,80}))\k<option>['"]?\s{1,9}(?!-)|(?<![a-z_])(?=(?<field>[a-z_][\w.-]{0,80}))\k<field>\\?["']?\s{0,9}[=:]\s{0,9}\\?/gi
const VALUE = /"(?:\\.|[^"\\])*"|'[^']*'|[^\s"';,&}]+/y

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
  return withoutSecrets(text)
}

/** What is likely to be secret in a command line or the like. */
export function secretsIn(text: string): string[] {
  const secrets: string[] = []
  withoutSecrets(text, (secret) => secrets.push(secret))
  return secrets
}

/** Passwords of URLs alone: for text in words. */
export function maskedUrls(text: string): string {
  return text.replace(URL_PASSWORD, `$1${MASK}@`)
}

function withoutSecrets(text: string, tell: (secret: string) => void = () => {}): string {
  let left = text
  for (const pattern of KNOWN) {
    left = left.replace(pattern, (_, head: string, secret: string) => {
      tell(secret)
      return `${head}${MASK}${pattern === URL_PASSWORD ? '@' : ''}`
    })
  }
  left = left.replace(TOKEN, (secret) => {
    tell(secret)
    return MASK
  })
  return withoutNamed(left, tell)
}

/** Looks into each value that has no secret name: `-c 'server --token abc'`, `--url=http://host/?key=abc`. */
function withoutNamed(text: string, tell: (secret: string) => void): string {
  let shown = ''
  let end = 0
  for (const { 0: all, index, groups } of text.matchAll(NAME)) {
    if (index < end) continue
    const { option, field = '' } = groups ?? {}
    VALUE.lastIndex = index + all.length
    const value = isSecretName(option ?? field) ? VALUE.exec(text)?.[0] : undefined
    if (value === undefined || HARMLESS_VALUE.test(value)) continue
    if (option !== undefined && isPath(value)) continue
    tell(value.replaceAll(/^\\?["']|\\?["']$/g, ''))
    shown += `${text.slice(end, index + all.length)}${MASK}`
    end = index + all.length + value.length
  }
  return shown + text.slice(end)
}

function isSecretName(name: string): boolean {
  if (HARMLESS_NAME.test(name)) return false
  return SECRET_NAME.test(name) || (/^[A-Z\d_]+$/.test(name) && isSecretVariable(name))
}

function isPath(value: string): boolean {
  return /^['"]?(?:\.{0,2}\/|[a-z]:\\)|\.(?:pem|key|crt|json|ya?ml|txt)['"]?$/i.test(value)
}
