/* Places of a text that is shown in pieces. The server counts code points, a browser UTF-16 units;
   each piece says in data-start where it begins. */

/* How many code points stand in the first `units` UTF-16 units. */
export function codePoints(text, units = text.length) {
  return [...text.slice(0, units)].length;
}

/* Where the selection begins and ends, without the spaces at its ends; null for none in `pane`. */
export function spanOf(pane, selection) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null;
  const raw = textBefore(pane, range.endContainer, range.endOffset);
  const before = textBefore(pane, range.startContainer, range.startOffset);
  return trimmed(codePoints(before), raw.slice(before.length));
}

export function trimmed(start, text) {
  const begin = start + codePoints(text) - codePoints(text.trimStart());
  const found = text.trim();
  return found ? { start: begin, end: begin + codePoints(found), text: found } : null;
}

function textBefore(pane, node, offset) {
  const range = pane.ownerDocument.createRange();
  range.setStart(pane, 0);
  range.setEnd(node, offset);
  return range.toString();
}

/* Makes a piece of its own of what was found, in both panes, which have the same pieces in the same
   order. Returns its text; null when it does not lie within one piece of running text. */
export function cut(original, masked, one) {
  const pieces = [...original.children];
  const at = pieces.findIndex((piece) => {
    const start = Number(piece.dataset.start);
    const end = start + codePoints(piece.textContent);
    return !piece.dataset.number && start <= one.start && one.end <= end;
  });
  if (at < 0) return null;
  const [before, found, after] = parts(pieces[at], one);
  const start = Number(pieces[at].dataset.start);
  const page = original.ownerDocument;
  const link = made(page, "a", found, { number: one.number, start: one.start });
  link.className = "found";
  link.id = `f${one.number}`;
  link.href = `#item${one.number}`;
  link.draggable = false;
  const mark = made(page, "mark", one.replacement, { number: one.number });
  pieces[at].replaceWith(
    made(page, "span", before, { start }), link, made(page, "span", after, { start: one.end }),
  );
  masked.children[at].replaceWith(made(page, "span", before), mark, made(page, "span", after));
  return found;
}

function parts(piece, one) {
  const text = [...piece.textContent];
  const from = one.start - Number(piece.dataset.start);
  const to = one.end - Number(piece.dataset.start);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)].map((part) => part.join(""));
}

function made(page, tag, text, data = {}) {
  const element = page.createElement(tag);
  element.textContent = text;
  Object.assign(element.dataset, data);
  return element;
}
