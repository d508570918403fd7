/* Answers that the server has not confirmed, kept in this browser so that a reload or an empty battery
   loses none. Of each question only the newest waits. `seq` counts up within the sitting.

   {"tab": the page that wrote, "seq": the last number used, "entries": [{place, seq, given}], "marked": [places], "at": where one was} */
const PREFIX = "xinlu-exam:";

export class Queue {
  constructor(sitting, storage) {
    this.key = PREFIX + sitting;
    this.storage = storage;
    this.kept = { tab: "", seq: 0, entries: [], marked: [], ...this.#read() };
    this.isForeign = false;
  }

  /* Another page of this browser may have the store now: nothing is written over it. */
  leave() {
    this.#readAnew();
    this.isForeign = true;
  }

  /* This page has it again, with what the other one left. */
  comeBack() {
    this.#readAnew();
    this.isForeign = false;
  }

  #readAnew() {
    if (!this.isBroken) this.kept = { ...this.kept, ...this.#read() };
  }

  #read() {
    try {
      return JSON.parse(this.storage.getItem(this.key)) || {};
    } catch {
      return {};
    }
  }

  #write() {
    if (this.isForeign) return;
    try {
      this.storage.setItem(this.key, JSON.stringify(this.kept));
      this.isBroken = false;
    } catch {
      // The browser keeps nothing (full, or private): the answers are still in the page.
      this.isBroken = true;
    }
  }

  get tab() {
    return this.kept.tab;
  }

  set tab(tab) {
    this.kept.tab = tab;
    this.#write();
  }

  get entries() {
    return this.kept.entries;
  }

  get size() {
    return this.entries.length;
  }

  get places() {
    return [...new Set(this.entries.map((entry) => entry.place))].sort((a, b) => a - b);
  }

  get at() {
    return this.kept.at ?? -1;
  }

  set at(place) {
    this.kept.at = place;
    this.#write();
  }

  /* The number that comes next is never below `next`. */
  atLeast(next) {
    this.kept.seq = Math.max(this.kept.seq, next - 1);
    this.#write();
  }

  add(place, given) {
    this.kept.seq += 1;
    const others = this.entries.filter((entry) => entry.place !== place);
    this.kept.entries = [...others, { place, seq: this.kept.seq, given }];
    this.#write();
  }

  /* The oldest first; `most` at once. */
  batch(most) {
    return [...this.entries].sort((a, b) => a.seq - b.seq).slice(0, most);
  }

  /* `saved`: [[place, seq], …] as the server answers. */
  drop(saved) {
    const done = new Set(saved.map(([place, seq]) => `${place}.${seq}`));
    this.kept.entries = this.entries.filter((entry) => !done.has(`${entry.place}.${entry.seq}`));
    this.#write();
  }

  /* Another page has counted on meanwhile: ours come after what it wrote. */
  renumber(next) {
    this.kept.entries = this.batch(this.size).map((entry, number) => ({ ...entry, seq: next + number }));
    this.kept.seq = next + this.size - 1;
    this.#write();
  }

  forgetPlaces(places) {
    this.kept.entries = this.entries.filter((entry) => !places.includes(entry.place));
    this.#write();
  }

  isMarked(place) {
    return this.kept.marked.includes(place);
  }

  mark(place, marked) {
    const others = this.kept.marked.filter((one) => one !== place);
    this.kept.marked = marked ? [...others, place] : others;
    this.#write();
  }

  forget() {
    this.storage.removeItem(this.key);
  }
}
