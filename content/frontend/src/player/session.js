/* The client's side of verified study (the contract's "Beats"), without a page: what is sent when.

   `state` speaks of the time since the beat before, so a change of state sends a beat with the old state
   at once. One beat is on its way at a time; what changes meanwhile waits its turn. A beat that got no
   answer is sent again with the same `seq` and the newer position. */
import { Lost, Refused } from "./api.js";

export const STALE_AFTER = 75_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
const MOST_WAITING = 6;
const SETTLE_WITHIN = 9000;
const USUAL_INTERVAL = 15;
const HOLD_AT_MOST = 60_000;

export class Session {
  /* `transport`: see api.js; `position()`: where the person is; `on(name, detail)`: hears
     answer, lost, back, stale, refused; `timer`: {now(), later(fn, ms), cancel(handle)}. */
  constructor({ transport, position, on, timer }) {
    Object.assign(this, { transport, position, on, timer });
    this.id = null;
    this.state = "paused";
    this.waiting = [];
  }

  get isOpen() {
    return this.id !== null;
  }

  async open(lesson, state) {
    const answer = await this.transport.open(lesson);
    this.id = answer.id;
    this.seq = 0;
    this.state = state;
    this.waiting = [];
    this.sending = null;
    this.last = null;
    this.holding = false;
    this.isLost = false;
    this.isStale = false;
    this.answeredAt = this.timer.now();
    this.#plan(answer.beat_interval);
    return answer;
  }

  /* Say what the person does from now on: playing, paused or hidden. */
  become(state) {
    if (state === this.state) return;
    const before = { state: this.state, position: this.position() };
    this.state = state;
    if (!this.isOpen) return;
    this.waiting.push(before);
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    this.#sendNext();
  }

  /* A state that is reported with the next beat only: nothing is sent now. */
  becomeQuietly(state) {
    this.state = state;
  }

  /* Once a second: the player stops by itself when the last answer is too old. */
  watch() {
    if (!this.isOpen || this.isStale || this.state !== "playing") return;
    if (this.timer.now() - this.answeredAt < STALE_AFTER) return;
    this.isStale = true;
    this.on("stale");
  }

  /* The network is back, or the person presses "try again": do not wait any longer. */
  hurry() {
    this.wake?.();
  }

  /* Regular beats wait while a question is open (for a minute at most), so that the beat that brought
     it stays the last one and can be asked for again. */
  hold(holding) {
    if (holding === this.holding) return;
    this.holding = holding;
    this.timer.cancel(this.released);
    if (holding) this.released = this.timer.later(() => this.hold(false), HOLD_AT_MOST);
    else {
      this.on("released");
      if (this.isOpen && !this.sending) this.#plan(USUAL_INTERVAL, this.answeredAt);
    }
  }

  /* Send the last accepted beat once more: the same answer, with more time for an open question. */
  async again() {
    if (!this.last || !this.holding) return null;
    const answer = await this.transport.beat(this.id, this.last);
    this.answeredAt = this.timer.now();
    return answer;
  }

  /* End the session properly: what is on its way first, then the last beat with the close itself.
     Gives the server's last word, or null when there was nothing to close. */
  async close() {
    await this.#settled();
    if (!this.isOpen) return null;
    const id = this.id;
    const last = { seq: ++this.seq, position: this.position(), state: this.state };
    this.#end();
    try {
      await this.transport.beat(id, last);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    return this.transport.close(id, {});
  }

  /* Until nothing is on its way; at most as long as one attempt may take. */
  async #settled() {
    const until = this.timer.now() + SETTLE_WITHIN;
    while (this.isOpen && this.sending && this.timer.now() < until) {
      await new Promise((resolve) => this.timer.later(resolve, 100));
    }
  }

  /* The page is going away: one message that survives it, the close with the last beat inside. */
  leave() {
    if (!this.isOpen) return;
    const last = { seq: this.seq + 1, position: this.position(), state: this.state };
    const id = this.id;
    this.#end();
    this.transport.close(id, last, { leaving: true }).catch(() => {});
  }

  #end() {
    this.id = null;
    this.holding = false;
    this.timer.cancel(this.planned);
    this.timer.cancel(this.released);
    this.wake?.();
  }

  #plan(seconds, since = this.timer.now()) {
    this.timer.cancel(this.planned);
    const wait = Math.max(1, seconds || USUAL_INTERVAL) * 1000 - (this.timer.now() - since);
    this.planned = this.timer.later(() => this.#regular(), Math.max(0, wait));
  }

  #regular() {
    if (!this.isOpen || this.sending || this.holding) return;
    this.waiting.push({ state: this.state, position: null });
    this.#sendNext();
  }

  #sendNext() {
    if (!this.isOpen || this.sending || !this.waiting.length) return;
    const { state, position } = this.waiting.shift();
    this.sending = { seq: ++this.seq, position, state, moves: position === null };
    this.#deliver(this.sending);
  }

  async #deliver(beat) {
    const id = this.id;
    let wait = FIRST_WAIT;
    while (this.id === id) {
      const body = { seq: beat.seq, position: this.#positionOf(beat), state: beat.state };
      const sentAt = this.timer.now();
      try {
        const answer = await this.transport.beat(id, body);
        if (this.id === id) this.#answered(body, answer, sentAt);
        return;
      } catch (error) {
        if (this.id !== id) return;
        if (!(error instanceof Lost)) {
          this.#refused(error);
          return;
        }
        this.#lose();
        await this.#sleep(Math.max(wait, error.retryAfter * 1000));
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  }

  /* A regular beat says where the person is by now, or was when they stopped doing the same thing. */
  #positionOf(beat) {
    if (!beat.moves) return beat.position;
    const change = this.waiting[0];
    return change ? change.position : this.position();
  }

  #answered(body, answer, sentAt) {
    const silence = this.timer.now() - this.answeredAt;
    this.sending = null;
    this.last = body;
    this.answeredAt = this.timer.now();
    if (this.isLost) {
      this.isLost = false;
      this.on("back");
    }
    this.isStale = false;
    this.on("answer", { beat: body, answer, silence });
    if (!this.isOpen) return;
    if (this.waiting.length) this.#sendNext();
    else this.#plan(answer.next_beat_in, sentAt);
  }

  #refused(error) {
    this.#end();
    this.sending = null;
    this.on("refused", error);
  }

  #lose() {
    if (this.isLost) return;
    this.isLost = true;
    this.on("lost");
  }

  #sleep(milliseconds) {
    return new Promise((resolve) => {
      const handle = this.timer.later(resolve, milliseconds);
      this.wake = () => {
        this.timer.cancel(handle);
        resolve();
      };
    });
  }
}
