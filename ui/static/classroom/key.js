// The teacher's private link. Its secret stands behind the #, which no browser sends: it is taken out of the address at
// once, exchanged for a cookie, and the page that opens has an address without it.
import { send } from "./send.js"

const key = location.hash.slice(1)
history.replaceState(null, "", location.pathname)
const words = await send("lead", { key })
const told = document.getElementById("told")
if (words && told) told.textContent = words
else location.replace("../../classroom")
