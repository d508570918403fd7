/* Bringing files to a case: drop or choose, one bar for each, going on after a bad line or a reload.
   Without this script the form sends them as forms do. */
import { readJson, fill } from "./player/words.js";
import { Memory } from "./upload/memory.js";
import { Sending } from "./upload/sending.js";

// One: each piece holds a thread of the server while it comes over a slow line.
const AT_A_TIME = 1;
const ASK_EVERY = 2000;

class Room {
  constructor(root) {
    this.root = root;
    this.words = readJson("uploads-words");
    this.going = root.querySelector("[data-uploads-going]");
    this.files = root.querySelector("[data-uploads-files]");
    this.said = root.querySelector("[data-uploads-said]");
    this.memory = new Memory(localStorage);
    this.waiting = [];
    this.running = new Set();
  }

  start() {
    const form = this.root.querySelector("[data-uploads-form]");
    if (form) this.takeOver(form);
    this.watch();
    window.addEventListener("online", () => this.goOn());
    window.addEventListener("beforeunload", (event) => {
      if (this.running.size) event.preventDefault();
    });
  }

  takeOver(form) {
    form.querySelector("[data-uploads-plain]").hidden = true;
    form.querySelector("[data-uploads-scripted]").hidden = false;
    const input = form.querySelector("[data-uploads-input]");
    input.classList.add("sr"); // its label is the button
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["dragenter", "dragover"]) {
      this.root.addEventListener(name, (event) => {
        if (![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        form.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      this.root.addEventListener(name, (event) => {
        if (name === "drop" || !this.root.contains(event.relatedTarget)) form.classList.remove("over");
      });
    }
    this.root.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  take(files) {
    for (const file of files) {
      const line = new Line(file, this.words);
      this.going.append(line.element);
      if (file.size > Number(this.root.dataset.most)) {
        line.show("failed", { detail: this.words.too_big, final: true });
        this.say(`${file.name}: ${this.words.too_big}`);
        continue;
      }
      const sending = new Sending(file, {
        endpoint: this.root.dataset.endpoint,
        place: this.root.dataset.case,
        memory: this.memory,
        told: (state, facts) => this.told(sending, line, state, facts),
      });
      line.onStop = () => this.stop(sending, line);
      line.onAgain = () => this.enqueue(sending, line);
      this.enqueue(sending, line);
    }
  }

  enqueue(sending, line) {
    line.show("waiting", {});
    this.waiting.push(sending);
    this.next();
  }

  next() {
    while (this.running.size < AT_A_TIME && this.waiting.length) {
      const sending = this.waiting.shift();
      this.running.add(sending);
      sending.start();
    }
  }

  stop(sending, line) {
    const at = this.waiting.indexOf(sending);
    if (at >= 0) this.waiting.splice(at, 1);
    if (this.running.has(sending)) sending.stop();
    else line.show("stopped", {});
  }

  told(sending, line, state, facts) {
    line.show(state, facts);
    if (state === "retrying" || state === "offline") this.say(this.words[state]);
    if (!sending.over) return;
    this.running.delete(sending);
    this.say(`${sending.file.name}: ${line.words_of(state, facts)}`);
    if (state === "sent") line.element.remove();
    this.renew();
    this.next();
  }

  /* The network is back: what waits for its next try tries at once. */
  goOn() {
    for (const sending of this.running) {
      sending.upload.abort().then(() => sending.start());
    }
  }

  say(text) {
    this.said.textContent = text;
  }

  /* The list as the server has it; asked again while something waits to be read. */
  async renew() {
    const address = `${this.root.dataset.list}?next=${encodeURIComponent(location.pathname)}`;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) this.put(await answer.text());
    } catch {
      // asked again below
    }
    this.watch();
  }

  put(text) {
    const inside = this.files.contains(document.activeElement) && document.activeElement !== document.body;
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = page.querySelector("[data-uploads-state]")?.dataset.uploadsState ?? "";
    const before = this.files.querySelector("[data-uploads-state]")?.dataset.uploadsState ?? "";
    if (now === before) this.hideGoing();
    if (now === before || inside) return; // nobody loses the field they are in
    this.files.replaceChildren(...page.body.childNodes);
    this.hideGoing();
    this.say(this.words.changed);
    this.root.dispatchEvent(new CustomEvent("uploads:changed", { bubbles: true }));
  }

  /* What is on its way stands above already. */
  hideGoing() {
    const places = [...this.running].map((one) => one.upload.url ?? "");
    for (const line of this.files.querySelectorAll("[data-uploads-file]")) {
      line.hidden = places.some((place) => place.includes(line.dataset.uploadsFile));
    }
  }

  watch() {
    clearTimeout(this.timer);
    const waits = this.files.querySelector("[data-uploads-waiting]");
    if (waits) this.timer = setTimeout(() => this.renew(), ASK_EVERY);
  }
}

/* A file of the list above: its name, a bar, what happens, and what can be done. */
class Line {
  constructor(file, words) {
    this.words = words;
    this.file = file;
    this.element = document.createElement("li");
    this.element.className = "uploads-file pad";
    this.name = this.add("b", "uploads-name", file.name);
    this.bar = this.add("progress", "meter");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.state = this.add("span", "small");
    this.button = this.add("button", "linkbtn", words.stop);
    this.button.type = "button";
    this.button.addEventListener("click", () => this.act());
  }

  add(tag, name, text = "") {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    this.element.append(made);
    return made;
  }

  show(state, facts) {
    if (state === "sending") this.bar.value = facts.percent;
    this.ended = ["failed", "stopped", "signed_out"].includes(state);
    this.state.textContent = this.words_of(state, facts);
    this.state.classList.toggle("bad-text", this.ended && state !== "stopped");
    this.final = Boolean(facts.final);
    this.bar.hidden = this.ended;
    this.button.textContent = this.final ? this.words.close : this.ended ? this.words.again : this.words.stop;
  }

  act() {
    if (this.final) this.element.remove();
    else if (this.ended) this.onAgain();
    else this.onStop();
  }

  words_of(state, facts) {
    if (state === "failed" && facts.detail) return facts.detail;
    return fill(this.words[state], { name: this.file.name, ...facts });
  }
}

for (const root of document.querySelectorAll("[data-uploads]")) new Room(root).start();
