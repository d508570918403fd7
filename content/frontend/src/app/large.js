/* The large-type switch: at once, and kept by the server without loading the page anew. */
export function switchLargeType() {
  for (const form of document.querySelectorAll("[data-large-type]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const body = new FormData(form);
      body.set("large", button.value);
      const large = button.value === "1";
      document.documentElement.classList.toggle("large", large);
      button.value = large ? "0" : "1";
      button.setAttribute("aria-pressed", String(large));
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    });
  }
}
