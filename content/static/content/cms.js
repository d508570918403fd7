// The CMS pages of video and audio: progress of an upload and of what the worker makes of it.
// Without script both work as well: the form is sent as a form, and the page shows the state.
(function () {
  "use strict";
  const EVERY = 2000;

  function watch(box) {
    if (!box.dataset.busy || box.dataset.watched) return;
    box.dataset.watched = "1";
    const bar = box.querySelector("progress");
    async function look() {
      if (!document.contains(box)) return;
      try {
        const answer = await fetch(box.dataset.xinluState, { headers: { Accept: "application/json" } });
        if (answer.ok) {
          const now = await answer.json();
          box.querySelector("[data-label]").textContent = now.label;
          box.querySelector("[data-note]").textContent = now.note;
          const problem = box.querySelector("[data-problem]");
          problem.textContent = now.problem;
          problem.hidden = !now.problem;
          bar.value = now.percent;
          bar.hidden = !now.busy;
          if (now.state !== box.dataset.now && box.closest(".xinlu-media")) {
            window.location.reload();
            return;
          }
          if (!now.busy) return;
        }
      } catch (error) {
        // The network is away: look again later.
      }
      window.setTimeout(look, EVERY);
    }
    window.setTimeout(look, EVERY);
  }

  function send(form, event) {
    const input = form.querySelector("input[type=file]");
    const file = input && input.files[0];
    if (!file) return;
    event.preventDefault();
    const box = form.querySelector("[data-xinlu-progress]");
    const bar = box.querySelector("progress");
    const said = box.querySelector("[data-xinlu-said]");
    box.hidden = false;
    if (file.size > Number(form.dataset.mostBytes)) {
      bar.hidden = true;
      said.textContent = form.dataset.tooBig;
      return;
    }
    bar.hidden = false;
    const buttons = form.querySelectorAll("button[type=submit]");
    buttons.forEach((button) => (button.disabled = true));
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.onprogress = (progress) => {
      if (!progress.lengthComputable) return;
      const percent = Math.floor((progress.loaded / progress.total) * 100);
      bar.value = percent;
      said.textContent =
        percent < 100 ? said.dataset.sending.replace("{percent}", percent) : said.dataset.kept;
    };
    request.onload = () => {
      const kind = request.getResponseHeader("Content-Type") || "";
      if (kind.startsWith("application/json")) {
        window.location.assign(JSON.parse(request.responseText).to);
        return;
      }
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.onerror = () => {
      buttons.forEach((button) => (button.disabled = false));
      bar.hidden = true;
      said.textContent = said.dataset.broken;
    };
    request.send(new FormData(form));
  }

  function nameAfterFile(input) {
    const title = input.form && input.form.querySelector("input[name=title]");
    if (title && !title.value && input.files[0]) {
      title.value = input.files[0].name.replace(/\.[^.]+$/, "");
    }
  }

  function start() {
    document.querySelectorAll("[data-xinlu-state]").forEach(watch);
    document.querySelectorAll("form[data-xinlu-upload]").forEach((form) => {
      form.addEventListener("submit", (event) => send(form, event));
      form.querySelectorAll("input[type=file]").forEach((input) => {
        input.addEventListener("change", () => nameAfterFile(input));
      });
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
