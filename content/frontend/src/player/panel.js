/* What the person sees of the counting: a state in words, three amounts, and reasons. */
import { clockTime, fill } from "./words.js";

const TONES = { counting: "good", paused: "off", ready: "off", opening: "off", done: "good", passed: "good" };

const ORDINARY = new Set(["counting", "paused"]);
const HINT = 4000;

export class Panel {
  constructor({ root, words }) {
    Object.assign(this, { root, words });
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.confirmed = 0;
    this.provisional = 0;
    this.uncounted = new Map();
    this.saying = "";
    this.say("ready");
    this.draw();
  }

  /* A new session begins: amounts are those of this session. */
  begin() {
    this.confirmed = 0;
    this.provisional = 0;
    this.uncounted.clear();
    this.find("again").hidden = true;
    this.find("finish").hidden = false;
    this.find("result").hidden = true;
    this.draw();
  }

  /* A hint stays for a few seconds, though the ordinary state goes on changing below it. */
  hint(state) {
    this.say(state);
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => {
      this.hinting = null;
      this.say(this.ordinary);
    }, HINT);
  }

  /* One of the states of core/study/words, or a sentence of the server's. */
  say(state, sentence = this.words.states[state]) {
    if (ORDINARY.has(state)) {
      this.ordinary = state;
      if (this.hinting) return;
    } else {
      clearTimeout(this.hinting);
      this.hinting = null;
    }
    if (this.saying === sentence) return;
    this.saying = sentence;
    const line = this.find("state");
    line.className = `tag ${TONES[state] || "warn"}`;
    line.textContent = sentence;
  }

  count({ answer, silence }) {
    const before = this.confirmed + this.provisional;
    this.confirmed = answer.credited_seconds;
    this.provisional = answer.provisional_seconds;
    if (answer.reason && answer.reason !== "too_soon") {
      const lost = silence / 1000 - Math.max(0, this.confirmed + this.provisional - before);
      this.#add(answer.reason, Math.max(0, lost));
    }
    this.draw();
  }

  /* The server's last word replaces what was reckoned meanwhile. */
  result(closed) {
    this.confirmed = closed.credited_seconds;
    this.provisional = closed.provisional_seconds;
    this.uncounted.clear();
    for (const { seconds, reason } of closed.uncounted) this.#add(reason, seconds);
    this.find("finish").hidden = true;
    this.draw();
    const box = this.find("result");
    box.hidden = false;
    this.find("completed").hidden = !closed.completed;
    this.find("unfinished").hidden = closed.completed;
    this.find("pending").hidden = !closed.provisional_seconds;
    this.say(closed.completed ? "done" : "stopped");
  }

  /* A question that waits until the person wants it. */
  offer(waiting) {
    this.find("offer").hidden = !waiting;
  }

  /* What was waiting for an answer is confirmed. */
  passed() {
    this.confirmed += this.provisional;
    this.provisional = 0;
    this.find("pending").hidden = true;
    this.draw();
  }

  /* The session is over against the person's will; only they open a new one. */
  ended(state, sentence) {
    this.say(state, sentence);
    this.find("again").hidden = state === "signed_out";
    this.find("sign-in").hidden = state !== "signed_out";
    this.find("finish").hidden = true;
  }

  #add(reason, seconds) {
    if (seconds < 0.5) return;
    this.uncounted.set(reason, (this.uncounted.get(reason) || 0) + seconds);
  }

  draw() {
    const lost = [...this.uncounted.values()].reduce((sum, seconds) => sum + seconds, 0);
    const amounts = { ok: this.confirmed, maybe: this.provisional, no: lost };
    for (const [name, seconds] of Object.entries(amounts)) {
      this.find(`amount-${name}`).textContent = clockTime(seconds);
    }
    this.#timeline(amounts);
    const list = this.find("reasons");
    list.textContent = "";
    for (const [reason, seconds] of this.uncounted) {
      const line = document.createElement("li");
      line.textContent = fill(this.words.uncounted, {
        time: clockTime(seconds),
        reason: this.words.reasons[reason] || reason,
      });
      list.append(line);
    }
    this.find("why").hidden = !this.uncounted.size;
  }

  #timeline(amounts) {
    const picture = this.find("timeline");
    const whole = Object.values(amounts).reduce((sum, seconds) => sum + seconds, 0);
    let left = 0;
    for (const [name, seconds] of Object.entries(amounts)) {
      const width = whole ? (1000 * seconds) / whole : 0;
      const part = picture.querySelector(`.c-${name}`);
      part.setAttribute("x", String(left));
      part.setAttribute("width", String(width));
      left += width;
    }
    const said = {
      confirmed: clockTime(amounts.ok),
      provisional: clockTime(amounts.maybe),
      uncounted: clockTime(amounts.no),
    };
    picture.setAttribute("aria-label", fill(this.words.amounts, said));
  }
}
