/* The text of a case: saved while it is written, and lists whose entries come and go. Without this
   script the form is saved by its button, and an entry is removed by its box. */
import { csrfToken } from "./app/csrf.js";

const REST = 2000;
const AGAIN = [3000, 6000, 12000, 30000];
// What a browser still sends for a page that is being left.
const MOST_KEPT_ALIVE = 60_000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.said = document.querySelector("[data-saved]");
    this.words = form.dataset;
    this.changes = 0; // counts what was typed
    this.kept = 0; // up to which the server has it
    this.failures = 0;
    this.over = false; // somebody else has saved: nothing is sent any more
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.beforeSending(event));
    window.addEventListener("online", () => this.isOpen && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save(true);
    });
    window.addEventListener("pagehide", () => this.save(true));
    window.addEventListener("beforeunload", (event) => {
      if (this.isOpen && !this.sent) event.preventDefault();
    });
  }

  get isOpen() {
    return this.kept < this.changes;
  }

  changed() {
    this.changes += 1;
    if (!this.over) this.later(REST);
  }

  later(rest) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), rest);
  }

  /* The page's own button: not while a save is on its way, whose version the form has to carry. */
  beforeSending(event) {
    clearTimeout(this.timer);
    if (!this.going) {
      this.sent = true;
      // The answer may be a file or a refusal that leaves the page standing.
      setTimeout(() => (this.sent = false), 4000);
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    this.going.then(() => this.form.requestSubmit(button || undefined));
  }

  save(leaving = false) {
    clearTimeout(this.timer);
    if (!this.isOpen || this.over || this.going || this.sent) return this.going;
    this.going = this.send(leaving).finally(() => {
      this.going = null;
    });
    return this.going;
  }

  async send(leaving) {
    const upTo = this.changes;
    this.say("Saving");
    const body = new FormData(this.form);
    let answer;
    try {
      answer = await fetch(location.pathname, {
        method: "POST",
        body,
        credentials: "same-origin",
        keepalive: leaving && weightOf(body) < MOST_KEPT_ALIVE,
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
      });
    } catch {
      return this.failed();
    }
    const found = answer.redirected ? null : await answer.json().catch(() => null);
    if (answer.ok && found?.version !== undefined) return this.saved(found, upTo);
    return this.refused(answer, found, upTo);
  }

  saved(found, upTo) {
    this.form.elements.version.value = found.version;
    this.kept = upTo;
    this.failures = 0;
    this.say("Saved");
    if (this.isOpen) this.later(REST);
  }

  failed() {
    this.say("Failed", "", "bad");
    this.again();
  }

  again() {
    this.later(AGAIN[Math.min(this.failures, AGAIN.length - 1)]);
    this.failures += 1;
  }

  refused(answer, found, upTo) {
    if (answer.status === 422 && found?.errors) {
      const texts = [...new Set(Object.values(found.errors).flat())];
      this.say("Invalid", texts.join(" "), "bad"); // tried again with the next letter
    } else if (answer.status >= 500 || answer.status === 429) {
      this.failed();
    } else if (answer.redirected || answer.status === 401) {
      this.say("SignedOut", "", "bad");
      this.again();
    } else {
      // Somebody else has saved, or the case is with its reviewers: trying again helps nobody.
      this.over = true;
      this.say("Refused", found?.detail ?? "", "bad");
      this.said.setAttribute("role", "alert");
      this.said.scrollIntoView({ block: "nearest" });
    }
    return upTo;
  }

  say(name, more = "", kind = "") {
    const text = this.words[`said${name}`];
    this.said.textContent = more ? `${text} ${more}` : text;
    this.said.classList.toggle("note", kind === "bad");
    this.said.classList.toggle("bad", kind === "bad");
    this.said.classList.toggle("mute", kind !== "bad");
  }
}

function weightOf(body) {
  let bytes = 0;
  const encoder = new TextEncoder();
  for (const [name, value] of body) bytes += encoder.encode(name + value).length + 120;
  return bytes;
}

/* <fieldset data-rows="prefix">: a formset of Django. */
class Rows {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("[data-list]");
    this.total = root.querySelector(`[name="${root.dataset.rows}-TOTAL_FORMS"]`);
    this.template = root.querySelector("template");
    this.add = root.querySelector("[data-add]");
  }

  start() {
    for (const row of this.list.children) this.take(row);
    this.add.hidden = false;
    this.add.addEventListener("click", () => this.another());
  }

  another() {
    const holder = document.createElement("template");
    holder.innerHTML = this.template.innerHTML.replaceAll("__prefix__", this.total.value);
    const row = holder.content.firstElementChild;
    this.list.append(row);
    this.total.value = Number(this.total.value) + 1;
    this.take(row);
    row.querySelector("input, textarea, select").focus();
  }

  take(row) {
    row.querySelector("[data-delete]").hidden = true;
    const remove = row.querySelector("[data-remove]");
    const undo = row.querySelector("[data-undo]");
    remove.addEventListener("click", () => {
      this.show(row, true);
      undo.focus();
    });
    undo.addEventListener("click", () => {
      this.show(row, false);
      remove.focus();
    });
    this.show(row, box(row).checked, false);
  }

  show(row, removed, tell = true) {
    row.querySelector("[data-entry]").hidden = removed;
    row.querySelector("[data-remove]").hidden = removed;
    row.querySelector("[data-removed]").hidden = !removed;
    box(row).checked = removed;
    if (tell) box(row).dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function box(row) {
  return row.querySelector("[data-delete] input");
}

for (const root of document.querySelectorAll("[data-rows]")) new Rows(root).start();
for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form).start();
