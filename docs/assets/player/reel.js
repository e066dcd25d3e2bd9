// One film on its screen: a <video> laid over the still, and the exact picture of any step.

// The whole file is fetched first. Servers without range requests would break seeking, and films are small.
async function fetched(address) {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${response.status} ${address}`)
  return URL.createObjectURL(await response.blob())
}

function opened(src) {
  const video = Object.assign(document.createElement("video"), {
    muted: true,
    playsInline: true,
    preload: "auto",
    disablePictureInPicture: true,
    disableRemotePlayback: true,
    src,
  })
  video.setAttribute("aria-hidden", "true") // the still under it has the words
  return new Promise((resolve, reject) => {
    video.onloadeddata = () => resolve(video)
    video.onerror = () => reject(video.error)
  })
}

// A busy browser says "seeked" before the new picture is to be seen; so wait for the picture too. None is told of where
// it was there already, or where the page is hidden.
function sought(video, time, fps) {
  return new Promise((resolve, reject) => {
    const shown = new Promise(done => {
      const look = (_, { mediaTime }) => (Math.abs(mediaTime - time) * fps < 1 ? done() : video.requestVideoFrameCallback(look))
      video.requestVideoFrameCallback ? video.requestVideoFrameCallback(look) : done()
    })
    const waited = () => new Promise(done => setTimeout(done, 200))
    video.onseeked = () => Promise.race([shown, waited()]).then(resolve)
    video.onerror = () => reject(video.error)
    video.currentTime = time
  })
}

export class Reel {
  constructor(screen) {
    this.screen = screen
    this.fps = +screen.dataset.fps
    const { starts, count } = screen.dataset // the video frame with which each picture begins, or how many there are
    this.starts = starts ? starts.split(" ").map(Number) : Array.from({ length: +count }, (_, i) => i)
    this.addresses = {} // now, because a link in a page that was swapped in is relative to that page only
    for (const theme of ["light", "dark"]) this.addresses[theme] = new URL(screen.dataset[theme], document.baseURI).href
    this.blobs = {}
    this.index = 0 // the picture that is shown, or sought
  }

  // Bring the film in this theme to the screen, at the picture asked for by then.
  load(theme) {
    if (theme !== this.theme) this.loading = this.put((this.theme = theme))
    return this.loading
  }

  async put(theme) {
    const address = this.addresses[theme]
    this.blobs[theme] ??= fetched(address)
    const blob = await this.blobs[theme]
    // A Content-Security-Policy may forbid blobs; the plain address is in the cache by now.
    const video = await opened(blob).catch(() => opened(address))
    if (theme !== this.theme || this.gone) return
    let index
    do await sought(video, this.middle((index = this.index)), this.fps)
    while (index !== this.index)
    const old = this.video
    this.video = video
    if (old) old.pause(), old.replaceWith(video)
    else this.screen.append(video)
  }

  middle(index) {
    return (this.starts[index] + 0.5) / this.fps
  }

  at(time) {
    const frame = Math.floor(time * this.fps + 0.01)
    return this.starts.findLastIndex(start => start <= frame)
  }

  // Show exactly this picture; the promise holds when the last one asked for is there.
  show(index) {
    this.index = index
    if (!this.video) return Promise.resolve()
    this.video.pause()
    return (this.seeking ??= this.seek().finally(() => (this.seeking = null)))
  }

  async seek() {
    let index
    do await sought(this.video, this.middle((index = this.index)), this.fps)
    while (index !== this.index)
  }

  // Play on from the picture shown, telling each one; the promise holds at the end, or when paused.
  play(rate, tell) {
    const video = this.video
    video.playbackRate = rate
    const follow = (_, frame) => {
      if (video.paused) return
      tell((this.index = this.at(frame?.mediaTime ?? video.currentTime)))
      wait()
    }
    const wait = () => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(follow) : requestAnimationFrame(follow))
    wait()
    return new Promise(resolve => {
      video.onpause = () => resolve(video.ended)
      video.play().catch(() => resolve(false))
    })
  }

  destroy() {
    this.gone = true
    this.video?.pause()
    for (const blob of Object.values(this.blobs)) blob.then(URL.revokeObjectURL, () => {})
  }
}
