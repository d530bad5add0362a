// What the classroom's forms send to the app's own routes: only these set the cookies, which no script can read.

/**
 * Send it; returns the sentence that stands in the way, or nothing.
 * @param {string} address
 * @param {Record<string, string>} values
 */
export async function send(address, values) {
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(values),
      credentials: "same-origin",
    })
    if (reply.ok) return ""
    return String((await reply.json()).error ?? "The server did not accept this. Try again.")
  } catch {
    return "The server does not answer. Check the network, then try again."
  }
}
