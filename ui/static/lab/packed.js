// Long rows of numbers as Python sends them: little-endian float32 in base64.

/**
 * Base64 -> its bytes.
 * @param {string} text
 */
export function bytesOf(text) {
  const letters = atob(text), bytes = new Uint8Array(letters.length)
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return bytes
}

/** @param {string} text */
export const unpacked = (text) => new Float32Array(bytesOf(text).buffer)
