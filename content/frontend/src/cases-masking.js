/* An original and what will be read of it, side by side: decisions by mouse and by key. What was
   decided waits in this browser until the server has it. Who reviews goes through it and decides
   nothing. */
import { readJson, fill } from "./player/words.js";
import { cut, spanOf } from "./masking/places.js";
import { Queue } from "./masking/queue.js";

const KEYS = { j: "next", k: "previous", a: "accept", r: "reject", c: "otherWords", m: "mark" };
const STEPS = ["next", "previous"];

class Masking {
  constructor(root) {
    this.root = root;
    this.original = root.querySelector('[data-pane="original"]');
    this.masked = root.querySelector('[data-pane="masked"]');
    this.list = root.querySelector("[data-findings]");
    this.said = document.querySelector("[data-said]");
    this.words = root.dataset;
    this.decisions = readJson("decisions");
    this.dialog = document.querySelector("dialog[data-mark]");
    this.queue = new Queue(this);
    this.writes = "write" in root.dataset;
  }

  start() {
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("submit", (event) => this.submitted(event));
    this.list.addEventListener("keydown", (event) => this.typed(event));
    this.list.addEventListener("focusin", (event) => {
      const item = event.target.closest("li[data-number]");
      if (item && item.dataset.number !== this.selected) this.select(item.dataset.number, false);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    if (this.writes) this.startWriting();
    // On a narrow screen one finding at a time stands below the text (style/cases-desk.css).
    this.root.classList.add("by-one");
    this.narrow = matchMedia("(max-width: 47.99em)");
    const steps = this.root.querySelector("[data-steps]");
    steps.hidden = false;
    steps.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) this.step(Number(button.dataset.step), false);
    });
    const open = this.list.querySelector("li.open") ?? this.list.querySelector("li[data-number]");
    const asked = location.hash.match(/^#(?:f|item)(\d+)$/)?.[1];
    if (asked || open) this.select(asked ?? open.dataset.number, Boolean(asked) || !this.narrow.matches);
  }

  startWriting() {
    const opener = document.querySelector("[data-mark-open]");
    opener.hidden = false;
    opener.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
    opener.addEventListener("click", () => this.mark(false, this.chosen));
    this.dialog.addEventListener("close", () => this.marked());
    document.addEventListener("selectionchange", () => {
      // A finger that touches the button takes the selection away before it is asked for.
      const place = spanOf(this.original, getSelection());
      if (place) this.chosen = place;
    });
    this.queue.start();
  }

  item(number) {
    return this.list.querySelector(`li[data-number="${number}"]`);
  }

  marks(number) {
    return this.root.querySelectorAll(`[data-pane] [data-number="${number}"]`);
  }

  /* Selected in all three, and brought into view in each that does not show it. */
  select(number, scrolls = true) {
    for (const one of this.root.querySelectorAll(".selected")) {
      one.classList.remove("selected");
      one.removeAttribute("aria-current");
    }
    this.selected = String(number);
    const item = this.item(number);
    for (const one of [item, ...this.marks(number)]) {
      if (!one) continue;
      one.classList.add("selected");
      one.setAttribute("aria-current", "true");
      bringIntoView(one, scrolls || one !== item);
    }
    if (scrolls && this.narrow.matches) this.uncover();
  }

  /* On a phone the finding stands over the page: the original is moved up from below it. */
  uncover() {
    const pane = this.original.closest(".pane");
    const sheet = this.list.closest(".panel").getBoundingClientRect();
    if (pane.getBoundingClientRect().bottom <= sheet.top) return;
    window.scrollBy(0, pane.getBoundingClientRect().top - this.said.offsetHeight - 8);
  }

  clicked(event) {
    const mark = event.target.closest("[data-pane] [data-number]");
    if (mark) {
      event.preventDefault();
      if (getSelection().isCollapsed) this.select(mark.dataset.number);
    }
  }

  submitted(event) {
    event.preventDefault();
    event.stopPropagation();
    const decision = event.submitter?.value ?? "accepted";
    const item = event.target.closest("li");
    if (!this.decide(item, decision, event.target.elements.always.checked)) return;
    if (this.narrow.matches) this.onward(item, false);
  }

  /* Enter in the field of other words means those words. */
  typed(event) {
    if (event.key === "Escape" && event.target.name === "replacement") this.focus();
    if (event.key !== "Enter" || event.isComposing || event.target.name !== "replacement") return;
    event.preventDefault();
    const item = event.target.closest("li");
    this.decide(item, "changed", item.querySelector('[name="always"]').checked);
    this.focus();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.closest('input:not([type="checkbox"]), textarea, select')) return;
    const name = KEYS[event.key.toLowerCase()];
    if (!name || !(this.writes || STEPS.includes(name))) return;
    event.preventDefault();
    this[name](event.shiftKey);
  }

  next() {
    this.step(1);
  }

  previous() {
    this.step(-1);
  }

  step(by, focuses = true) {
    const items = [...this.list.querySelectorAll("li[data-number]")];
    const at = items.findIndex((one) => one.dataset.number === this.selected);
    const to = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (!to) return;
    this.select(to.dataset.number);
    if (focuses) this.focus();
  }

  focus() {
    const mark = this.original.querySelector(`[data-number="${this.selected}"]`);
    mark?.focus({ preventScroll: true });
  }

  accept(always) {
    this.byKey("accepted", always);
  }

  reject(always) {
    this.byKey("rejected", always);
  }

  byKey(decision, always) {
    const item = this.item(this.selected);
    if (!item) return;
    this.decide(item, decision, always || item.querySelector('[name="always"]').checked);
    this.onward(item);
  }

  /* To what is still to be decided after this one; to the next where nothing is. */
  onward(item, focuses = true) {
    const items = [...this.list.querySelectorAll("li[data-number]")];
    const after = items.slice(items.indexOf(item) + 1);
    const to = after.find((one) => one.classList.contains("open")) ?? after[0];
    if (!to) return;
    this.select(to.dataset.number);
    if (focuses) this.focus();
  }

  otherWords() {
    const field = this.item(this.selected)?.querySelector('[name="replacement"]');
    field?.focus();
    field?.select();
  }

  /* Whether it could be decided. */
  decide(item, decision, always) {
    if (!item) return false;
    const given = item.querySelector('[name="replacement"]');
    if (decision === "changed" && !given.value.trim()) {
      given.focus();
      return false;
    }
    this.queue.add({
      file: this.root.dataset.file,
      number: Number(item.dataset.number),
      decision,
      always,
      replacement: decision === "changed" ? given.value.trim() : "",
    });
    return true;
  }

  mark(_always, chosen = null) {
    this.place = spanOf(this.original, getSelection()) ?? chosen;
    if (!this.place) {
      this.say(this.words.saidNothing);
      return;
    }
    this.dialog.querySelector("[data-surface]").textContent = this.place.text;
    this.dialog.querySelector("#mark-words").value = "";
    this.dialog.returnValue = "no";
    this.dialog.showModal();
    this.dialog.querySelector("#mark-words").focus();
  }

  marked() {
    const replacement = this.dialog.querySelector("#mark-words").value.trim();
    if (this.dialog.returnValue !== "yes" || !replacement || !this.place) return;
    const { start, end } = this.place;
    const kind = this.dialog.querySelector("#mark-kind").value;
    this.queue.add({ file: this.root.dataset.file, mark: true, start, end, kind, replacement });
    this.place = this.chosen = null;
    getSelection().removeAllRanges();
  }

  /* The server's answer, in both panes and the list. */
  took(answer) {
    const here = answer.findings.filter((one) => one.file === this.root.dataset.file);
    for (const one of here) {
      if (!this.item(one.number)) this.insert(one);
      this.show(one);
    }
    this.count(answer.open);
    this.say(fill(this.words.saidDecided, { n: answer.findings.length, open: answer.open }));
  }

  insert(one) {
    const text = cut(this.original, this.masked, one);
    if (text === null) return;
    this.list.querySelector("li.empty:not([data-number])")?.remove();
    const holder = document.querySelector("template[data-finding]");
    const item = holder.content.firstElementChild.cloneNode(true);
    item.id = `item${one.number}`;
    item.dataset.number = one.number;
    item.querySelector('[name="number"]').value = one.number;
    item.querySelector("[data-original]").textContent = text;
    item.querySelector('[name="replacement"]').value = one.replacement;
    const names = [...document.querySelectorAll("#mark-kind option")];
    const kind = names.find((option) => option.value === one.kind)?.textContent ?? "";
    item.querySelector("[data-kind]").textContent = kind;
    this.original.querySelector(`[data-number="${one.number}"]`).title = kind;
    this.list.insertBefore(item, this.follower(one));
  }

  /* The entry before which a new one stands: the list goes in the order of the text. */
  follower(one) {
    const later = [...this.original.querySelectorAll("[data-number]")].find(
      (mark) => Number(mark.dataset.start) > one.start && this.item(mark.dataset.number),
    );
    return later ? this.item(later.dataset.number) : null;
  }

  show(one) {
    const item = this.item(one.number);
    const [source, target] = this.marks(one.number);
    if (!item || !source || !target) return;
    for (const each of [item, source, target]) {
      each.classList.remove(...Object.keys(this.decisions), "pending");
      each.classList.add(one.decision);
    }
    target.textContent = one.decision === "rejected" ? source.textContent : one.replacement;
    item.querySelector("[data-replacement]").textContent = one.replacement;
    item.querySelector("[data-decision]").textContent = this.decisions[one.decision];
    item.querySelector('[name="replacement"]').value = one.replacement;
  }

  pending(one) {
    const item = this.item(one.number);
    if (!item) return;
    item.classList.add("pending");
    item.querySelector("[data-decision]").textContent = this.words.saidWaiting;
  }

  /* Not taken: what stood there stands there again. */
  back(one, detail) {
    const item = this.item(one.number);
    if (item) {
      const decision = Object.keys(this.decisions).find((name) => item.classList.contains(name));
      item.classList.remove("pending");
      item.querySelector("[data-decision]").textContent = this.decisions[decision] ?? "";
    }
    this.say(detail || this.words.saidRefused, true);
  }

  count(open) {
    document.querySelector("[data-open]").hidden = open === 0;
    document.querySelector("[data-open-none]").hidden = open !== 0;
    document.querySelector("[data-open-number]").textContent = open;
  }

  say(text, bad = false) {
    this.said.textContent = text;
    this.said.classList.toggle("bad", bad);
  }
}

/* Scrolls the pane alone: the page stays where the eye is. On a phone, where panes have no scroll of
   their own, the page moves only to what was asked for. */
function bringIntoView(one, scrolls) {
  if (!scrolls) return;
  const pane = one.closest("[data-pane], [data-findings]");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const box = one.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (box.top >= frame.top + 24 && box.bottom <= frame.bottom - 24) return;
  pane.scrollTop += box.top - frame.top - (frame.height - Math.min(box.height, frame.height)) / 3;
}

const root = document.querySelector("[data-masking]");
if (root) new Masking(root).start();
