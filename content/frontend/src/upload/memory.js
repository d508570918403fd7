/* What this browser remembers of files that were not sent to their end: where they go on. No name of a
   file and nothing of its content is kept, only where and by what it is known again. */
const PREFIX = "xinlu-upload:";
const ENDS = 64 * 1024;
const KEPT = 30 * 24 * 3600 * 1000;

/* 53 bits of a sequence of bytes (cyrb53): to tell files apart, not to keep anybody from anything. */
export function digest(bytes, seed = 0) {
  let first = 0xdeadbeef ^ seed;
  let second = 0x41c6ce57 ^ seed;
  for (const byte of bytes) {
    first = Math.imul(first ^ byte, 2654435761);
    second = Math.imul(second ^ byte, 1597334677);
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return 4294967296 * (2097151 & second) + (first >>> 0);
}

/* The same file for the same case gives the same words; its name is not among them. */
export async function fingerprint(file, place) {
  const ends = [file.slice(0, ENDS), file.slice(Math.max(0, file.size - ENDS))];
  const parts = await Promise.all(ends.map((part) => part.arrayBuffer()));
  const said = parts.map((part, at) => digest(new Uint8Array(part), at).toString(36));
  return [place, file.size, file.lastModified, ...said].join("-");
}

/* tus-js-client's store of addresses, without the metadata it would keep (the name of the file). */
export class Memory {
  constructor(store, now = () => Date.now()) {
    this.store = store;
    this.now = now;
  }

  async findAllUploads() {
    return this.entries(PREFIX);
  }

  async findUploadsByFingerprint(known) {
    return this.entries(`${PREFIX}${known}:`);
  }

  async addUpload(known, upload) {
    const key = `${PREFIX}${known}:${Math.random().toString(36).slice(2)}`;
    const { size, uploadUrl } = upload;
    try {
      this.store.setItem(key, JSON.stringify({ size, uploadUrl, at: this.now() }));
    } catch {
      return undefined; // full, or forbidden: it can be sent all the same
    }
    return key;
  }

  async removeUpload(key) {
    this.store.removeItem(key);
  }

  entries(prefix) {
    const found = [];
    for (let at = this.store.length - 1; at >= 0; at -= 1) {
      const key = this.store.key(at);
      if (!key.startsWith(PREFIX)) continue;
      const entry = this.read(key);
      if (!entry || this.now() - entry.at > KEPT) this.store.removeItem(key);
      else if (key.startsWith(prefix)) {
        found.push({ ...entry, metadata: {}, urlStorageKey: key, creationTime: new Date(entry.at).toString() });
      }
    }
    return found;
  }

  read(key) {
    try {
      return JSON.parse(this.store.getItem(key));
    } catch {
      return null;
    }
  }
}
