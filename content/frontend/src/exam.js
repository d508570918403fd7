/* A test being sat, and the page after it: only there (content/frontend/README.md). */
import { readJson } from "./player/words.js";
import { Exam } from "./exam/exam.js";
import { Queue } from "./exam/queue.js";
import { tellWhatCameTooLate } from "./exam/after.js";

const root = document.querySelector("[data-exam]");
const after = document.querySelector("[data-exam-over]");
if (root) new Exam({ root, data: readJson("exam"), words: readJson("exam-words") }).start();
if (after) tellWhatCameTooLate(after, new Queue(after.dataset.examOver, localStorage));
