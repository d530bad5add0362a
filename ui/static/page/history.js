// The one owner of the browser's history. Streamlit makes a new entry for every write into the address, defaults too;
// here such a write makes one only where it leads to another place, and changes the present entry otherwise.

/** Naming one of these, or another one, is another place: it opens something. */
const OPENS = ["run", "form", "ledger", "race", "evaluation", "fork", "patient"]
/** So is choosing another one of these; that a page says its default of them is not. */
const CHOICES = ["model", "part"]
const LINKS = 'a[data-testid$="NavLink"], a[data-testid$="NavDropdownLink"]'
/** @param {URL} url */
const choices = (url) => (isDoctor(url) ? [...CHOICES, "run"] : CHOICES)
/** @param {URL} url */
const opens = (url) => (isDoctor(url) ? OPENS.filter((name) => name !== "run") : OPENS)
/** @param {URL} url */
const isDoctor = (url) => url.pathname.endsWith("/doctor")

/**
 * Whether a visitor who is at `to` is elsewhere than at `from`, so that Back has to lead from there to here.
 * @param {URL} from
 * @param {URL} to
 */
export function isElsewhere(from, to) {
  if (from.pathname !== to.pathname) return true
  const [was, is] = [from.searchParams, to.searchParams]
  return opens(to).some((name) => was.get(name) !== is.get(name))
    || choices(to).some((name) => was.has(name) && was.get(name) !== is.get(name))
}

/**
 * Decides what becomes of each write. Streamlit changes a page in several: the new page's query comes first, a part at
 * a time, under the old page's path, and the path last. So all writes between two touches are one burst.
 */
export class Writes {
  constructor() {
    /** @type {{ before: URL, pushed: boolean } | null} */
    this.burst = null
    /** Whether nothing was touched since the page changed: what is written then belongs to its arrival. */
    this.arriving = true
  }

  /**
   * @param {URL} from
   * @param {URL} to
   * @returns {{ how: "push" | "replace", restore: URL | null }} `restore` is what the present entry has to be put
   * back to first
   */
  next(from, to) {
    const leaves = from.pathname !== to.pathname
    const burst = this.burst ?? { before: from, pushed: false }
    const pushes = !burst.pushed && (leaves || (!this.arriving && isElsewhere(burst.before, to)))
    this.burst = leaves ? null : { ...burst, pushed: burst.pushed || pushes }
    this.arriving ||= leaves
    return { how: pushes ? "push" : "replace", restore: pushes && burst.before.href !== from.href ? burst.before : null }
  }

  /**
   * A press or a key: what is written from now on may be meant.
   * @param {boolean} again whether it is the second press of a double click, which begins nothing new
   */
  touch(again) {
    this.arriving = false
    if (!again) this.burst = null
  }

  /** Back or Forward: what comes next has nothing to do with what came before. */
  forget() {
    this.burst = null
  }
}

/** @param {Window} page */
export function own(page) {
  const { history } = page
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)
  const writes = new Writes()

  history.pushState = (state, unused, url) => {
    const from = new URL(page.location.href)
    const to = new URL(url ?? from, from)
    const { how, restore } = writes.next(from, to)
    if (restore) replace(state, unused, restore)
    if (how === "push") return push(state, unused, to)
    if (from.pathname === to.pathname && !to.hash) to.hash = from.hash // what moves under the finger stands there
    replace(state, unused, to)
  }

  page.addEventListener("popstate", () => writes.forget())
  page.addEventListener("mousedown", (event) => writes.touch(event.detail > 1), true) // a finger's press is one too
  page.addEventListener("keydown", (event) => writes.touch(event.repeat), true)
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(LINKS)
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const [here, to] = [new URL(page.location.href), new URL(/** @type {HTMLAnchorElement} */ (link).href)]
    if (here.pathname !== to.pathname || here.search === to.search) return
    event.preventDefault() // Streamlit would run the page again as it is: the menu leads to its beginning
    event.stopPropagation()
    push({}, "", to)
    page.dispatchEvent(new PopStateEvent("popstate", { state: {} }))
  }, true)
}

if (typeof window !== "undefined") own(window)
