// A question about a film. The guess stands under the picture until the moment that decides it; there the film pauses, and the run judges.
import { ANSWERS, keep, recall } from "../memory.js"
import { all, find, motionWelcome } from "../page.js"

export class Question {
  judged = false
  /** @type {HTMLElement | undefined} */
  guess

  /** @param {HTMLElement} figure @param {import("./film.js").Film} film */
  constructor(figure, film) {
    this.figure = figure
    this.film = film
    this.opens = Number(figure.dataset.opens)
    this.decided = Number(figure.dataset.decided)
    this.choices = all(figure, "[data-choice]")
    this.told = find(figure, ".film__told span", HTMLElement)
    this.offer = this.told.textContent ?? ""
    this.again = find(figure, "[data-do=forget]", HTMLElement)
    this.guess = this.choices.find(choice => choice.textContent === recall(ANSWERS)?.[figure.id])
    if (this.guess) this.judge()
    this.told.role = "status" // only what is said from now on is news
    this.off = () => !document.fullscreenElement && this.dismiss()
    document.addEventListener("fullscreenchange", this.off)
    figure.addEventListener("keydown", ({ key }) => key === "Escape" && this.dismiss()) // where there is no full screen to leave
  }

  get inLecture() {
    return this.figure.classList.contains("film--lecture")
  }

  /** @param {HTMLElement} choice */
  choose(choice) {
    if (this.inLecture) return this.count(choice, 1)
    if (this.judged) return
    this.guess = choice
    keep(ANSWERS, { ...recall(ANSWERS), [this.figure.id]: choice.textContent })
    this.mark()
    this.told.textContent = `You said “${choice.textContent}”. The run decides.`
    this.show()
  }

  /** Play to the moment that decides, or go there. */
  show() {
    const { playback, button } = this.film
    this.figure.classList.add("film--asked")
    button.focus({ preventScroll: true })
    if (motionWelcome()) playback.play(Math.min(playback.index, this.decided))
    else this.film.act("seek", this.decided)
  }

  /** What the film has come to. @param {number} shown */
  follow(shown) {
    const { playback } = this.film
    if (this.judged || Math.min(shown, playback.index) < this.decided) return // it may be on its way back
    if (playback.running && (this.guess || this.inLecture)) playback.go(this.decided)
    this.judge()
  }

  judge() {
    this.judged = true
    this.figure.classList.add("film--asked", "film--judged")
    this.again.hidden = false
    this.mark()
    const right = this.choices.find(({ dataset }) => dataset.choice === "right")?.textContent
    const verdict = this.guess?.dataset.choice === "right" ? "Right" : "Not so"
    const said = this.guess ? `${verdict}: you said “${this.guess.textContent}”` : `It is “${right}”${this.hands()}`
    this.told.textContent = `${said}. ${this.told.dataset.because}`
  }

  mark() {
    for (const choice of this.choices) {
      choice.ariaPressed = String(choice === this.guess)
      choice.ariaDisabled = String(this.judged)
    }
  }

  /** As if it had not been asked. */
  reset() {
    this.judged = false
    this.guess = undefined
    this.figure.classList.remove("film--asked", "film--judged")
    this.again.hidden = true
    this.told.textContent = this.offer
    this.mark()
    this.film.playback.go(this.opens)
  }

  /** What the buttons beside the question do; whether `does` was one of them. @param {string} does */
  does(does) {
    if (does === "forget") {
      keep(ANSWERS, { ...recall(ANSWERS), [this.figure.id]: undefined })
      this.reset()
      this.choices[0].focus({ preventScroll: true })
    } else if (does === "lecture") this.lecture()
    else if (does === "show") this.show()
    else if (does === "leave") this.dismiss()
    else return false
    return true
  }

  // For a room: the question alone, hands counted at each answer, then the film.

  lecture() {
    this.reset()
    for (const choice of this.choices) {
      const hands = Object.assign(document.createElement("span"), { className: "film__hands" })
      const number = Object.assign(document.createElement("b"), { textContent: "0", role: "status" })
      /** @param {string} sign @param {string} name @param {number} by */
      const button = (sign, name, by) => {
        const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, ariaLabel: name })
        made.onclick = () => this.count(choice, by)
        return made
      }
      hands.append(button("−", `One hand fewer: ${choice.textContent}`, -1), number, button("+", `One hand more: ${choice.textContent}`, 1))
      choice.after(hands)
    }
    this.figure.classList.add("film--lecture")
    this.figure.requestFullscreen?.().catch(() => {})
    this.choices[0].focus({ preventScroll: true })
  }

  /** @param {HTMLElement} choice @param {number} by */
  count(choice, by) {
    const number = choice.nextElementSibling?.querySelector("b")
    if (number) number.textContent = String(Math.max(0, Number(number.textContent) + by))
  }

  /** How many hands the right answer had, in words. */
  hands() {
    if (!this.inLecture) return ""
    const counts = this.choices.map(choice => Number(choice.nextElementSibling?.textContent?.replace(/\D/g, "")))
    const right = counts[this.choices.findIndex(({ dataset }) => dataset.choice === "right")]
    return `, said by ${right} of ${counts.reduce((a, b) => a + b)}`
  }

  dismiss() {
    if (!this.inLecture) return
    this.figure.classList.remove("film--lecture")
    if (document.fullscreenElement) document.exitFullscreen()
    for (const hands of all(this.figure, ".film__hands")) hands.remove()
    this.figure.scrollIntoView({ block: "nearest" })
  }

  leave() {
    document.removeEventListener("fullscreenchange", this.off)
  }
}
