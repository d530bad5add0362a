// What runs in the Web Worker: a session, between whose slices of training the page's requests are read.
import { Session } from "./session.js"

const SLICE_MS = 8
const WAIT_MS = 4

/** @type {Uint8Array | null} */
let digits = null
const session = new Session((message, transfer = []) => self.postMessage(message, { transfer }), { digits: () => digits })
const turn = new MessageChannel()
let turning = false

function go() {
  if (turning || !session.playing) return
  turning = true
  turn.port2.postMessage(null)
}

turn.port1.onmessage = () => {
  turning = false
  const more = session.slice(SLICE_MS)
  if (more) go()
  else if (session.playing) setTimeout(go, WAIT_MS)
}

self.onmessage = ({ data }) => {
  if (data.type === "digits") digits = data.packed
  else session.handle(data)
  go()
}
