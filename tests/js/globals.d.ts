// What Material for MkDocs and browsers offer beyond TypeScript's own library.

interface Navigator {
  /** https://wicg.github.io/netinfo/, in Chromium only */
  connection?: { saveData: boolean }
}
