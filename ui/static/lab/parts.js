// What the lab's components share. Each component is these files joined to one module: see ui/lab/components.py.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, each] of Object.entries(attributes)) {
    if (name === "class") made.className = each
    else if (name.startsWith("on")) made[name] = each
    else made.setAttribute(name, each)
  }
  made.append(...children)
  return made
}

// Writes only what changed, so that a screen reader and the layout are left in peace.
function say(node, text) {
  if (node.textContent !== text) node.textContent = text
}

function set(node, name, value) {
  if (value === null) node.removeAttribute(name)
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value)
}

// A button that does nothing now keeps the focus, so that keys go on working.
function off(button, is) {
  set(button, "aria-disabled", is ? "true" : null)
}

function icon(...lines) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  for (const [name, each] of Object.entries({ viewBox: "0 0 24 24", width: 20, height: 20, fill: "none", stroke: "currentColor",
    "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) drawn.setAttribute(name, each)
  for (const line of lines) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    path.setAttribute("d", line)
    drawn.append(path)
  }
  return drawn
}

async function picture(address) {
  const image = new Image()
  image.src = address
  await image.decode()
  return image
}

const clamp = (number, least, most) => Math.min(most, Math.max(least, number))

// One view an element of the page, however often Streamlit calls; taken down once, when the element goes.
const views = new WeakMap()

function mount(component, View) {
  const { parentElement } = component
  let view = views.get(parentElement)
  if (!view) {
    view = new View()
    views.set(parentElement, view)
    parentElement.append(view.node)
  }
  view.update(component.data ?? {}, component.setStateValue)
  return () => {
    view.destroy()
    if (views.get(parentElement) === view) views.delete(parentElement)
  }
}

// What the user made, by the name of the element: an element that Streamlit mounts anew goes on where it was.
class Memory {
  constructor(most) {
    this.most = most
    this.kept = new Map()
  }

  get(id) {
    return this.kept.get(id)
  }

  set(id, value) {
    this.kept.delete(id)
    this.kept.set(id, value)
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value)
    return value
  }
}
