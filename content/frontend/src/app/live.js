/* htmx, loaded only where a page has parts that renew themselves (live bars of jobs). Its settings stand
   in the page's head: no eval, no style element of its own (content security policy). */
import htmx from "htmx.org/dist/htmx.esm.js";
import { csrfToken } from "./csrf.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
// Signed out meanwhile: the answer is another page; show it as a page.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== pathInfo.requestPath.split("?")[0]) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
// What did not reach the server is marked until it does.
document.body.addEventListener("htmx:afterRequest", (event) => {
  event.detail.elt.classList.toggle("unsent", !event.detail.successful);
});
htmx.process(document.body);
