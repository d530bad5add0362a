// A server that was restarted knows nothing of an open page's fragments: what they ask is dropped without a word. One
// small component of the page itself, outside of all fragments, then asks for one run of the whole page.
const EVENT = "gan-revive"

/** Ask for a run of the whole page. */
export const revive = () => window.dispatchEvent(new Event(EVENT))
