/* What the page has given us to say, and how numbers are said. No sentence stands in a script. */
export function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/* 684 -> 11:24 */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function megabytes(bytes) {
  const size = bytes / 1_000_000;
  return size >= 10 ? String(Math.round(size)) : size.toFixed(1);
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
