/* What is noticed for the grader, as the start page says: the page was left, text was pasted, the network
   was gone. What cannot be sent waits for the next chance. */
import { Lost } from "../player/api.js";

const MOST_WAITING = 50;
const SHORTEST_SPELL = 3;

export class Notices {
  constructor({ transport, place }) {
    Object.assign(this, { transport, place, waiting: [] });
  }

  watch(page) {
    page.addEventListener("visibilitychange", () => {
      if (page.hidden) {
        this.leftAt = performance.now();
        this.tell("left", undefined, { keepalive: true });
      } else this.tell("came_back", this.#since(this.leftAt));
    });
    page.addEventListener("paste", (event) => {
      if (event.target.matches("input, textarea")) this.tell("pasted");
    });
  }

  #since(moment) {
    return moment === undefined ? undefined : Math.round((performance.now() - moment) / 1000);
  }

  lost() {
    this.lostAt ??= performance.now();
  }

  found() {
    if (this.lostAt === undefined) return;
    const seconds = this.#since(this.lostAt);
    this.lostAt = undefined;
    if (seconds >= SHORTEST_SPELL) this.tell("offline", seconds);
  }

  tell(kind, seconds, options) {
    this.waiting = [...this.waiting, { kind, place: this.place(), seconds }].slice(-MOST_WAITING);
    return this.send(options);
  }

  async send(options) {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.waiting.length) {
        await this.transport.post("/events", this.waiting[0], options);
        this.waiting.shift();
      }
    } catch (error) {
      if (!(error instanceof Lost)) this.waiting = [];
    } finally {
      this.isSending = false;
    }
  }
}
