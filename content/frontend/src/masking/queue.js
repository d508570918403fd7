import { csrfToken } from "../app/csrf.js";

const AGAIN = [2000, 5000, 10000, 20000];

/* Decisions on their way, one after the other, in the order in which they were taken. */
export class Queue {
  constructor(page) {
    this.page = page;
    this.name = `xinlu-masking:${page.root.dataset.file}`;
    this.waiting = [];
    this.failures = 0;
  }

  start() {
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.name)) ?? [];
    } catch {
      this.waiting = [];
    }
    for (const one of this.waiting) this.page.pending(one);
    window.addEventListener("online", () => this.run());
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
    this.run();
  }

  add(one) {
    this.waiting.push(one);
    this.keep();
    this.page.pending(one);
    this.run();
  }

  keep() {
    try {
      if (this.waiting.length) sessionStorage.setItem(this.name, JSON.stringify(this.waiting));
      else sessionStorage.removeItem(this.name);
    } catch {
      // The page still has them, and asks before it is left.
    }
  }

  async run() {
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    while (this.waiting.length && (await this.send(this.waiting[0]))) {
      this.waiting.shift();
      this.keep();
    }
    this.running = false;
  }

  /* Whether the server has answered about it, yes or no. */
  async send(one) {
    let answer;
    try {
      answer = await fetch(this.page.root.dataset.address, {
        method: "POST",
        credentials: "same-origin",
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": csrfToken(),
        },
        body: JSON.stringify(one),
      });
    } catch {
      return this.later(this.page.words.saidFailed);
    }
    if (answer.redirected || answer.status === 401) return this.later(this.page.words.saidSignedOut);
    if (answer.status >= 500 || answer.status === 429) return this.later(this.page.words.saidFailed);
    const found = await answer.json().catch(() => null);
    this.failures = 0;
    if (answer.ok && found?.findings) this.page.took(found);
    else this.page.back(one, found?.detail);
    return true;
  }

  later(text) {
    this.page.say(text, true);
    this.timer = setTimeout(() => this.run(), AGAIN[Math.min(this.failures, AGAIN.length - 1)]);
    this.failures += 1;
    return false;
  }
}
