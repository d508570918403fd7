/* <form data-points>: points by the keyboard. A digit goes to the field that is due, wherever the focus is
   (but for other fields); Enter goes to the next empty field and, when none is left, presses [data-next]. */
export function takePoints() {
  const form = document.querySelector("form[data-points]");
  if (!form) return;
  const fields = () => [...form.querySelectorAll('input[type="number"]')];
  const due = () => fields().find((one) => !one.value) ?? fields()[0];

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const free = !event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
    if (free && /^[0-9.]$/.test(event.key)) due()?.focus();
    if (event.key === "Enter" && (free || event.target.matches('form[data-points] input[type="number"]'))) {
      event.preventDefault();
      follow(event.target);
    }
  });

  function follow(from) {
    const all = fields();
    const open = all.slice(all.indexOf(from) + 1).filter((one) => !one.value && isNeeded(one));
    if (open.length) open[0].focus();
    else form.querySelector("[data-next]")?.click();
  }

  /* The whole is the sum of its lines: when a line has points, the whole may stay empty. */
  function isNeeded(field) {
    const answer = field.closest("article");
    const lines = [...answer.querySelectorAll('input[name^="line-"]')];
    if (field.name.startsWith("line-")) return !answer.querySelector('input[name^="points-"]').value;
    return !lines.some((one) => one.value);
  }
}
