// What Streamlit mounts, for every view of ours: fetches its modules once and keeps one view an element, however often
// it is called. `data.entry` is the module whose mount() makes the view; those in `data.preload` are fetched beside it.
const views = new WeakMap()

// All pages lie side by side, so this holds on each of them, and below whatever path a proxy serves them.
const appUrl = (path) => new URL(path, document.baseURI).href

export default function (component) {
  const { data, parentElement } = component
  let view = views.get(parentElement)
  if (!view) {
    view = { component, gone: false, made: null }
    views.set(parentElement, view)
    for (const path of data.preload ?? []) import(appUrl(path)).catch(() => {}) // whoever needs it asks again
    import(appUrl(data.entry)).then(
      (module) => {
        if (!view.gone) view.made = module.mount(parentElement, view.component, appUrl)
      },
      () => {
        if (view.gone) return
        const words = document.createElement("p")
        words.textContent = "This part of the page could not be loaded. Reload the page."
        parentElement.append(words)
      },
    )
  }
  view.component = component
  view.made?.update(component)
  return () => {
    view.gone = true
    view.made?.close()
    if (views.get(parentElement) === view) views.delete(parentElement)
  }
}
