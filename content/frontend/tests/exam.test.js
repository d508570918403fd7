import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "../src/exam/queue.js";
import { Sender } from "../src/exam/sender.js";
import { Lost, Refused } from "../src/player/api.js";

class Store {
  constructor() {
    this.kept = new Map();
  }
  getItem = (key) => this.kept.get(key) ?? null;
  setItem = (key, value) => this.kept.set(key, value);
  removeItem = (key) => this.kept.delete(key);
}

const SAVED = (body) => ({ saved: body.answers.map(({ place, seq }) => [place, seq]) });

/* A queue, and a server that answers what `answer(body, turn)` gives or throws. */
function sitting(answer = SAVED) {
  const queue = new Queue("s", new Store());
  const sent = [];
  const said = [];
  const transport = {
    async post(_path, body) {
      sent.push(body.answers);
      return answer(body, sent.length);
    },
  };
  const waited = [];
  const sender = new Sender({
    transport,
    queue,
    tab: "t",
    on: (name) => said.push(name),
    wait: async (seconds) => waited.push(seconds),
  });
  return { queue, sender, sent, said, waited };
}

test("what waits survives the page, and of each question only the newest", () => {
  const store = new Store();
  const queue = new Queue("s", store);
  queue.add(3, 1);
  queue.add(4, 0);
  queue.add(3, 2);
  const again = new Queue("s", store);
  assert.deepEqual(again.batch(9), [
    { place: 4, seq: 2, given: 0 },
    { place: 3, seq: 3, given: 2 },
  ]);
  assert.deepEqual(again.places, [3, 4]);
});

test("numbers go on after what the server has", () => {
  const queue = new Queue("s", new Store());
  queue.atLeast(8);
  queue.add(0, 1);
  assert.equal(queue.batch(1)[0].seq, 8);
});

test("after another page wrote, ours come after what it wrote, in their order", () => {
  const queue = new Queue("s", new Store());
  queue.add(5, 1);
  queue.add(2, 1);
  queue.renumber(20);
  assert.deepEqual(queue.batch(2).map(({ place, seq }) => [place, seq]), [[5, 20], [2, 21]]);
  queue.add(7, 0);
  assert.equal(queue.batch(3)[2].seq, 22);
});

test("two pages of one browser do not write over each other", () => {
  const store = new Store();
  const [first, second] = [new Queue("s", store), new Queue("s", store)];
  first.add(1, 0);
  first.leave();
  second.comeBack();
  second.drop([[1, 1]]);
  second.add(2, 5);
  first.at = 7;
  first.comeBack();
  assert.deepEqual(first.places, [2]);
});

test("a store that is broken or full keeps nothing and breaks nothing", () => {
  const broken = { getItem: () => "{", setItem: () => { throw new Error("full"); }, removeItem() {} };
  const queue = new Queue("s", broken);
  queue.add(1, 1);
  assert.equal(queue.size, 1);
});

test("all that waits goes at once, in order", async () => {
  const { queue, sender, sent } = sitting();
  queue.add(1, 0);
  queue.add(0, 2);
  await sender.flush();
  assert.deepEqual(sent, [[{ place: 1, seq: 1, given: 0 }, { place: 0, seq: 2, given: 2 }]]);
  assert.equal(queue.size, 0);
});

test("without an answer it is sent again, later and later, with the same number", async () => {
  const { queue, sender, sent, said, waited } = sitting((body, turn) => {
    if (turn < 4) throw new Lost();
    return SAVED(body);
  });
  queue.add(1, 0);
  await sender.flush();
  assert.deepEqual(waited, [1, 2, 4]);
  assert.deepEqual(new Set(sent.map(([one]) => one.seq)), new Set([1]));
  assert.equal(said.at(-1), "saved");
});

test("what changes while it is on its way is sent as well", async () => {
  const { queue, sender, sent } = sitting((body, turn) => {
    if (turn === 1) queue.add(1, 2);
    return SAVED(body);
  });
  queue.add(1, 0);
  await sender.flush();
  assert.deepEqual(sent.map(([one]) => one.given), [0, 2]);
  assert.equal(queue.size, 0);
});

test("another page goes on: nothing more is sent and nothing is thrown away", async () => {
  const { queue, sender, sent, said } = sitting(() => {
    throw new Refused(409, { title: "other_tab" });
  });
  queue.add(1, 0);
  queue.add(2, 0);
  await sender.flush();
  await sender.flush();
  assert.equal(sent.length, 1);
  assert.equal(queue.size, 2);
  assert.equal(said.at(-1), "refused");
});

test("one that is no answer does not keep the others", async () => {
  const { queue, sender, said } = sitting((body) => {
    if (body.answers.some((one) => one.place === 1)) throw new Refused(422, { title: "answer_shape" });
    return SAVED(body);
  });
  queue.add(0, 1);
  queue.add(1, "?");
  queue.add(2, 1);
  await sender.flush();
  assert.equal(queue.size, 0);
  assert.ok(said.includes("misshapen"));
});
