// `starts` is the video frame where each picture begins. Also in the reveal.js deck.

/** Seconds, in the middle of the frame. @param {number} picture @param {number[]} starts @param {number} fps */
export const timeOf = (picture, starts, fps) => (starts[picture] + 0.5) / fps

/** @param {number} time @param {number[]} starts @param {number} fps */
export const pictureAt = (time, starts, fps) => starts.findLastIndex(start => start <= Math.floor(time * fps + 0.01))
