// Firefox looks at pages with a film: for each address, pictures of the video at some steps, and how far an answer took the film.
// node firefox.mjs FIREFOX STEPS ADDRESS…; writes JSON. puppeteer-core is installed beside it.
import puppeteer from "puppeteer-core"

const [executablePath, steps, ...addresses] = process.argv.slice(2)
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true })
const seen = {}
try {
  const page = await browser.newPage()
  await page.setViewport({ width: 800, height: 900 })
  for (const address of addresses) {
    await page.goto(address)
    await page.waitForSelector("figure[data-state=paused]")
    const pictures = []
    for (const step of steps.split(",").map(Number)) {
      await page.evaluate(index => {
        const slider = document.querySelector("[type=range]")
        slider.value = index
        slider.dispatchEvent(new Event("input", { bubbles: true }))
      }, step)
      await page.waitForSelector(`figure[data-step='${step}'][data-state=paused]`)
      const video = await page.$("video")
      pictures.push(await video.screenshot({ encoding: "base64" }))
    }
    await page.keyboard.press("Home")
    await page.click("[data-do=forget]")
    await page.click("[data-choice=right]")
    await page.waitForSelector(".film--judged[data-state=paused]")
    seen[address] = { pictures, decided: Number(await page.$eval("figure", figure => figure.dataset.step)) }
  }
} finally {
  await browser.close()
}
console.log(JSON.stringify(seen))
