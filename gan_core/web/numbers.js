// Numbers between two ends.

/**
 * The number, or the end that it is beyond; with ends that cross, the lower one.
 * @param {number} number
 * @param {number} least
 * @param {number} most
 */
export const clamp = (number, least, most) => Math.max(least, Math.min(most, number))
