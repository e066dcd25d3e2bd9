// One film on its screen: a <video> laid over the still, and the exact picture of any step.
import { pictureAt, timeOf } from "./frames.js"

const PATIENCE = 8000 // ms in which something must have come
const NUDGE = 1000 // ms: a phone may fetch no picture of a video that was never played

/** Fails where it takes too long. @template T @param {Promise<T>} wanted @returns {Promise<T>} */
function soon(wanted) {
  let timer = 0
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing came")), PATIENCE)
  })
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer))
}

// The whole file: not every server knows ranges, which seeking needs. In a folder on disk nothing can be fetched, nor need it be.
/** @param {string} address */
async function download(address) {
  if (address.startsWith("file:")) return address
  return URL.createObjectURL(address.startsWith("data:") ? unpack(address) : await receive(address))
}

/** Part by part, so that a slow server has time and one that says no more has not. @param {string} address */
async function receive(address) {
  const { body } = await soon(fetch(address))
  const reader = body?.getReader()
  const parts = []
  while (reader) {
    const { value } = await soon(reader.read())
    if (!value) break
    parts.push(value)
  }
  return new Blob(parts, { type: "video/mp4" })
}

/** What a file of its own holds as base64. @param {string} address */
const unpack = address => new Blob([Uint8Array.from(atob(address.split(",")[1]), sign => sign.charCodeAt(0))], { type: "video/mp4" })

/** @param {string} src @returns {Promise<HTMLVideoElement>} */
function open(src) {
  const video = Object.assign(document.createElement("video"), {
    muted: true,
    playsInline: true,
    preload: "auto",
    disablePictureInPicture: true,
    disableRemotePlayback: true,
    src,
  })
  video.setAttribute("aria-hidden", "true")
  return new Promise((resolve, reject) => {
    const nudge = setTimeout(() => video.play().catch(() => {}), NUDGE)
    video.onloadeddata = () => {
      clearTimeout(nudge)
      video.pause()
      resolve(video)
    }
    video.onerror = () => reject(video.error)
  })
}

// "seeked" may come before the picture is seen; of one that was there already, or in a hidden page, no frame is told.
/** @param {HTMLVideoElement} video @param {number} time @param {number} fps */
function seek(video, time, fps) {
  return new Promise((resolve, reject) => {
    const shown = new Promise(done => {
      /** @type {VideoFrameRequestCallback} */
      const look = (_, { mediaTime }) => (Math.abs(mediaTime - time) * fps < 1 ? done(0) : video.requestVideoFrameCallback(look))
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(look)
      else done(0)
    })
    video.onseeked = () => Promise.race([shown, new Promise(done => setTimeout(done, 200))]).then(resolve)
    video.onerror = () => reject(video.error)
    video.currentTime = time
  })
}

export class FilmVideo {
  index = 0 // the picture shown, or sought
  address = "" // of the film on the screen, or on its way there
  /** @type {Record<string, Promise<string>>} */
  blobs = {}
  /** @type {Promise<void> | undefined} */
  seeking

  /** @param {HTMLElement} screen */
  constructor(screen) {
    const { fps, starts = "", light = "", dark = light, tall, tallLight = "", tallDark = "" } = screen.dataset
    this.screen = screen
    this.fps = Number(fps)
    this.starts = starts.split(" ").map(Number)
    // Absolute now: Material may have changed the page's address by the time they are fetched.
    this.phone = tall ? matchMedia(tall) : undefined // which shows the tall cut
    const [lit, unlit, tallLit, tallUnlit] = [light, dark, tallLight, tallDark].map(file => new URL(file, document.baseURI).href)
    this.addresses = { light: lit, dark: unlit }
    this.tall = { light: tallLit, dark: tallUnlit }
  }

  /** @param {"light" | "dark"} theme */
  load(theme) {
    const address = (this.phone?.matches ? this.tall : this.addresses)[theme]
    if (address !== this.address) this.loading = this.put(address)
    return this.loading
  }

  /** @param {string} address */
  async put(address) {
    this.address = address
    this.blobs[address] ??= download(address)
    const blob = await this.blobs[address]
    // A policy may forbid blobs; the plain address is cached by now.
    const video = await soon(open(blob).catch(() => open(address)))
    await this.settle(video)
    if (address !== this.address) return
    this.video?.remove()
    this.video = video
    this.screen.append(video)
  }

  /** @param {HTMLVideoElement} [next] the one to take the screen */
  async settle(next) {
    let index
    do {
      index = this.index
      const video = next ?? this.video
      if (video) await soon(seek(video, timeOf(index, this.starts, this.fps), this.fps))
    } while (index !== this.index)
  }

  /** Resolves when the last picture asked for is there. @param {number} index */
  show(index) {
    this.index = index
    this.video?.pause()
    this.seeking ??= this.settle().finally(() => {
      this.seeking = undefined
    })
    return this.seeking
  }

  /** Resolves to true at the end, to false when paused, or where the browser refuses to play. @param {number} rate @param {(index: number) => void} tell */
  play(rate, tell) {
    return new Promise(resolve => {
      const { video } = this
      if (!video) return resolve(false)
      // By the clock: WebKit without a graphics card tells of no frame.
      const follow = () => {
        if (video.paused) return
        const index = pictureAt(video.currentTime, this.starts, this.fps)
        const before = this.index
        this.index = index // before it is told: who hears of it may ask for another
        if (index !== before) tell(index)
        requestAnimationFrame(follow)
      }
      video.playbackRate = rate
      requestAnimationFrame(follow)
      video.onpause = () => resolve(video.ended)
      video.play().catch(() => resolve(false))
    })
  }

  destroy() {
    this.address = "gone"
    this.video?.remove()
    for (const blob of Object.values(this.blobs)) blob.then(URL.revokeObjectURL, () => {})
  }
}
