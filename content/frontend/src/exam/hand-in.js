/* Handing in: asked once, naming what was left open; waits for the network where there is none. At the
   deadline it happens by itself. */
import { Lost } from "../player/api.js";

const AGAIN = 2000;

export class HandIn {
  constructor({ exam, root, words }) {
    Object.assign(this, { exam, words });
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.dialog = this.find("ask");
    this.buttons = root.querySelectorAll("[data-hand-in]");
  }

  start() {
    for (const button of this.buttons) button.addEventListener("click", (event) => this.#ask(event));
    this.find("sure").addEventListener("click", () => {
      this.dialog.close();
      this.finish();
    });
    this.find("not-yet").addEventListener("click", () => this.cancel());
    this.dialog.addEventListener("click", (event) => {
      const link = event.target.closest("[data-go]");
      if (!link) return;
      event.preventDefault();
      this.dialog.close();
      this.exam.sheets.show(Number(link.dataset.go));
    });
  }

  #ask(event) {
    event.preventDefault();
    const { open, begun } = this.exam.sheets.left();
    this.#name("ask-open", open);
    this.#name("ask-begun", begun);
    this.find("ask-none").hidden = open.length + begun.length > 0;
    this.dialog.showModal();
  }

  #name(part, places) {
    const box = this.find(part);
    box.hidden = !places.length;
    box.querySelector("ul").replaceChildren(
      ...places.map((place) => {
        const row = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn quiet small num";
        button.dataset.go = place;
        button.textContent = place + 1;
        row.append(button);
        return row;
      }),
    );
  }

  /* Everything that waits is sent first. Goes on trying until the server has it, or `cancel`. */
  async finish({ byClock = false } = {}) {
    const turn = {};
    Object.assign(this, { turn, byClock });
    const { exam } = this;
    exam.fields.disabled = true;
    exam.say("handing_in");
    while (this.turn === turn) {
      await exam.sender.flush();
      if (this.turn !== turn || exam.queue.size) return;
      try {
        exam.say("handing_in");
        await exam.transport.post("/submit", { tab: exam.tab.id });
        window.location.reload();
        return;
      } catch (error) {
        if (!(error instanceof Lost)) {
          exam.refused(error);
          return;
        }
        this.waits();
        await new Promise((resolve) => {
          setTimeout(resolve, AGAIN);
        });
      }
    }
  }

  get isUnderWay() {
    return Boolean(this.turn);
  }

  waits() {
    this.exam.say("waiting");
    this.find("not-yet").hidden = this.byClock;
  }

  /* The reader goes on answering after all. */
  cancel() {
    if (!this.turn || this.byClock) return;
    this.turn = undefined;
    this.find("not-yet").hidden = true;
    this.exam.fields.disabled = false;
    this.exam.say(this.exam.queue.size ? "lost" : "saved");
  }
}
