// Long rows of numbers as Python sends them: little-endian float32 in base64.

/** Base64 -> Float32Array. */
export function unpacked(text) {
  const letters = atob(text), bytes = new Uint8Array(letters.length)
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return new Float32Array(bytes.buffer)
}
