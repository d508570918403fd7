/* One file on its way: begun or gone on with, tried again by itself, stopped. Says what happens by
   calling `told(state, facts)`; shows nothing. */
import { Upload } from "tus-js-client";
import { csrfToken } from "../app/csrf.js";
import { fingerprint } from "./memory.js";

const PIECE = 1024 * 1024;
const TRIES = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000];
/* What the server has decided is not asked again: all of 4xx but a wrong offset and "too often". */
const AGAIN = [409, 423, 429];

export class Sending {
  constructor(file, { endpoint, place, memory, told }) {
    this.file = file;
    this.told = told;
    this.over = false;
    this.upload = new Upload(file, {
      endpoint,
      chunkSize: PIECE,
      retryDelays: TRIES,
      metadata: { filename: file.name },
      urlStorage: memory,
      fingerprint: (one) => fingerprint(one, place),
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onProgress: (sent, all) => told("sending", { percent: all ? Math.floor((100 * sent) / all) : 100 }),
      onShouldRetry: (error) => this.again(error),
      onError: (error) => this.failed(error),
      onSuccess: () => this.end("sent"),
    });
  }

  async start() {
    this.over = false;
    try {
      const before = await this.upload.findPreviousUploads();
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
    } catch {
      // a store that cannot be read: from the beginning
    }
    this.upload.start();
  }

  /* Stops, and the server throws away what it has. */
  async stop() {
    try {
      await this.upload.abort(true);
    } catch {
      // it stays on the list of the page, where it can be removed
    }
    this.end("stopped");
  }

  again(error) {
    if (decided(error)) return false;
    this.told(navigator.onLine ? "retrying" : "offline", {});
    return true;
  }

  failed(error) {
    const answer = error.originalResponse;
    if (answer?.getStatus() === 401 || answer?.getStatus() === 403) this.end("signed_out");
    else this.end("failed", { detail: detail(answer), final: decided(error) });
  }

  end(state, facts = {}) {
    this.over = true;
    this.told(state, facts);
  }
}

/* Whether trying again would get the same answer. */
function decided(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status >= 400 && status < 500 && !AGAIN.includes(status);
}

/* The server's own sentence, when it has said one. */
function detail(answer) {
  try {
    return JSON.parse(answer.getBody()).detail ?? "";
  } catch {
    return "";
  }
}
