/* One question at a time, the list of all of them with what is done, marks, pictures in large. */
import { isComplete, read } from "./fields.js";
import { fill } from "../player/words.js";

export class Sheets {
  constructor({ root, queue, words }) {
    Object.assign(this, { root, queue, words });
    this.cards = [...root.querySelectorAll("[data-place]")];
    this.links = [...root.querySelectorAll("[data-to]")];
    this.list = root.querySelector("[data-list]");
    this.count = root.querySelector("[data-count]");
    this.foot = root.querySelector("[data-foot]");
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.at = 0;
  }

  question(place) {
    return this.cards[place].querySelector("[data-q]");
  }

  start() {
    this.root.classList.add("one-by-one");
    this.foot.hidden = false;
    this.find("previous").addEventListener("click", () => this.show(this.at - 1));
    this.find("next").addEventListener("click", () => this.show(this.at + 1));
    this.find("mark").addEventListener("click", () => this.#mark());
    for (const link of this.links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.show(Number(link.dataset.to));
      });
    }
    for (const one of this.root.querySelectorAll("[data-moves]")) one.hidden = false;
    this.#enlarge();
    this.list.open = window.matchMedia("(min-width: 60em)").matches;
    this.show(Number(/^#q(\d+)$/.exec(window.location.hash)?.[1] ?? this.queue.at), { quietly: true });
    this.draw();
  }

  show(place, { quietly = false } = {}) {
    this.at = Math.max(0, Math.min(place, this.cards.length - 1));
    this.cards.forEach((card, number) => {
      card.hidden = number !== this.at;
    });
    this.find("previous").disabled = this.at === 0;
    const isLast = this.at === this.cards.length - 1;
    this.find("next").hidden = isLast;
    this.find("last").hidden = !isLast;
    this.queue.at = this.at;
    this.#drawMark();
    for (const link of this.links) {
      if (Number(link.dataset.to) === this.at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (quietly) return;
    if (!window.matchMedia("(min-width: 60em)").matches) this.list.open = false;
    window.scrollTo(0, 0);
    this.cards[this.at].querySelector("h2").focus({ preventScroll: true });
  }

  // what is done

  isOpen(place) {
    return read(this.question(place)) === null;
  }

  /* Numbers (from 1) of what was not answered, and of what was begun only. */
  left() {
    const places = this.cards.map((_card, place) => place);
    const open = places.filter((place) => this.isOpen(place));
    const begun = places.filter((place) => !open.includes(place) && !isComplete(this.question(place)));
    return { open, begun };
  }

  draw() {
    const { open, begun } = this.left();
    for (const link of this.links) {
      const place = Number(link.dataset.to);
      const state = open.includes(place) ? "open" : begun.includes(place) ? "begun" : "done";
      link.dataset.state = state;
      link.classList.toggle("marked", this.queue.isMarked(place));
      const said = [this.words[state], this.queue.isMarked(place) ? this.words.marked : ""];
      link.querySelector(".sr").textContent = ` ${said.filter(Boolean).join(" ")}`;
    }
    for (const option of this.root.querySelectorAll("label.opt")) {
      option.classList.toggle("is-chosen", option.querySelector("input").checked);
    }
    const total = this.cards.length;
    this.count.textContent = fill(this.words.count, { done: total - open.length - begun.length, total });
  }

  #mark() {
    this.queue.mark(this.at, !this.queue.isMarked(this.at));
    this.#drawMark();
    this.draw();
  }

  #drawMark() {
    this.find("mark").setAttribute("aria-pressed", String(this.queue.isMarked(this.at)));
  }

  // pictures

  #enlarge() {
    const dialog = this.find("picture");
    for (const image of this.root.querySelectorAll(".stem img, .left img")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "enlarge";
      button.setAttribute("aria-label", fill(this.words.enlarge, { alt: image.alt }));
      image.replaceWith(button);
      button.append(image);
      button.addEventListener("click", () => {
        const large = dialog.querySelector("img");
        large.src = image.src;
        large.alt = image.alt;
        dialog.showModal();
      });
    }
  }
}
