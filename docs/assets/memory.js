// What is kept for the reader: in this browser and nowhere else, and only where it allows it.

/** @param {string} key @param {unknown} value undefined forgets it */
export function keep(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Then nothing is remembered.
  }
}

/** @param {string} key @returns {any} what was kept, or null */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null")
  } catch {
    return null
  }
}

export const LESSONS = "sgd-in-motion:lessons" // those opened, the last one at the end
export const ANSWERS = "sgd-in-motion:answers" // film → answer given
