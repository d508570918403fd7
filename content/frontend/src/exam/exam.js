/* A test being sat: every change is kept in this browser and sent; what the server says holds.

   One page alone may save, the last one that asked for it. An older one is told, shows what it has not
   sent, and goes on only when its reader says so. */
import { Lost, ServerClock, Transport } from "../player/api.js";
import { fill } from "../player/words.js";
import { Countdown } from "./countdown.js";
import { keep, move, put, read } from "./fields.js";
import { HandIn } from "./hand-in.js";
import { Notices } from "./notices.js";
import { Queue } from "./queue.js";
import { Sender } from "./sender.js";
import { Sheets } from "./sheets.js";
import { Tab } from "./tab.js";

const REST_AFTER_TYPING = 900;
const QUIET = new Set(["saved", "saving", "handing_in"]);
const OVER = new Set(["handed_in", "time_up"]);

export class Exam {
  constructor({ root, data, words }) {
    Object.assign(this, { root, data, words });
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.fields = this.find("fields");
    this.state = this.find("say");
    this.clock = new ServerClock(data.now);
    this.transport = new Transport({ address: `${data.api}/${data.id}`, clock: this.clock });
    this.queue = new Queue(data.id, localStorage);
    this.tab = new Tab(data);
    this.sheets = new Sheets({ root, queue: this.queue, words });
    this.notices = new Notices({ transport: this.transport, place: () => this.sheets.at });
    this.sender = new Sender({
      transport: this.transport,
      queue: this.queue,
      tab: this.tab.id,
      on: (name, detail) => this.#sent(name, detail),
    });
    this.handIn = new HandIn({ exam: this, root, words });
    this.countdown = new Countdown({
      root,
      words,
      clock: this.clock,
      deadline: data.deadline_at,
      over: () => this.#timeIsUp(),
    });
  }

  start() {
    this.queue.atLeast(this.data.next_seq);
    for (const entry of this.queue.entries) put(this.sheets.question(entry.place), entry.given);
    this.sheets.start();
    this.#watch();
    this.notices.watch(document);
    this.tab.onTaken(() => this.#moved());
    this.countdown.start();
    this.handIn.start();
    this.#begin();
  }

  /* Ours already; or free to go on with; or written to by another page while ours waits to be sent. */
  #begin() {
    const wroteLast = this.queue.tab === this.data.holder;
    if (this.tab.id === this.data.holder) this.#goOn();
    else if (!this.queue.size || wroteLast) this.#takeOver();
    else this.#moved();
  }

  #goOn() {
    this.isMoved = false;
    this.queue.tab = this.tab.id;
    this.tab.claim();
    this.find("moved").hidden = true;
    this.fields.disabled = Boolean(this.isClosed);
    this.say(this.queue.size ? "saving" : "saved");
    this.sender.go();
  }

  async #takeOver({ isNewer = false, without = [] } = {}) {
    this.fields.disabled = true;
    for (let seconds = 1; ; seconds = Math.min(seconds * 2, 15)) {
      try {
        const found = await this.transport.post("/take-over", { tab: this.tab.id });
        if (!found.answers) return window.location.reload();
        this.queue.comeBack();
        this.queue.forgetPlaces(without);
        if (isNewer || found.next_seq !== this.data.next_seq) this.#renew(found);
        return this.#goOn();
      } catch (error) {
        if (!(error instanceof Lost)) return this.refused(error);
        this.say("lost");
        await new Promise((resolve) => {
          setTimeout(resolve, seconds * 1000);
          window.addEventListener("online", resolve, { once: true });
        });
      }
    }
  }

  /* What the server has holds, but for what waits here, which comes after it. */
  #renew(found) {
    this.last = undefined;
    this.queue.renumber(found.next_seq);
    const waiting = new Map(this.queue.entries.map((entry) => [entry.place, entry.given]));
    this.sheets.cards.forEach((_card, place) => {
      const given = waiting.has(place) ? waiting.get(place) : (found.answers[place] ?? null);
      put(this.sheets.question(place), given);
    });
    this.sheets.draw();
  }

  // changes

  #watch() {
    const form = this.find("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => this.#changed(event));
    form.addEventListener("change", (event) => this.#changed(event));
    form.addEventListener("click", (event) => this.#clicked(event));
    window.addEventListener("online", () => this.sender.hurry());
    window.addEventListener("offline", () => this.queue.size || this.say("lost"));
    window.addEventListener("pagehide", () => this.#sendNow());
    document.addEventListener("visibilitychange", () => document.hidden && this.#sendNow());
  }

  #changed(event) {
    const field = event.target;
    const card = field.closest("[data-place]");
    if (!card || this.fields.disabled) return;
    const row = field.closest("[data-item]");
    if (row && event.type !== "change") return;
    if (row && field.value === "") put(row.closest("[data-q]"), null);
    else if (row) move(row.closest("[data-q]"), row, Number(field.value) - 1);
    if (row) field.focus();
    this.note(Number(card.dataset.place), { typing: event.type === "input" && field.matches("textarea, [type=text]") });
  }

  #clicked(event) {
    const button = event.target.closest("[data-move], [data-keep-order]");
    if (!button) return;
    const q = button.closest("[data-q]");
    const row = button.closest("[data-item]");
    if (!row) keep(q);
    else {
      const rows = [...q.querySelectorAll("[data-item]")];
      const at = move(q, row, Math.min(rows.length - 1, rows.indexOf(row) + Number(button.dataset.move)));
      button.focus();
      this.find("aloud").textContent = fill(this.words.moved_to, { n: at + 1 });
    }
    this.note(Number(button.closest("[data-place]").dataset.place));
  }

  /* Kept at once; sent at once, or when the typing rests. */
  note(place, { typing = false } = {}) {
    const given = read(this.sheets.question(place));
    const said = JSON.stringify([place, given]);
    if (said !== this.last) {
      this.last = said;
      this.queue.add(place, given);
      this.sheets.draw();
      this.say("saving");
    } else if (!this.timer) return;
    clearTimeout(this.timer);
    if (typing) this.timer = setTimeout(() => this.#sendNow(), REST_AFTER_TYPING);
    else this.#sendNow();
  }

  #sendNow() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isMoved) this.sender.flush();
  }

  // what the server says

  #sent(name, detail) {
    if (name === "sending") this.say(this.notices.lostAt === undefined ? "saving" : "lost");
    else if (name === "saved") {
      this.notices.found();
      this.notices.send();
      if (!this.queue.size) this.say("saved");
    } else if (name === "lost") {
      this.notices.lost();
      if (this.handIn.isUnderWay) this.handIn.waits();
      else this.say("lost");
    } else if (name === "misshapen") this.say("misshapen", { n: detail.place + 1 });
    else this.refused(detail);
  }

  refused(error) {
    const code = error.problem?.title;
    if (code === "other_tab") this.#moved();
    else if (code === "seq") this.#takeOver({ isNewer: true });
    else if (OVER.has(code) || error.status === 404) window.location.reload();
    else if (error.status === 401) this.#stopped("signed_out");
    else this.#stopped("refused");
  }

  #stopped(name) {
    this.handIn.cancel();
    this.fields.disabled = true;
    this.say(name);
    if (name === "signed_out") this.find("sign-in").hidden = false;
  }

  /* Another page goes on. Nothing is sent from here until the reader says so. */
  #moved() {
    if (this.isMoved || this.isClosed) return;
    this.isMoved = true;
    this.sender.stop();
    this.handIn.cancel();
    this.fields.disabled = true;
    this.queue.leave();
    const { places } = this.queue;
    const panel = this.find("moved");
    this.find("unsent").hidden = !places.length;
    this.find("unsent-places").textContent = places.map((place) => place + 1).join("、");
    this.find("without").hidden = !places.length;
    panel.hidden = false;
    this.say("elsewhere");
    this.find("here").onclick = () => this.#takeOver({ isNewer: true });
    this.find("without").onclick = () => this.#takeOver({ isNewer: true, without: places });
    panel.scrollIntoView({ block: "center" });
    panel.focus();
  }

  // the end

  #timeIsUp() {
    this.isClosed = true;
    this.fields.disabled = true;
    if (this.isMoved) {
      setTimeout(() => window.location.reload(), this.data.grace_seconds * 1000);
      return;
    }
    this.find("time-up").hidden = false;
    this.find("time-up").focus();
    this.sender.longest = 2;
    this.sender.hurry();
    this.handIn.finish({ byClock: true });
  }

  /* The line that is always seen. Said aloud only when something is wrong, and when it is right again:
     not at every answer. */
  say(name, values = {}) {
    const known = name === "lost" && navigator.onLine ? "unreachable" : name;
    const said = fill(this.words.states[known], { n: this.queue.size, ...values });
    const before = this.state.dataset.state;
    if (this.state.textContent !== said) this.state.textContent = said;
    this.state.dataset.state = name;
    const isFine = QUIET.has(name);
    if (name !== before && (!isFine || (name === "saved" && this.wasWrong))) this.find("aloud").textContent = said;
    if (!isFine) this.wasWrong = true;
    else if (name === "saved") this.wasWrong = false;
  }
}
