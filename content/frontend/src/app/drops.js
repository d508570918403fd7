/* Menus that are <details data-drop>: closed by Escape and by a click elsewhere. */
export function closeDropsOutside() {
  const opened = () => document.querySelectorAll("details[data-drop][open]");
  document.addEventListener("click", (event) => {
    for (const drop of opened()) if (!drop.contains(event.target)) drop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drop of opened()) {
      drop.open = false;
      drop.querySelector("summary").focus();
    }
  });
}
