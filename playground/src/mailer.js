/** Sends mails by a provider that takes them over HTTP; none without one. */
export class Mailer {
  #url

  constructor(url) {
    this.#url = url
  }

  /** What could not be sent is logged: nobody's order depends on it. */
  async send(mail) {
    if (!this.#url) return
    const body = JSON.stringify(mail)
    try {
      await fetch(this.#url, { method: 'POST', body, signal: AbortSignal.timeout(1_000) })
    } catch (error) {
      console.warn('A mail was not sent:', error.cause?.message ?? error.message)
    }
  }
}
