// node tokeniser_parity.mjs CASES.json: what the browser's tokeniser makes of each sentence, as JSON on standard output.
import { readFileSync } from "node:fs"
import { Tokeniser, wordsOf } from "../../gan_core/web/tokeniser.js"

const { words, maxWords, sentences } = JSON.parse(readFileSync(process.argv[2], "utf-8"))
const tokeniser = new Tokeniser(words, maxWords)
const found = sentences.map((sentence) => ({
  all: wordsOf(sentence),
  tokens: Array.from(tokeniser.encode([sentence]), Number),
  ...tokeniser.read(sentence),
}))
process.stdout.write(JSON.stringify(found))
