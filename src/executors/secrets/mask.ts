export const MASK = '***'

/** Matches short names, so it is only for environment variables. */
const SECRET_VARIABLE =
  /PASS|PWD|TOKEN|SECRET|KEY|CREDENTIAL|COOKIE|PRIVATE|AUTH(?!OR(?!IZ))|JWT|DSN|BEARER|WEBHOOK|MNEMONIC|UNSEAL|(?:^|_)(?:PW|PAT|PIN|OTP|SAS|SALT|HMAC)(?:$|[_\d])/i
/** Every shell sets these. */
const HARMLESS_VARIABLE = /^(?:OLD)?PWD$/i

/** Options, fields and parameters: `--password`, `accessToken`, `AccountKey`, `requirepass`. */
const SECRET_NAME =
  /master-?auth|pass(?!ive|enger|port|through)|pwd|secret|token(?!iz|s\b)|credential|jwt|dsn|webhook|mnemonic|(?:^|[-_.])(?:pw|key|auth|sig|signature|pat|otp|hmac)$|(?:api|secret|private|access|auth|master|encryption|signing|account|shared|license|session)[-_]?key/i
/** Names that mention a secret but hold none: `passwordFile`, `tokenTtl`. */
const HARMLESS_NAME =
  /(?:file|path|dir|folder|name|type|format|length|size|ttl|timeout|expir\w*|host|port|mode|method|policy|prefix|enabled?|count|min|max|[-_]id|Id)$/
const HARMLESS_VALUE = /^(?:\d{0,5}|true|false|yes|no|on|off|null|none|\$\{?\w+\}?|\*{3}|)$/i

/*
 * An argument can be a whole file, and a process chooses its own arguments. Every repetition that can begin
 * anywhere is therefore bounded: an unbounded one takes time quadratic in the length.
 */

/** `user:password@`, with any characters in the password. A port is not a password. */
const URL_PASSWORD = /(:\/\/[^\s:@/]{0,200}:)(?!\d{0,9}(?:[/?#,\s]|$))(\S{0,1000})@/g

/** Tokens with a recognizable format: JWTs, and those of well-known services. */
const TOKEN =
  /\beyJ[\w-]{4,2000}\.[\w-]{4,}(?:\.[\w-]*)?|\b(?:gh[pousr]_|github_pat_|glpat-|npm_|dckr_pat_|dop_v1_|pypi-AgEI|lin_api_|shp(?:at|ca|pa|ss)_|whsec_|xox[abpr]-|xapp-|sk-|[sr]k_live_|AKIA|ASIA|AIza|GOCSPX-|AGE-SECRET-KEY-|hvs\.|ya29\.|SG\.(?=\S{20})|hf_(?=\w{20}))[\w.-]{12,}|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}-----|$)/g
const AUTHORIZATION = /(authorization["']?\s{0,9}[:=]\s{0,9}["']?(?:[a-z]{1,40} +)?)([^\s"',]+)/gi
const BEARER = /(\b(?:Bearer|Basic) +)([\w.~+/=-]{6,})/g
const COOKIE = /(\bcookie["']?\s{0,9}:\s{0,9})([^"'\n]+)/gi
/** `user:password@host` without a scheme. Not `npm:name@1`, `image:tag@sha256:...` or a port. */
const LOGIN =
  /((?:^|[\s"'=,])(?!(?:npm|jsr|workspace|catalog|file|link|portal|patch|mailto|sips?|git|github):)[\w.+%-]{1,100}:)(?!\d{1,5}@)([^\s:@/"',]{1,200})(?=@(?!sha\d)[\w[(])/gi
/** Password options of well-known programs. */
const PROGRAM_OPTIONS = [
  /(\b(?:mysql|mariadb)\w*[^|&;]{0,300}?\s-p)(\S+)/g,
  /(\b(?:sshpass|docker login|podman login|cypher-shell|mongo\w*)[^|&;]{0,300}?\s-p\s*)(\S+)/g,
  /(\b(?:redis|valkey)-(?:cli|benchmark)[^|&;]{0,300}?\s-a\s+)(\S+)/g,
  /(\bsqlcmd[^|&;]{0,300}?\s-P\s*)(\S+)/g,
  /(\bldap[a-z]{3,10}[^|&;]{0,300}?\s-w\s*)(\S+)/g,
  /(\b(?:curl|etcdctl)[^|&;]{0,300}?\s(?:-[uU]\s*|--(?:proxy-)?user[\s=]+)['"]?[^\s:'"]{1,200}:)([^\s'"]+)/g,
]
/** Group 1 stays visible, group 2 is the secret. */
const KNOWN = [URL_PASSWORD, AUTHORIZATION, BEARER, COOKIE, LOGIN, ...PROGRAM_OPTIONS]

/** The part before a value: `--name `, or `name=`, `"name": ` and `name: `. Matches only a whole name. */
const NAME =
  /(?<=^|\s)['"]?--?(?=(?<option>[a-z][\w.-]{0,80}))\k<option>['"]?\s{1,9}(?!-)|(?<![a-z_])(?=(?<field>[a-z_][\w.-]{0,80}))\k<field>\\?["']?\s{0,9}[=:]\s{0,9}\\?/gi
const VALUE = /"(?:\\.|[^"\\])*"|'[^']*'|[^\s"';,&}]+/y

/** The value of a variable, with likely secrets masked. */
export function masked(name: string, value: string): string {
  if (isSecretVariable(name)) return value === '' ? '' : MASK
  return maskedText(value)
}

export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name) && !HARMLESS_VARIABLE.test(name)
}

/** A command line or similar text, with likely secrets masked. */
export function maskedText(text: string): string {
  return maskSecrets(text)
}

/** The likely secrets in a command line or similar text. */
export function secretsIn(text: string): string[] {
  const secrets: string[] = []
  maskSecrets(text, (secret) => secrets.push(secret))
  return secrets
}

/** Masks only passwords in URLs, because the other patterns would match ordinary prose. */
export function maskedUrls(text: string): string {
  return text.replace(URL_PASSWORD, `$1${MASK}@`)
}

function maskSecrets(text: string, onSecret: (secret: string) => void = () => {}): string {
  let result = text
  for (const pattern of KNOWN) {
    result = result.replace(pattern, (_, head: string, secret: string) => {
      onSecret(secret)
      return `${head}${MASK}${pattern === URL_PASSWORD ? '@' : ''}`
    })
  }
  result = result.replace(TOKEN, (secret) => {
    onSecret(secret)
    return MASK
  })
  return maskNamedValues(result, onSecret)
}

/** Also searches values with harmless names: `-c 'server --token abc'`, `--url=http://host/?key=abc`. */
function maskNamedValues(text: string, onSecret: (secret: string) => void): string {
  let shown = ''
  let end = 0
  for (const { 0: all, index, groups } of text.matchAll(NAME)) {
    if (index < end) continue
    const { option, field = '' } = groups ?? {}
    VALUE.lastIndex = index + all.length
    const value = isSecretName(option ?? field) ? VALUE.exec(text)?.[0] : undefined
    if (value === undefined || HARMLESS_VALUE.test(value)) continue
    if (option !== undefined && isPath(value)) continue
    onSecret(value.replaceAll(/^\\?["']|\\?["']$/g, ''))
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
