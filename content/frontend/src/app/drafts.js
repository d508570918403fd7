/* <form data-draft="name">: what is typed into its textarea stays in this browser until the server has
   it (<… data-draft-sent="name"> on the page that follows), or until somebody signs out here.
   [data-draft-note] inside says so once something is kept. */
const PREFIX = "xinlu-draft:";

export function keepDrafts() {
  if (!storage()) return;
  for (const sent of document.querySelectorAll("[data-draft-sent]")) forget(sent.dataset.draftSent);
  document.addEventListener("submit", (event) => {
    if (event.target.matches('form[action="/sign-out/"]')) forgetAll();
  });
  for (const form of document.querySelectorAll("form[data-draft]")) attach(form);
}

function attach(form) {
  const box = form.querySelector("textarea");
  const name = PREFIX + form.dataset.draft;
  const note = form.querySelector("[data-draft-note]");
  if (!box) return;
  const kept = localStorage.getItem(name);
  if (kept && !box.value) {
    box.value = kept;
    if (note) note.hidden = false;
  }
  box.addEventListener("input", () => {
    try {
      localStorage.setItem(name, box.value);
      if (note) note.hidden = false;
    } catch {
      // The browser is full; the text is still in the page.
    }
  });
}

function forget(name) {
  if (name) localStorage.removeItem(PREFIX + name);
}

function forgetAll() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}

function storage() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false;
  }
}
