/* The line at the top of the page while the network is gone. */
export function watchNetwork() {
  const line = document.querySelector("[data-offline]");
  if (!line) return;
  const show = () => {
    line.hidden = navigator.onLine;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
