/* Adaptive video, fetched only where a lesson has a ladder: the smallest quality first, never larger
   than the screen. */
export class HlsSource {
  static async attach(player, address, broken) {
    const { default: Hls } = await import("hls.js/light");
    if (Hls.isSupported()) return new HlsSource(Hls, player, address, broken);
    if (!player.canPlayType("application/vnd.apple.mpegurl")) return null;
    player.src = address;
    return { stop() {} };
  }

  constructor(Hls, player, address, broken) {
    this.hls = new Hls({
      startLevel: 0,
      capLevelToPlayerSize: true,
      abrEwmaDefaultEstimate: 400_000,
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      enableWorker: false,
    });
    this.hls.on(Hls.Events.ERROR, (_event, error) => {
      const status = error.response?.code;
      if (status === 403 || status === 404 || status === 410) broken();
      else if (error.fatal && error.type === Hls.ErrorTypes.NETWORK_ERROR) this.again();
      else if (error.fatal && error.type === Hls.ErrorTypes.MEDIA_ERROR) this.hls.recoverMediaError();
      else if (error.fatal) broken();
    });
    this.hls.loadSource(address);
    this.hls.attachMedia(player);
  }

  /* The network is gone: what is buffered plays on, and loading is tried again. */
  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hls.startLoad(), 2000);
  }

  stop() {
    clearTimeout(this.timer);
    this.hls.destroy();
  }
}
