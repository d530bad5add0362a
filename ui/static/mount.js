// What Streamlit mounts, for every view of ours: fetches its modules once and keeps one view an element, however often
// it is called. `data.entry` is the module whose mount() makes the view; those in `data.preload` are fetched beside it.
const views = new WeakMap()

function appUrl(data, path) {
  const base = data.base ? `${location.origin}/${data.base}/` : document.baseURI
  return new URL(path, base).href
}

export default function (component) {
  const { data, parentElement } = component
  let view = views.get(parentElement)
  if (!view) {
    view = { component, gone: false, made: null }
    views.set(parentElement, view)
    for (const path of data.preload ?? []) import(appUrl(data, path)).catch(() => {}) // whoever needs it asks again
    import(appUrl(data, data.entry)).then(
      (module) => {
        if (!view.gone) view.made = module.mount(parentElement, view.component, (path) => appUrl(data, path))
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
