// The film of a figure, playing or standing at a step.
import { find, theme } from "../page.js"
import { FilmVideo } from "./video.js"

/** What may follow each state. @type {Record<string, string[]>} */
export const NEXT = {
  idle: ["loading"],
  loading: ["loading", "playing", "paused", "failed"],
  playing: ["loading", "paused", "failed"],
  paused: ["loading", "paused", "failed"],
  failed: [],
}

export class Playback {
  state = "idle"
  running = false // playing, or loading to play
  rate = 1
  shown = -1 // the step in the picture; `index` is asked for
  turn = 0 // newer than an earlier one that still waits
  done = -1 // the last turn whose step came into the picture

  /** @param {HTMLElement} figure @param {number} last @param {number} index @param {() => void} changed */
  constructor(figure, last, index, changed) {
    this.film = new FilmVideo(find(figure, ".film__screen", HTMLElement))
    this.last = last
    this.index = index
    this.changed = changed
  }

  /** Whether the state could be entered. @param {string} state */
  to(state, running = false) {
    if (!NEXT[this.state].includes(state)) return false
    this.state = state
    this.running = running
    this.changed()
    return true
  }

  /** @param {number} [from] */
  async play(from) {
    const waits = this.running || this.done !== this.turn
    const turn = this.stop()
    if (this.state === "idle" || this.index === this.last) this.index = 0
    this.index = from ?? this.index
    if (!this.to("loading", true)) return
    // What stands there plays at once: a phone that saves power lets a film start only while a press is dealt with.
    if ((waits || this.shown !== this.index) && !(await this.show(turn))) return
    this.done = turn
    this.to("playing", true)
    const tell = (index = 0) => {
      if (turn !== this.turn) return
      this.index = this.shown = index
      this.changed()
    }
    const ended = await this.film.play(this.rate, tell)
    if (ended) tell(this.last) // who is asked is taken back to what decides, if no frame before was told
    if (turn === this.turn) this.to("paused")
  }

  /** @param {number} index */
  async go(index) {
    const turn = this.stop()
    this.index = index
    if (this.state === "failed") this.changed()
    else if (this.to(this.shown < 0 ? "loading" : "paused") && (await this.show(turn))) this.to("paused")
  }

  pause() {
    this.stop()
    return this.go(this.index)
  }

  /** @param {number} rate */
  speed(rate) {
    const { video } = this.film
    this.rate = rate
    if (video) video.playbackRate = rate
  }

  /** In the page's new colours. */
  dress() {
    if (this.running) this.play()
    else if (this.state !== "idle") this.go(this.index)
  }

  stop() {
    this.film.video?.pause()
    if (this.state === "playing") this.index = this.shown
    return ++this.turn
  }

  /** Whether the step is in the picture now, and nothing else was asked for. @param {number} turn */
  async show(turn) {
    const { film, index } = this
    const load = async () => {
      film.index = index
      await film.load(theme())
      await film.show(index)
      return true
    }
    const there = await load().catch(() => false)
    if (turn !== this.turn) return false
    if (!there) return !this.to("failed")
    this.shown = index
    this.done = turn
    this.changed()
    return true
  }

  destroy() {
    this.turn++
    this.film.destroy()
  }
}
