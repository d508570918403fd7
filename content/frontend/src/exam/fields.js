/* What stands in the fields of a question, as the server takes it (exams/presenting.py), and back.
   A question is an element [data-q][data-kind]; null is: not answered. */
const one = (q, name) => q.querySelector(`[name="${name}"]`);
const numbered = (q, letter) => [...q.querySelectorAll(`[name^="q${q.dataset.q}${letter}"]`)];
const chosen = (q) => [...q.querySelectorAll(`[name="q${q.dataset.q}"]:checked`)].map((box) => Number(box.value));
export const partsOf = (q) => [...q.querySelectorAll(":scope > .part > [data-q]")];
const orNull = (value, empty) => (empty ? null : value);

const READ = {
  single: (q) => chosen(q)[0] ?? null,
  true_false: (q) => chosen(q)[0] ?? null,
  multiple: (q) => orNull(chosen(q), !chosen(q).length),
  fill(q) {
    const texts = numbered(q, "b").map((field) => field.value);
    return orNull(texts, !texts.some((text) => text.trim()));
  },
  matching(q) {
    const pairs = numbered(q, "l").flatMap((field, place) => (field.value === "" ? [] : [[place, Number(field.value)]]));
    return orNull(Object.fromEntries(pairs), !pairs.length);
  },
  ordering(q) {
    const rows = rowsOf(q);
    const right = rows.every((row, place) => Number(positionOf(row).value) === place + 1);
    return orNull(rows.map((row) => Number(row.dataset.item)), !right);
  },
  short(q) {
    const text = one(q, `q${q.dataset.q}`).value;
    return orNull(text, !text.trim());
  },
  case(q) {
    const parts = partsOf(q).flatMap((part, place) => (read(part) === null ? [] : [[place + 1, read(part)]]));
    return orNull(Object.fromEntries(parts), !parts.length);
  },
};

export function read(q) {
  return READ[q.dataset.kind](q);
}

/* Whether nothing of it is left open. */
export function isComplete(q) {
  const given = read(q);
  if (given === null) return false;
  if (q.dataset.kind === "case") return partsOf(q).every(isComplete);
  if (q.dataset.kind === "fill") return given.every((text) => text.trim());
  if (q.dataset.kind === "matching") return Object.keys(given).length === numbered(q, "l").length;
  return true;
}

const PUT = {
  single: (q, given) => check(q, given === null ? [] : [given]),
  true_false: (q, given) => check(q, given === null ? [] : [given]),
  multiple: (q, given) => check(q, given || []),
  fill: (q, given) => numbered(q, "b").forEach((field, place) => set(field, given?.[place] ?? "")),
  matching: (q, given) => numbered(q, "l").forEach((field, place) => set(field, given?.[place] ?? "")),
  ordering: (q, given) => arrange(q, given),
  short: (q, given) => set(one(q, `q${q.dataset.q}`), given ?? ""),
  case: (q, given) => partsOf(q).forEach((part, place) => put(part, given?.[place + 1] ?? null)),
};

export function put(q, given) {
  PUT[q.dataset.kind](q, given);
}

function set(field, value) {
  field.value = String(value);
}

function check(q, places) {
  for (const box of q.querySelectorAll(`[name="q${q.dataset.q}"]`)) box.checked = places.includes(Number(box.value));
}

// ordering: the rows stand in the order that was given; a number in each says the same

const rowsOf = (q) => [...q.querySelectorAll("[data-item]")];
const positionOf = (row) => row.querySelector("select");

function arrange(q, order) {
  const rows = rowsOf(q);
  const places = order ?? rows.map((row) => Number(row.dataset.item)).sort((a, b) => a - b);
  places.forEach((item, place) => {
    const row = rows.find((found) => Number(found.dataset.item) === item);
    row.parentElement.append(row);
    positionOf(row).value = order ? String(place + 1) : "";
  });
}

/* Put `row` at `place` (from 0); what stood there moves on. Gives where it stands. */
export function move(q, row, place) {
  const order = rowsOf(q).filter((found) => found !== row);
  const at = Math.max(0, Math.min(place, order.length));
  order.splice(at, 0, row);
  arrange(q, order.map((found) => Number(found.dataset.item)));
  return at;
}

/* The order in which they stand is the answer. */
export function keep(q) {
  arrange(q, rowsOf(q).map((row) => Number(row.dataset.item)));
}
