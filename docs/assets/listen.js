// A run as sound: a note for each step, two octaves from the lowest loss up to that of the guess, which a quiet tone below holds.
const LOWEST = 220 // Hz
const HIGHEST = 3520 // of a run that flies apart
const NOTE = 0.07 // seconds
const ASIDE = 0.8 // how far left or right

/** @type {AudioContext | undefined} */
let sound

/**
 * Returns what makes it silent before its end.
 * @param {number[]} losses @param {number[]} sides 0 for left, 1 for right @param {number} best
 */
export function listen(losses, sides, best) {
  sound ??= new AudioContext()
  const context = sound
  const start = context.currentTime + 0.05
  const end = start + losses.length * NOTE
  const octaves = 2 / Math.log(losses[0] / best)

  /** @param {number} loud */
  const voice = loud => {
    const tone = new OscillatorNode(context, { type: "triangle", frequency: LOWEST })
    const gain = new GainNode(context, { gain: loud })
    const place = new StereoPannerNode(context)
    tone.connect(gain).connect(place).connect(context.destination)
    tone.start(start)
    tone.stop(end)
    return { tone, gain: gain.gain, place: place.pan }
  }

  const run = voice(0)
  const floor = voice(0.03)
  for (const [step, loss] of losses.entries()) {
    const at = start + step * NOTE
    const pitch = LOWEST * 2 ** (octaves * Math.log(Math.max(loss, best) / best))
    run.tone.frequency.setValueAtTime(Math.min(pitch, HIGHEST), at)
    run.place.setValueAtTime(sides[step] ? ASIDE : -ASIDE, at)
    run.gain.setValueAtTime(0.2, at)
    run.gain.setTargetAtTime(0.05, at, NOTE / 2) // each note dies down, so that two alike are two
  }
  return () => {
    for (const { tone } of [run, floor]) tone.disconnect()
  }
}
