/* Articles and documents: the position is the share that was scrolled past, times the nominal time. */
export class Reader {
  constructor({ text, data, on }) {
    Object.assign(this, { text, data, on });
    this.isReading = false;
    this.furthest = 0;
    const moved = () => {
      this.furthest = Math.max(this.furthest, this.share());
    };
    window.addEventListener("scroll", moved, { passive: true });
    window.addEventListener("resize", moved, { passive: true });
    moved();
  }

  get isPlaying() {
    return this.isReading;
  }

  /* How much of the text lies above the lower edge of the screen: 0 … 1. */
  share() {
    const box = this.text.getBoundingClientRect();
    if (!box.height) return 0;
    const read = (window.innerHeight - box.top) / box.height;
    return Math.min(1, Math.max(0, read));
  }

  position() {
    return Math.round(this.share() * this.data.nominal_seconds * 100) / 100;
  }

  /* Back to where the person was, unless they have scrolled already. */
  resume(position) {
    const share = position / this.data.nominal_seconds;
    if (window.scrollY > 40 || !share) return;
    const box = this.text.getBoundingClientRect();
    const target = box.top + window.scrollY + share * box.height - window.innerHeight;
    if (target > 0) window.scrollTo({ top: target });
  }

  goTo() {
    // Text may be scrolled freely; what counts is limited by time (contract, "Articles").
  }

  async play() {
    this.isReading = true;
    this.on("playing");
  }

  pause() {
    if (!this.isReading) return;
    this.isReading = false;
    this.on("paused");
  }

  show() {}
}
