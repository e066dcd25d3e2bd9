// A figure brought to life: its controls, its keys, its numbers. Everything it shows is in the page already.
import { Reel } from "./reel.js"

const KEYS = { " ": "play", ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last" }

export const theme = () => (document.body.dataset.mdColorScheme === "slate" ? "dark" : "light")
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches

export class Player {
  playing = false
  rate = 1

  // `house` is told when a film starts (`starts`), ends (`ends`), and when the reader takes over (`touched`).
  constructor(figure, house) {
    const all = selector => [...figure.querySelectorAll(selector)]
    this.figure = figure
    this.house = house
    this.name = figure.dataset.film
    this.asks = "opens" in figure.dataset
    this.reels = all(".film__screen").map(screen => new Reel(screen))
    this.heavy = "heavy" in figure.dataset
    this.seen = this.asks || this.reels.length > 1 // what does not start by itself, or has done so
    const cells = row => [...row.cells].map(cell => cell.textContent)
    this.tables = all(".film__run").map(table =>
      [...table.tBodies[0].rows].map(row => (row.dataset.step ? [row.dataset.step, ...cells(row).slice(1)] : cells(row))),
    )
    this.counter = all(".film__run [data-step] > th").map(head => head.textContent) // where rows are not steps of a descent
    this.heads = all(".film__run").map(table => [...table.tHead.rows[0].cells].map(cell => cell.textContent))
    this.steps = [...new Set(this.tables.flatMap(rows => rows.map(row => +row[0])))].sort((a, b) => a - b)
    // For each step of the slider the picture of each reel: its own, or the last before it.
    this.pictures = this.tables.map(rows => this.steps.map(step => rows.findLastIndex(row => +row[0] <= step)))
    this.slots = all("[data-now], [data-next]").map(slot => ({
      slot,
      reel: +(slot.closest("[data-reel]")?.dataset.reel ?? 0),
      next: "next" in slot.dataset,
      column: +(slot.dataset.now ?? slot.dataset.next),
    }))
    this.slider = figure.querySelector("[type=range]")
    this.label = figure.querySelector(".film__step b")
    this.said = figure.querySelector(".film__said")
    this.keys = Object.fromEntries(all("[data-do]").map(key => [key.dataset.do, key]))
    this.index = +this.slider.value
    figure.tabIndex = -1
    if (this.keys.full && !document.fullscreenEnabled) this.keys.full.hidden = true
    for (const row of all(".film__run [id]")) row.removeAttribute("id") // the player answers to those addresses now
    figure.addEventListener("click", event => this.click(event))
    figure.addEventListener("keydown", event => this.press(event))
    this.slider.addEventListener("input", () => this.go(+this.slider.value))
    this.keys.speed.addEventListener("change", () => this.speed(+this.keys.speed.value))
    this.write()
    this.state("idle")
  }

  state(state) {
    this.figure.dataset.state = state
    const name = state === "playing" ? "Pause" : "Play"
    this.keys.play.ariaLabel = this.keys.play.title = name
  }

  click({ target }) {
    const choice = target.closest("[data-choice]")
    const key = target.closest("button[data-do]")
    if (choice) this.answer(choice)
    else if (key) this.act(key.dataset.do)
    else if (target.closest(".film__screen")) {
      this.figure.focus({ preventScroll: true })
      this.act("play")
    }
  }

  press(event) {
    const { target, key } = event
    const does = KEYS[key]
    const own = target.matches("select, .film__ask *") || target.closest("figcaption")
    const native = key === " " ? target.matches("button") : target === this.slider
    if (!does || own || native || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this.act(does)
  }

  act(does) {
    if (this.figure.dataset.state === "failed") return
    const last = this.steps.length - 1
    const acts = {
      play: () => (this.playing ? this.pause(true) : this.play()),
      replay: () => this.play(0),
      back: () => this.go(Math.max(0, this.index - 1), true),
      next: () => this.go(Math.min(last, this.index + 1), true),
      first: () => this.go(0, true),
      last: () => this.go(last, true),
      link: () => this.link(),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.figure.requestFullscreen()),
    }
    return acts[does]()
  }

  // The films of this figure, in the page's theme; false where one cannot be shown.
  async load() {
    try {
      await Promise.all(this.reels.map((reel, i) => ((reel.index = this.pictures[i][this.index]), reel.load(theme()))))
      this.figure.classList.add("film--live")
      return !this.gone
    } catch {
      this.fail()
      return false
    }
  }

  // Pause at a step of the slider.
  async go(index, aloud = false) {
    this.house.touched(this)
    this.playing = false
    this.index = index
    this.write()
    if (aloud) this.say(this.words())
    if (!(await this.load())) return
    await this.show()
    if (!this.playing) this.state("paused")
  }

  async show() {
    const index = this.index
    try {
      await Promise.all(this.reels.map((reel, i) => reel.show(this.pictures[i][index])))
    } catch {
      return this.fail()
    }
    this.figure.dataset.step = this.steps[this.index] // that is: in the picture
  }

  // Play on, or from the beginning at the end; `unasked` when the reader did not ask for it.
  async play(from, unasked = false) {
    if (!unasked) this.house.touched(this)
    const last = this.steps.length - 1
    const opened = this.figure.classList.contains("film--live")
    this.playing = true
    this.house.starts(this)
    if (from !== undefined || this.index === last || !opened) this.index = from ?? 0
    this.write()
    this.said.textContent = ""
    this.state("loading")
    if (!(await this.load()) || !this.playing) return
    await this.show()
    if (!this.playing) return
    if (this.asks) this.figure.classList.add("film--asked")
    this.state("playing")
    const ended = await (this.reels.length > 1 ? this.tick() : this.roll())
    if (!ended || !this.playing) return
    this.playing = false
    this.index = last
    this.write()
    this.figure.dataset.step = this.steps[last]
    this.state("paused")
    this.house.ends(this)
  }

  roll() {
    return this.reels[0].play(this.rate, index => {
      if (!this.playing) return
      this.index = index
      this.figure.dataset.step = this.steps[index]
      this.write()
    })
  }

  // Films beside each other stay in step because no step is taken before both show the last.
  async tick() {
    while (this.playing && this.index < this.steps.length - 1) {
      const wait = (this.index ? 1000 / this.reels[0].fps : 1000) / this.rate
      await new Promise(resolve => setTimeout(resolve, wait))
      if (!this.playing) return false
      this.index++
      this.write()
      await this.show()
    }
    return this.playing
  }

  async pause(aloud = false) {
    if (aloud) this.house.touched(this)
    this.playing = false
    this.state("paused")
    if (this.reels.length === 1 && this.reels[0].video) this.index = this.reels[0].at(this.reels[0].video.currentTime)
    this.write()
    if (aloud) this.say(this.words())
    await this.show()
  }

  speed(rate) {
    this.rate = rate
    for (const { video } of this.reels) if (video) video.playbackRate = rate
  }

  // Another theme: the same step.
  async dress() {
    if (!this.figure.classList.contains("film--live")) return
    const { playing } = this
    if (playing) await this.pause()
    if (!(await this.load())) return
    await this.show()
    if (playing) this.play(undefined, true)
  }

  row(reel, ahead = 0) {
    const at = this.pictures[reel][this.index]
    const row = this.tables[reel][at + ahead]
    return ahead && row?.[0] - this.tables[reel][at][0] !== 1 ? undefined : row
  }

  where() {
    return this.counter[this.index] ?? `step ${this.steps[this.index]}`
  }

  words() {
    const numbers = this.tables.map((_, i) => this.row(i)[1]).join(" and ")
    return `${this.where()}, ${this.heads[0][1]} ${numbers}`
  }

  write() {
    this.slider.value = this.index
    // A slider that moves by itself has nothing new to say.
    this.slider.setAttribute("aria-valuetext", this.playing ? "playing" : this.words())
    this.label.textContent = this.counter[this.index] ?? this.steps[this.index]
    for (const { slot, reel, next, column } of this.slots) {
      const text = this.row(reel, +next)?.[column] ?? "…"
      slot.textContent = "signed" in slot.dataset && text.startsWith("−") ? `(${text})` : text
    }
    this.figure.classList.toggle("film--end", this.index === this.steps.length - 1)
  }

  say(words) {
    this.said.textContent = words
  }

  // Open at a step, paused: a link to a moment.
  open(step) {
    const distance = at => Math.abs(this.steps[at] - step)
    const nearest = this.steps.reduce((best, _, at) => (distance(at) < distance(best) ? at : best), 0)
    this.figure.classList.add("film--asked")
    for (const part of this.figure.querySelectorAll(".film__table")) part.open = false
    this.figure.scrollIntoView({ block: "start" })
    this.figure.focus({ preventScroll: true })
    return this.go(nearest, true)
  }

  async link() {
    const address = new URL(`#${this.name}@${this.steps[this.index]}`, location).href
    const copied = navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    )
    if (await copied) return this.flash(`Link to ${this.where()} copied`)
    history.replaceState(history.state, "", address)
    this.flash("The address bar holds the link now")
  }

  flash(words) {
    this.say(words)
    this.said.classList.add("film__said--seen")
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.said.classList.remove("film__said--seen"), 3000)
  }

  // Predict: stand at the question, and play on after an answer.
  async ask() {
    this.index = +this.figure.dataset.opens
    this.write()
    if (!(await this.load())) return
    await this.show()
    if (!this.playing) this.state("paused")
  }

  answer(choice) {
    const told = this.figure.querySelector(".film__told")
    const right = choice.dataset.choice === "right"
    told.textContent = `${right ? "Right" : "Not so"}: you said “${choice.textContent}”. ${told.dataset.because}`
    this.figure.classList.add("film--asked", "film--answered")
    this.keys.play.focus({ preventScroll: true })
    if (still()) this.house.touched(this)
    else this.play()
  }

  // A film that cannot be shown: the picture that moves by itself takes its place, with a way to stop it.
  fail() {
    if (this.figure.dataset.state === "failed") return
    this.playing = false
    this.figure.classList.remove("film--live")
    this.figure.classList.add("film--asked")
    this.state("failed")
    const stills = this.reels.flatMap(({ screen, addresses }) =>
      [...screen.querySelectorAll("img")].map(image => {
        const film = addresses[image.matches(".only-dark") ? "dark" : "light"]
        return { image, still: image.src, moving: film.replace(/mp4$/, "gif") }
      }),
    )
    const turn = how => stills.forEach(film => (film.image.src = film[how]))
    for (const { video } of this.reels) video?.remove()
    const note = Object.assign(document.createElement("p"), { className: "film__note", role: "status" })
    const moving = !still()
    note.append(`The video could not be loaded; this is the ${moving ? "GIF, which has no controls. " : "still."}`)
    if (moving) {
      turn(/assets\/stills\/(.+)\.webp$/, "animations/$1.png") // where a small still stands
      turn("moving")
      const stop = Object.assign(document.createElement("button"), { type: "button", textContent: "Stop it" })
      stop.onclick = () => {
        const stopped = stop.textContent === "Stop it"
        turn(stopped ? "still" : "moving")
        stop.textContent = stopped ? "Move it" : "Stop it"
      }
      note.append(stop)
    }
    this.figure.querySelector(".film__desk").replaceWith(note)
    this.house.ends(this)
  }

  destroy() {
    this.gone = true
    this.playing = false
    for (const reel of this.reels) reel.destroy()
  }
}
