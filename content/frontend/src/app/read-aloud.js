/* <button data-read-aloud="#article" data-stop="Stop" hidden>: reads a text with the browser's own
   speech engine, paragraph by paragraph (long texts are cut off by some engines). */
const PARTS = "h1, h2, h3, h4, p, li, blockquote, figcaption, caption, td, th, dt, dd";

export function readAloud() {
  if (!("speechSynthesis" in window)) return;
  for (const button of document.querySelectorAll("[data-read-aloud]")) attach(button);
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

function attach(button) {
  const label = button.querySelector("[data-label]") || button;
  const startText = label.textContent;
  let reading = false;
  const done = () => {
    reading = false;
    label.textContent = startText;
    button.setAttribute("aria-pressed", "false");
  };
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    speechSynthesis.cancel();
    if (reading) return done();
    const text = document.querySelector(button.dataset.readAloud);
    const parts = text ? piecesOf(text) : [];
    if (!parts.length) return undefined;
    reading = true;
    label.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    parts.forEach((part, number) => {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = text.lang || document.documentElement.lang;
      said.rate = 0.95;
      said.onerror = done;
      if (number === parts.length - 1) said.onend = done;
      speechSynthesis.speak(said);
    });
    return undefined;
  });
}

function piecesOf(text) {
  return [...text.querySelectorAll(PARTS)]
    .filter((part) => !part.querySelector(PARTS) && !part.closest("[hidden], .sr-only, [aria-hidden='true']"))
    .flatMap((part) => part.textContent.trim().match(/[^。！？.!?；;]+[。！？.!?；;]*/g) || [])
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}
