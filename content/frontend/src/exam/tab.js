/* Which page this is. A reload is the same page; a copy of it, or a second one, is another.

   While a page is open its name is not in the store, so that a copied tab does not find it there. */
const PREFIX = "xinlu-exam-tab:";
const HOLDER = "xinlu-exam-holder:";

export class Tab {
  constructor({ id, tab, holder }) {
    this.sitting = id;
    this.key = PREFIX + id;
    this.id = this.#take() || tab;
    this.holder = holder;
    window.addEventListener("pagehide", () => sessionStorage.setItem(this.key, this.id));
    window.addEventListener("pageshow", () => sessionStorage.removeItem(this.key));
    // The address names the page; a copied address must not.
    if (window.location.search) window.history.replaceState(null, "", window.location.pathname + window.location.hash);
  }

  #take() {
    const kept = sessionStorage.getItem(this.key);
    sessionStorage.removeItem(this.key);
    return kept;
  }

  /* Tell the other pages of this browser at once. */
  claim() {
    try {
      localStorage.setItem(HOLDER + this.sitting, this.id);
    } catch {
      // They will hear it from the server.
    }
  }

  onTaken(call) {
    window.addEventListener("storage", (event) => {
      if (event.key === HOLDER + this.sitting && event.newValue && event.newValue !== this.id) call();
    });
  }
}
