/* The time that is left, by the server's clock. Seen every second, said at ten, five and one minutes. */
import { clockTime, fill } from "../player/words.js";

const SAID_AT = [10, 5, 1];
const SOON = 300;
const LAST = 60;

export class Countdown {
  constructor({ root, clock, deadline, words, over }) {
    Object.assign(this, { root, clock, deadline: Date.parse(deadline), words, over });
    this.face = root.querySelector("[data-left]");
    this.aloud = root.querySelector("[data-aloud]");
    this.before = this.left();
  }

  start() {
    if (Number.isNaN(this.deadline)) return;
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  left() {
    return Math.ceil((this.deadline - this.clock.now()) / 1000);
  }

  tick() {
    const left = this.left();
    this.face.textContent = clockTime(left);
    this.face.parentElement.classList.toggle("soon", left <= SOON);
    this.face.parentElement.classList.toggle("last", left <= LAST);
    const said = SAID_AT.find((minutes) => this.before > minutes * 60 && left <= minutes * 60);
    if (said && left > 0) this.aloud.textContent = fill(this.words.minutes_left, { n: said });
    this.before = left;
    if (left > 0) return;
    clearInterval(this.timer);
    this.over();
  }
}
