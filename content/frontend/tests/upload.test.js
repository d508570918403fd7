/* What a browser remembers of files that were not sent to their end. */
import assert from "node:assert/strict";
import test from "node:test";
import { Memory, digest, fingerprint } from "../src/upload/memory.js";

class Store {
  kept = new Map();
  get length() {
    return this.kept.size;
  }
  key(at) {
    return [...this.kept.keys()][at];
  }
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

const file = (content, name = "林树起诉书.docx", lastModified = 7) => new File([content], name, { lastModified });

test("the same file is known again, another is not", async () => {
  const one = await fingerprint(file("a".repeat(200_000)), "case");
  assert.equal(one, await fingerprint(file("a".repeat(200_000), "other name.docx"), "case"));
  assert.notEqual(one, await fingerprint(file("a".repeat(200_000)), "another case"));
  assert.notEqual(one, await fingerprint(file(`b${"a".repeat(199_999)}`), "case"));
  assert.notEqual(one, await fingerprint(file(`${"a".repeat(199_999)}b`), "case"));
  assert.notEqual(one, await fingerprint(file("a".repeat(200_000), "x", 8), "case"));
});

test("nothing of a name is kept", async () => {
  const store = new Store();
  const memory = new Memory(store);
  const known = await fingerprint(file("text"), "case");
  await memory.addUpload(known, { size: 4, uploadUrl: "/u/1", metadata: { filename: "林树起诉书.docx" } });
  const kept = [...store.kept].flat().join(" ");
  assert.ok(!kept.includes("林树"));
  const [found] = await memory.findUploadsByFingerprint(known);
  assert.equal(found.uploadUrl, "/u/1");
  await memory.removeUpload(found.urlStorageKey);
  assert.equal(store.length, 0);
});

test("what is old or damaged is thrown away, what is others' stays", async () => {
  const store = new Store();
  let now = 0;
  const memory = new Memory(store, () => now);
  await memory.addUpload("k", { size: 4, uploadUrl: "/u/1" });
  store.setItem("xinlu-upload:k:damaged", "{");
  store.setItem("another", "{");
  now = 31 * 24 * 3600 * 1000;
  assert.deepEqual(await memory.findUploadsByFingerprint("k"), []);
  assert.deepEqual([...store.kept.keys()], ["another"]);
});

test("a store that is full stops nothing", async () => {
  const store = new Store();
  store.setItem = () => {
    throw new Error("full");
  };
  assert.equal(await new Memory(store).addUpload("k", { size: 1, uploadUrl: "/u" }), undefined);
});

test("digests differ by content and seed", () => {
  const bytes = new TextEncoder().encode("text");
  assert.notEqual(digest(bytes), digest(new TextEncoder().encode("texu")));
  assert.notEqual(digest(bytes, 0), digest(bytes, 1));
});
