/* On every page: small behaviours, each for what is marked in the page. All pages work without them. */
import { watchNetwork } from "./app/network.js";
import { askBeforeSending } from "./app/confirm.js";
import { closeDropsOutside } from "./app/drops.js";
import { openDialogs } from "./app/dialogs.js";
import { switchLargeType } from "./app/large.js";
import { readAloud } from "./app/read-aloud.js";
import { sendOnce } from "./app/send-once.js";
import { keepDrafts } from "./app/drafts.js";
import { takePoints } from "./app/points.js";

document.documentElement.classList.add("js");

function start() {
  watchNetwork();
  askBeforeSending();
  closeDropsOutside();
  openDialogs();
  switchLargeType();
  readAloud();
  sendOnce();
  keepDrafts();
  takePoints();
  document.querySelector("[data-focus]")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  if (document.querySelector("[hx-get], [hx-post]")) import("./app/live.js");
  if (document.querySelector("[x-data]")) import("./app/alpine.js");
}

// Modules run when the page has been read.
start();
