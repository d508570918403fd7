/* Sends what waits, in order, until the server has confirmed all of it. Without an answer it tries again
   after 1, 2, 4 … 15 s, and at once when the browser says that it is online. */
import { Lost, Refused } from "../player/api.js";

const MOST = 40;
const LONGEST = 15;
/* What is no longer may leave with the page (a browser sends 64 kB at most then). */
const LEAVES = 15_000;

export class Sender {
  /* `on(name, detail)`: sending, saved, lost, refused. */
  constructor({ transport, queue, tab, on, wait = later }) {
    Object.assign(this, { transport, queue, tab, on, wait });
    this.tries = 0;
    this.isStopped = false;
    this.longest = LONGEST;
  }

  stop() {
    this.isStopped = true;
  }

  go() {
    this.isStopped = false;
    return this.flush();
  }

  /* Resolves when nothing is left to send, or when it was stopped. */
  flush() {
    this.running ??= this.#run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /* The network is back: do not wait any longer. */
  hurry() {
    this.wake?.();
    return this.flush();
  }

  async #run() {
    while (this.queue.size && !this.isStopped) {
      this.on("sending");
      try {
        await this.#send(this.queue.batch(this.alone ? 1 : MOST));
        this.tries = 0;
        this.on("saved");
      } catch (error) {
        if (error instanceof Lost) await this.#again(error);
        else if (error instanceof Refused) this.#refused(error);
        else throw error;
      }
    }
  }

  async #send(answers) {
    const keepalive = JSON.stringify(answers).length < LEAVES;
    const answer = await this.transport.post("/answers", { tab: this.tab, answers }, { keepalive });
    this.queue.drop(answer.saved);
  }

  async #again(error) {
    this.on("lost", error);
    const seconds = Math.max(error.retryAfter, Math.min(2 ** this.tries, this.longest));
    this.tries += 1;
    const woken = new Promise((resolve) => {
      this.wake = resolve;
    });
    await Promise.race([this.wait(seconds), woken]);
  }

  /* One that is no answer must not keep the others: they go one by one, and it is put aside. */
  #refused(error) {
    if (error.status !== 422) {
      this.stop();
      this.on("refused", error);
    } else if (!this.alone) this.alone = true;
    else {
      const [bad] = this.queue.batch(1);
      this.queue.drop([[bad.place, bad.seq]]);
      this.alone = this.queue.size > 0;
      this.on("misshapen", bad);
    }
  }
}

function later(seconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
}
