/* The presence question: a modal sheet with large answers, its time left, and more time on wish. */
import { Lost, Refused } from "./api.js";
import { fill } from "./words.js";

const SAID_ALOUD = [30, 10];

export class Sheet {
  /* `answer(challenge, option)` sends; `more()` asks for more time and gives the renewed question, or
     nothing; `held(yes)` hears whether that is still possible; `done(outcome)` hears passed, failed,
     later, expired. */
  constructor({ dialog, words, clock, answer, more, held, done }) {
    Object.assign(this, { dialog, words, clock, sendAnswer: answer, askMore: more, held, done });
    this.find = (name) => dialog.querySelector(`[data-${name}]`);
    // The question cannot be waved away by accident; "later" is a button where it is allowed.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.find("more").addEventListener("click", () => this.#more());
    this.find("later").addEventListener("click", () => this.#end("later"));
    this.find("close").addEventListener("click", () => this.#end("expired"));
  }

  get isOpen() {
    return this.dialog.open;
  }

  /* `mayWait`: the session is closed, the answer can be given within a day. */
  show(challenge, { mayWait = false } = {}) {
    this.mayWait = mayWait;
    this.asked = mayWait;
    if (!mayWait) this.held(true);
    this.#put(challenge, "");
    if (!this.dialog.open) this.dialog.showModal();
    this.find("prompt").focus();
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  /* The same question came again, perhaps with more time; another one replaces it. */
  renew(challenge) {
    if (challenge.id === this.challenge.id) this.challenge.expires_at = challenge.expires_at;
    else this.#put(challenge, "");
  }

  /* More time cannot be had any more. */
  noMore() {
    this.asked = true;
    this.find("more").hidden = true;
    if (this.over) this.find("close").focus();
  }

  dismiss() {
    clearInterval(this.ticking);
    if (this.dialog.open) this.dialog.close();
  }

  #put(challenge, note) {
    this.challenge = { ...challenge };
    this.over = false;
    this.find("prompt").textContent = challenge.prompt;
    this.#note(note);
    const options = this.find("options");
    options.textContent = "";
    challenge.options.forEach((option, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn quiet wide";
      button.textContent = `${String.fromCharCode(65 + number)}　${option.label}`;
      button.addEventListener("click", () => this.#choose(option.id));
      options.append(button);
    });
    options.hidden = false;
    this.find("later").hidden = !this.mayWait;
    this.find("more").hidden = this.asked;
    this.find("close").hidden = true;
  }

  #note(text) {
    this.find("note").textContent = text;
    this.find("note").hidden = !text;
  }

  #busy(busy) {
    for (const button of this.find("options").querySelectorAll("button")) button.disabled = busy;
  }

  async #choose(option) {
    this.#busy(true);
    const { id } = this.challenge;
    try {
      const said = await this.sendAnswer(id, option);
      if (said.passed) this.#end("passed");
      else if (said.challenge) {
        this.#put(said.challenge, this.words.wrong);
        this.find("prompt").focus();
      } else this.#end("failed");
    } catch (error) {
      if (error instanceof Lost) {
        this.#note(this.words.answer_lost);
        this.#busy(false);
        this.find("prompt").focus();
      } else if (error instanceof Refused && error.status === 409) this.#expire();
      else this.#end("expired");
    }
  }

  async #more() {
    const before = this.challenge.expires_at;
    try {
      const renewed = await this.askMore();
      if (renewed) this.renew(renewed);
      if (this.challenge.expires_at === before) {
        this.#expire();
        return;
      }
      this.over = false;
      this.find("options").hidden = false;
      this.find("close").hidden = true;
      this.#busy(false);
      this.#note(this.words.more_given);
      this.find("prompt").focus();
      this.noMore();
      this.held(false);
    } catch (error) {
      if (error instanceof Lost) this.#note(this.words.answer_lost);
      else this.#expire();
    }
  }

  #tick() {
    const left = this.clock.secondsUntil(this.challenge.expires_at);
    this.find("left").textContent = fill(this.words.seconds_left, { seconds: left });
    if (SAID_ALOUD.includes(left)) this.find("aloud").textContent = this.find("left").textContent;
    if (left === 0 && !this.over) this.#expire();
  }

  /* Time is over, and the person hears it; after the close another question can come within a day. */
  #expire() {
    if (this.mayWait) {
      this.#end("later");
      return;
    }
    this.over = true;
    this.find("options").hidden = true;
    this.#note(this.asked ? this.words.states.expired : this.words.time_over);
    this.find("close").hidden = false;
    (this.asked ? this.find("close") : this.find("more")).focus();
  }

  #end(outcome) {
    this.dismiss();
    this.held(false);
    this.done(outcome, this.challenge);
  }
}
