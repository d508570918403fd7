/* Video and audio: the source that costs least, own controls, no way forward past what was seen,
   speed 1 and nothing else. */
import { HlsSource } from "./hls.js";
import { clockTime, megabytes } from "./words.js";

const SEEN_TOLERANCE = 0.75;
const RENEW_ONCE_IN = 20_000;

export class MediaStage {
  constructor({ root, data, words, on, clock }) {
    Object.assign(this, { root, data, words, on, clock });
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.player = this.find("media");
    this.furthest = data.furthest || 0;
    this.audioOnly = false;
    this.loaded = false;
    this.wanted = false;
    this.#guard();
    this.#controls();
    this.#choices();
    this.show();
  }

  get length() {
    return this.data.nominal_seconds;
  }

  get isPlaying() {
    return this.wanted && !this.player.ended;
  }

  position() {
    const at = this.loaded ? this.player.currentTime : this.data.position || 0;
    return Math.round(Math.min(at, this.length) * 100) / 100;
  }

  /* The server says how far this person has seen and where to go on. */
  resume(position, furthest) {
    this.furthest = Math.max(furthest || 0, position || 0);
    this.goTo(position || 0);
  }

  goTo(position) {
    this.jumping = true;
    this.data.position = position;
    if (this.loaded) this.player.currentTime = position;
    this.jumping = false;
    this.show();
  }

  async play() {
    this.wanted = true;
    this.find("cover").hidden = true;
    this.find("bar").hidden = false;
    try {
      if (!this.loaded) await this.#load(this.data.position || 0);
      await this.player.play();
    } catch (error) {
      // Pausing while it loads is no fault; everything else is one of the source.
      if (error?.name !== "AbortError") await this.#broken();
    }
    this.show();
  }

  pause() {
    this.wanted = false;
    this.player.pause();
    this.show();
  }

  // sources

  #choices() {
    const { media } = this.data;
    const label = this.find("size");
    const prefersFile = !media.hls || !media.rungs.length || media.file_bytes <= media.rungs[0][1] * 1.25;
    this.prefersFile = prefersFile;
    const bytes = media.kind === "audio" ? media.file_bytes : prefersFile ? media.file_bytes : media.rungs[0][1];
    label.textContent = this.words.size.replace("{size}", megabytes(bytes));
    const listen = this.find("listen");
    if (!listen) return;
    listen.hidden = !(media.kind === "video" && media.audio);
    listen.querySelector("[data-size-audio]").textContent = this.words.size.replace("{size}", megabytes(media.audio_bytes));
    listen.addEventListener("click", () => this.on("listen"));
    this.find("watch")?.addEventListener("click", () => this.on("watch"));
  }

  /* Sound alone, or the picture again; stays where it is. */
  async choose(audioOnly) {
    if (audioOnly === this.audioOnly && this.loaded) return;
    const at = this.position();
    this.audioOnly = audioOnly;
    this.root.classList.toggle("audio-only", audioOnly);
    if (this.find("watch")) this.find("watch").hidden = !audioOnly;
    if (this.loaded) await this.#load(at);
  }

  async #load(at) {
    this.loaded = false;
    this.hls?.stop();
    this.hls = null;
    const { media } = this.data;
    if (media.expires_at * 1000 - this.clock.now() < 60_000) await this.#renew();
    const source = this.audioOnly ? this.data.media.audio : this.data.media.file;
    this.#tracks();
    this.player.preload = "metadata";
    if (!this.audioOnly && !this.prefersFile) {
      this.hls = await HlsSource.attach(this.player, this.data.media.hls, () => this.#broken());
    }
    if (!this.hls) this.player.src = source || this.data.media.file;
    await metadata(this.player);
    this.loaded = true;
    this.goTo(at);
  }

  #tracks() {
    for (const old of this.player.querySelectorAll("track")) old.remove();
    for (const track of this.data.media.tracks) {
      const element = document.createElement("track");
      Object.assign(element, { kind: track.kind, srclang: track.language, label: track.label, src: track.src });
      this.player.append(element);
    }
    const button = this.find("captions");
    button.hidden = !this.data.media.tracks.length;
    this.#captions(button.getAttribute("aria-pressed") !== "false");
  }

  #captions(shown) {
    this.find("captions").setAttribute("aria-pressed", String(shown));
    [...this.player.textTracks].forEach((track, number) => {
      track.mode = shown && number === 0 ? "showing" : "disabled";
    });
  }

  /* Addresses are good for a few hours; a page can be open for longer. */
  async #renew() {
    const answer = await fetch(this.data.addresses, { credentials: "same-origin" });
    if (answer.ok) Object.assign(this.data.media, await answer.json());
    return answer.ok;
  }

  async #broken() {
    const at = this.position();
    const moment = Date.now();
    if (this.renewedAt && moment - this.renewedAt < RENEW_ONCE_IN) {
      this.on("broken");
      return;
    }
    this.renewedAt = moment;
    const playing = this.wanted;
    try {
      if (!(await this.#renew())) throw new Error("no addresses");
      await this.#load(at);
      if (playing) await this.player.play();
    } catch (error) {
      if (error?.name !== "AbortError") this.on("broken");
    }
  }

  // what the person may do

  #guard() {
    const { player } = this;
    player.addEventListener("seeking", () => {
      if (this.jumping || !this.loaded) return;
      if (player.currentTime > this.furthest + SEEN_TOLERANCE) {
        player.currentTime = this.furthest;
        this.on("forward");
      }
    });
    player.addEventListener("timeupdate", () => {
      if (!player.seeking && this.loaded && !player.paused) {
        const step = player.currentTime - this.furthest;
        if (step > 0 && step < 2) this.furthest = player.currentTime;
      }
      this.show();
    });
    player.addEventListener("ratechange", () => {
      if (player.playbackRate !== 1) player.playbackRate = 1;
    });
    // "playing" and not "play": what is still being fetched is not studied yet.
    player.addEventListener("playing", () => {
      this.wanted = true;
      this.on("playing");
    });
    player.addEventListener("pause", () => {
      this.wanted = false;
      this.on("paused");
    });
    player.addEventListener("ended", () => {
      this.furthest = this.length;
      this.wanted = false;
      this.on("ended");
    });
    player.addEventListener("error", () => this.loaded && this.#broken());
  }

  #controls() {
    this.find("play").addEventListener("click", () => this.on(this.isPlaying ? "want-pause" : "want-play"));
    this.find("start").addEventListener("click", () => this.on("want-play"));
    this.find("back").addEventListener("click", () => this.goTo(Math.max(0, this.position() - 10)));
    this.find("captions").addEventListener("click", (event) => {
      this.#captions(event.currentTarget.getAttribute("aria-pressed") !== "true");
    });
    const full = this.find("fullscreen");
    full.hidden = !document.fullscreenEnabled || this.data.kind === "audio";
    full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.root.requestFullscreen().catch(() => {});
    });
    const slider = this.find("slider");
    slider.max = String(Math.round(this.length));
    slider.addEventListener("input", () => {
      const wanted = Math.min(Number(slider.value), this.furthest);
      if (Number(slider.value) > this.furthest + 1) this.on("forward");
      this.goTo(wanted);
    });
  }

  show() {
    const at = this.position();
    const slider = this.find("slider");
    slider.value = String(Math.round(at));
    slider.setAttribute("aria-valuetext", `${clockTime(at)} / ${clockTime(this.length)}`);
    this.find("time").textContent = `${clockTime(at)} / ${clockTime(this.length)}`;
    const button = this.find("play");
    button.setAttribute("aria-label", this.isPlaying ? this.words.pause : this.words.play);
    button.classList.toggle("is-playing", this.isPlaying);
  }
}

function metadata(player) {
  return new Promise((resolve, reject) => {
    if (player.readyState >= 1) return resolve();
    player.addEventListener("loadedmetadata", resolve, { once: true });
    player.addEventListener("error", () => reject(player.error), { once: true });
    return undefined;
  });
}
