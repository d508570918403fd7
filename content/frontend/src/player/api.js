/* Talking to the server: JSON over fetch, with a time limit. What goes wrong is one of two things:
   `Lost` (no answer, or the server is in trouble: worth another try) or `Refused` (an answer that will
   not change by asking again). */
import { csrfToken } from "../app/csrf.js";

const ANSWER_WITHIN = 8000;

export class Lost extends Error {
  constructor(retryAfter = 0) {
    super("lost");
    this.retryAfter = retryAfter;
  }
}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || String(status));
    this.status = status;
    this.problem = problem;
  }
}

/* The server's clock, from the X-Now header of its answers: phones show any time they like. */
export class ServerClock {
  constructor(now) {
    this.set(now);
  }

  set(now) {
    const moment = Date.parse(now);
    if (!Number.isNaN(moment)) this.offset = moment - performance.now();
  }

  now() {
    return this.offset === undefined ? Date.now() : this.offset + performance.now();
  }

  secondsUntil(moment) {
    return Math.max(0, Math.round((Date.parse(moment) - this.now()) / 1000));
  }
}

export class Transport {
  constructor({ address, clock }) {
    this.address = address;
    this.clock = clock;
  }

  open(lesson) {
    return this.post("", { lesson });
  }

  beat(id, beat) {
    return this.post(`/${id}/beats`, beat);
  }

  answer(id, challenge, answer) {
    return this.post(`/${id}/challenge`, { challenge, answer });
  }

  /* `last`: what would have been the next beat; `leaving`: the page is going away. */
  close(id, last, { leaving = false } = {}) {
    return this.post(`/${id}/close`, last, { keepalive: leaving });
  }

  async post(path, body, { keepalive = false } = {}) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN);
    let response;
    let found;
    try {
      response = await fetch(this.address + path, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(body),
        signal: limit.signal,
        keepalive,
      });
      found = await response.json().catch(() => ({}));
    } catch {
      throw new Lost();
    } finally {
      clearTimeout(timer);
    }
    this.clock.set(response.headers.get("X-Now"));
    if (response.ok) return found;
    // Two of our own beats met: the server asks for the same one again.
    if (response.status === 409 && found.title === "busy") throw new Lost();
    if (response.status >= 500 || response.status === 429 || response.status === 408) {
      throw new Lost(Number(response.headers.get("Retry-After")) || 0);
    }
    throw new Refused(response.status, found);
  }
}
