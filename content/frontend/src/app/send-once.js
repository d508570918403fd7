/* A form is sent once: a second press within a few seconds changes nothing. */
const REST = 4000;

export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    const free = () => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    };
    setTimeout(free, REST);
    window.addEventListener("pageshow", free, { once: true });
  });
}
