/* One lesson being studied: puts the session, the media or the text, the panel and the question
   together. What the parts may do stands in them; here stands when. */
import { ServerClock, Transport } from "./api.js";
import { MediaStage } from "./media.js";
import { Panel } from "./panel.js";
import { Reader } from "./reader.js";
import { Session } from "./session.js";
import { Sheet } from "./sheet.js";
import { Wake } from "./wake.js";

const CLAMPED = new Set(["seek", "gap", "paused", "hidden", "clock"]);
/* Reasons that go on while somebody studies; the others speak of what is over. */
const PRESENT = new Set(["repeat", "seek", "stalled", "idle", "no_presence", "capped", "closed_hours", "clock"]);
/* On the way to another page a question is put only for more than a minute; less waits for the next. */
const WORTH_ASKING = 60;
const TIMER = {
  now: () => performance.now(),
  later: (work, milliseconds) => setTimeout(work, milliseconds),
  cancel: (handle) => clearTimeout(handle),
};

export class Study {
  constructor({ data, words, page }) {
    Object.assign(this, { data, words });
    this.clock = new ServerClock(data.now);
    this.transport = new Transport({ address: data.api, clock: this.clock });
    this.panel = new Panel({ root: page.querySelector("[data-study-panel]"), words });
    this.surface = this.#surface(page);
    this.wake = new Wake();
    this.session = new Session({
      transport: this.transport,
      position: () => this.surface.position(),
      on: (name, detail) => this.#heard(name, detail),
      timer: TIMER,
    });
    this.sheet = new Sheet({
      dialog: page.querySelector("[data-study-sheet]"),
      words,
      clock: this.clock,
      answer: (challenge, option) => this.transport.answer(this.id, challenge, option),
      more: async () => (await this.session.again())?.challenge,
      held: (holding) => this.session.hold(holding),
      done: (outcome) => this.#answered(outcome),
    });
    this.#listen();
  }

  get isMedia() {
    return this.surface instanceof MediaStage;
  }

  #surface(page) {
    const on = (name) => this.#did(name);
    const { data, words, clock } = this;
    const stage = page.querySelector("[data-study-stage]");
    if (stage && data.media) return new MediaStage({ root: stage, data, words, clock, on });
    return new Reader({ text: page.querySelector("[data-study-text]"), data, on });
  }

  #listen() {
    const { panel, session } = this;
    panel.find("again").addEventListener("click", () => this.start());
    panel.find("answer").addEventListener("click", () => this.offered && this.#ask());
    panel.find("finish").addEventListener("click", () => this.finish());
    document.addEventListener("visibilitychange", () => this.#seen());
    window.addEventListener("online", () => session.hurry());
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted && this.id) panel.ended("closed");
    });
    document.addEventListener("click", (event) => this.#link(event));
    setInterval(() => session.watch(), 1000);
    if (!this.isMedia && !document.hidden) this.start();
  }

  /* Open a session if there is none, and go on. */
  async start() {
    if (this.starting) return;
    this.starting = true;
    try {
      if (!this.session.isOpen && !(await this.#open())) return;
      this.autoPaused = false;
      await this.surface.play();
    } finally {
      this.starting = false;
    }
  }

  async #open() {
    this.panel.say("opening");
    try {
      const answer = await this.session.open(this.data.lesson, "paused");
      this.id = answer.id;
      this.data.nominal_seconds = answer.nominal_seconds;
      this.accepted = answer.furthest;
      this.unsure = false;
      this.panel.begin();
      this.surface.resume(answer.position, answer.furthest);
      return true;
    } catch (error) {
      this.#refused(error, { opening: true });
      return false;
    }
  }

  /* End this sitting: close, then the question that is still open, then what came of it. */
  async finish(then = null) {
    this.then = then;
    this.surface.pause();
    this.wake.release();
    try {
      const closed = await this.session.close();
      if (closed) {
        this.panel.result(closed);
        if (closed.challenge && (!then || closed.provisional_seconds >= WORTH_ASKING)) {
          this.sheet.show(closed.challenge, { mayWait: true });
          return;
        }
      }
    } catch {
      this.panel.ended("left_open");
    }
    this.#go();
  }

  #go() {
    const { then } = this;
    this.then = null;
    if (then) window.location.assign(then);
  }

  // what the person does

  #did(name) {
    if (name === "want-play") this.start();
    else if (name === "want-pause") this.surface.pause();
    else if (name === "forward") this.panel.hint("forward");
    else if (name === "broken") this.panel.ended("broken");
    else if (name === "listen" || name === "watch") this.#choose(name === "listen");
    else if (name === "ended") this.finish();
    else this.#update();
  }

  async #choose(audioOnly) {
    await this.surface.choose(audioOnly);
    await this.start();
  }

  #update() {
    if (!this.session) return;
    const playing = this.surface.isPlaying;
    const state = document.hidden ? "hidden" : playing ? "playing" : "paused";
    if (this.sheet.isOpen && this.isMedia) this.session.becomeQuietly(state);
    else this.session.become(state);
    if (playing) this.wake.keep();
    else this.wake.release();
    if (this.session.isOpen && !this.session.isLost) this.panel.say(playing ? "counting" : "paused");
  }

  #seen() {
    if (document.hidden) {
      this.session.become("hidden");
      if (this.isMedia) this.surface.pause();
    } else if (!this.isMedia && !this.id) this.start();
    else if (!this.isMedia && this.session.isOpen) this.surface.play();
    else this.#update();
  }

  #leave() {
    this.session.leave();
    this.surface.pause();
    this.wake.release();
  }

  /* A link to elsewhere: close first, so that the question for the last minutes can still be asked. */
  #link(event) {
    const link = event.target.closest("a[href]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!link || !plain || link.target || link.download || !this.session.isOpen) return;
    const address = new URL(link.href, window.location.href);
    const here = address.origin === window.location.origin && address.pathname === window.location.pathname;
    if (here || event.defaultPrevented || !navigator.onLine) return;
    event.preventDefault();
    this.finish(link.href);
  }

  // what the server says

  #heard(name, detail) {
    if (name === "answer") this.#answer(detail);
    else if (name === "released") this.sheet.noMore();
    else if (name === "lost") this.panel.say("lost");
    else if (name === "back") this.#update();
    else if (name === "stale") {
      this.autoPaused = true;
      this.surface.pause();
      this.panel.say("waiting");
    } else if (name === "refused") this.#refused(detail);
  }

  #answer(detail) {
    const { beat, answer } = detail;
    this.panel.count(detail);
    this.#follow(beat, answer);
    this.#question(answer.challenge);
    if (this.autoPaused && !document.hidden && !this.sheet.isOpen) {
      this.autoPaused = false;
      this.surface.play();
    }
    if (PRESENT.has(answer.reason) && this.surface.isPlaying) this.panel.say("uncounted", this.words.reasons[answer.reason]);
    else if (this.session.isOpen) this.panel.say(this.surface.isPlaying ? "counting" : "paused");
  }

  /* The server's position holds where it did not accept ours: after a leap ahead or a long gap. */
  #follow(beat, answer) {
    if (!this.isMedia) return;
    if (CLAMPED.has(answer.reason) && beat.position - answer.position > 2) {
      this.surface.furthest = this.accepted;
      this.surface.goTo(answer.position);
    } else if (answer.reason !== "too_soon") {
      this.accepted = Math.max(this.accepted, answer.position);
    }
  }

  /* A question that is due is put at once. After one that was failed or let pass, the next is offered
     and waits until the person wants it. */
  #question(challenge) {
    this.offered = challenge;
    this.panel.offer(Boolean(challenge) && this.unsure);
    if (challenge && this.sheet.isOpen) this.sheet.renew(challenge);
    else if (challenge && !this.unsure) this.#ask();
  }

  #ask() {
    this.playedBefore = this.surface.isPlaying;
    this.sheet.show(this.offered);
    if (this.isMedia) this.surface.pause();
  }

  #answered(outcome) {
    this.unsure = outcome !== "passed";
    this.offered = null;
    this.panel.offer(false);
    if (outcome === "passed") this.panel.passed();
    this.panel.say(outcome);
    if (!this.session.isOpen) this.#go();
    else if (this.isMedia && this.playedBefore) this.surface.play();
  }

  #refused(error, { opening = false } = {}) {
    this.surface.pause();
    this.wake.release();
    this.sheet.dismiss();
    const { status, problem } = error;
    if (!status) this.panel.ended("unreachable");
    else if (status === 401) this.panel.ended("signed_out");
    else if (status !== 409 || opening) this.panel.ended("refused", problem.detail);
    else this.panel.ended(problem.title === "superseded" ? "superseded" : "closed");
  }
}
