/* Builds content/frontend/src into content/frontend/dist; django-vite reads the manifest there. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = resolve(import.meta.dirname, "content/frontend");
const entry = (name) => resolve(root, "src", name);

export default defineConfig({
  root,
  base: "./",
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: resolve(root, "dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    // Phones from 2021 on: nothing newer than Chromium 90 may be needed.
    target: "chrome90",
    cssTarget: "chrome90",
    modulePreload: { polyfill: false },
    // Small files stay files: the content security policy has no data: for scripts and styles.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      // htmx has an eval that its settings switch off (lms/core/templates/core/base.html).
      onwarn: (warning, warn) => warning.code === "EVAL" || warn(warning),
      input: {
        style: entry("style.css"),
        app: entry("app.js"),
        player: entry("player.js"),
        exam: entry("exam.js"),
        charts: entry("charts.js"),
        uploads: entry("cases-upload.js"),
        desk: entry("cases-desk.js"),
        masking: entry("cases-masking.js"),
      },
    },
  },
});
