/* Places of a text are counted in code points, as the server counts them. */
import assert from "node:assert/strict";
import test from "node:test";
import { codePoints, trimmed } from "../src/masking/places.js";

test("a character beyond the basic plane counts once", () => {
  assert.equal(codePoints("𠮷田"), 2);
  assert.equal(codePoints("𠮷田", 2), 1);
  assert.equal(codePoints("被告人𠮷田", 5), 4);
});

test("spaces at the ends of a selection are left out", () => {
  assert.deepEqual(trimmed(4, " 𠮷田\n"), { start: 5, end: 7, text: "𠮷田" });
  assert.equal(trimmed(4, " \n"), null);
});
