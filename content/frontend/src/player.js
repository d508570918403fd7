/* The study client: only on pages where a lesson is studied (content/frontend/README.md). */
import { readJson } from "./player/words.js";
import { Study } from "./player/study.js";

if (document.getElementById("study")) {
  new Study({ data: readJson("study"), words: readJson("study-words"), page: document });
}
