// The drawings of how a run learns, above its curves: one for each family that has one, by the name that its record in
// gan_core/families.py gives. A new one is a file with draw(host) and a line here.
import * as bottleneck from "./diagram_bottleneck.js"
import * as flow from "./diagram_flow.js"
import * as game from "./diagram_game.js"
import * as textGame from "./diagram_text_game.js"

/** @import { Drawing, Host } from "./diagram.js" */

/** @type {Record<string, (host: Host) => Drawing>} */
export const DIAGRAMS = { game: game.draw, bottleneck: bottleneck.draw, autoencoder: bottleneck.drawWithoutNoise, text_game: textGame.draw, flow: flow.draw }
