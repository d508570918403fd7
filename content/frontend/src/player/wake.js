/* The screen stays on while somebody studies: reading needs no touch for minutes. */
export class Wake {
  async keep() {
    if (this.lock || !("wakeLock" in navigator)) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
      this.lock.addEventListener("release", () => {
        this.lock = null;
      });
    } catch {
      this.lock = null;
    }
  }

  release() {
    this.lock?.release().catch(() => {});
    this.lock = null;
  }
}
