/** Sends mails through the HTTP API of a provider. Without a URL, it sends none. */
export class Mailer {
  #url

  constructor(url) {
    this.#url = url
  }

  /** A failure is only logged, because no order depends on it. */
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
