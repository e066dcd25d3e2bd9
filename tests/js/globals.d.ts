// What Material for MkDocs and browsers offer beyond TypeScript's own library.

interface Observable {
  subscribe(next: () => void): void
}

interface Window {
  /** Emits when a page is ready, also one that was swapped in. */
  document$?: Observable
  /** Emits before a page is swapped in. */
  location$?: Observable
}

interface Navigator {
  /** https://wicg.github.io/netinfo/, in Chromium only */
  connection?: { saveData: boolean }
}
