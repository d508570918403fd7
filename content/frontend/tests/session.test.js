import assert from "node:assert/strict";
import { test } from "node:test";
import { Lost, Refused } from "../src/player/api.js";
import { Session, STALE_AFTER } from "../src/player/session.js";

/* A clock that is moved by hand, with timers in order. */
class Clock {
  constructor() {
    this.time = 0;
    this.jobs = [];
  }
  now = () => this.time;
  later = (work, wait) => {
    const job = { at: this.time + wait, work };
    this.jobs.push(job);
    return job;
  };
  cancel = (job) => {
    this.jobs = this.jobs.filter((one) => one !== job);
  };
  async to(seconds) {
    await settle();
    for (;;) {
      const due = this.jobs.filter((job) => job.at <= seconds * 1000).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.cancel(due);
      this.time = Math.max(this.time, due.at);
      due.work();
      await settle();
    }
    this.time = seconds * 1000;
  }
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/* A learner who plays from 0 at speed 1, and a server that takes everything unless told otherwise. */
function study({ refuse = () => null } = {}) {
  const clock = new Clock();
  const sent = [];
  const heard = [];
  const world = { at: () => clock.time / 1000 };
  const transport = {
    open: async () => ({ id: "s1", beat_interval: 15, position: 0, furthest: 0 }),
    beat: async (_id, beat) => {
      sent.push({ ...beat, at: clock.time / 1000 });
      const error = refuse(beat, sent);
      if (error) throw error;
      return { seq: beat.seq, position: beat.position, next_beat_in: 15, reason: null };
    },
    close: async (_id, body, how) => {
      sent.push({ close: true, ...body, ...how });
      return { credited_seconds: 0 };
    },
  };
  const session = new Session({
    transport,
    position: () => world.at(),
    on: (name, detail) => heard.push([name, detail]),
    timer: clock,
  });
  return { clock, sent, heard, session, world };
}

const named = (heard, name) => heard.filter(([one]) => one === name).length;

test("beats every interval with growing seq and the position", async () => {
  const { clock, sent, session } = study();
  await session.open(7, "playing");
  await clock.to(46);
  assert.deepEqual(sent.map((beat) => [beat.seq, beat.position, beat.state]), [
    [1, 15, "playing"],
    [2, 30, "playing"],
    [3, 45, "playing"],
  ]);
});

test("a change is sent at once, with the state of the time before", async () => {
  const { clock, sent, session } = study();
  await session.open(7, "playing");
  await clock.to(8);
  session.become("paused");
  await clock.to(20);
  session.become("playing");
  await clock.to(21);
  assert.deepEqual(sent.map((beat) => [beat.at, beat.state]), [
    [8, "playing"],
    [20, "paused"],
  ]);
});

test("a lost answer is asked for again with the same seq and the newer position", async () => {
  const { clock, sent, heard, session } = study({
    refuse: (_beat, all) => (all.length <= 2 ? new Lost() : null),
  });
  await session.open(7, "playing");
  await clock.to(20);
  assert.deepEqual(sent.map((beat) => [beat.seq, beat.position]), [
    [1, 15],
    [1, 16],
    [1, 18],
  ]);
  assert.equal(named(heard, "lost"), 1);
  assert.equal(named(heard, "back"), 1);
});

test("what changed during an outage follows in order", async () => {
  let gone = true;
  const { clock, sent, session, world } = study({ refuse: () => (gone ? new Lost() : null) });
  await session.open(7, "playing");
  await clock.to(16);
  world.at = () => 16;
  session.become("paused");
  await clock.to(40);
  gone = false;
  session.hurry();
  await clock.to(41);
  const last = sent.slice(-2);
  assert.deepEqual(last.map((beat) => [beat.seq, beat.position, beat.state]), [
    [1, 16, "playing"],
    [2, 16, "playing"],
  ]);
});

test("waits longer and longer, and not at all once the network is back", async () => {
  const { clock, sent, session } = study({ refuse: () => new Lost() });
  await session.open(7, "playing");
  await clock.to(60);
  assert.deepEqual(sent.map((beat) => beat.at), [15, 16, 18, 22, 30, 45, 60]);
  session.hurry();
  await clock.to(60);
  assert.equal(sent.length, 8);
});

test("stops by itself when the last answer is 75 seconds old", async () => {
  const { clock, heard, session } = study({ refuse: () => new Lost() });
  await session.open(7, "playing");
  await clock.to(STALE_AFTER / 1000 - 1);
  session.watch();
  assert.equal(named(heard, "stale"), 0);
  await clock.to(STALE_AFTER / 1000);
  session.watch();
  session.watch();
  assert.equal(named(heard, "stale"), 1);
});

test("a closed or superseded session is never opened again by itself", async () => {
  const { clock, sent, heard, session } = study({
    refuse: (beat) => (beat.seq === 2 ? new Refused(409, { state: "superseded" }) : null),
  });
  await session.open(7, "playing");
  await clock.to(200);
  assert.equal(sent.length, 2);
  assert.equal(named(heard, "refused"), 1);
  assert.equal(session.isOpen, false);
});

test("closing sends the last beat first", async () => {
  const { clock, sent, session } = study();
  await session.open(7, "playing");
  await clock.to(8);
  await session.close();
  assert.deepEqual(sent.map((beat) => [beat.close || false, beat.seq, beat.position]), [
    [false, 1, 8],
    [true, undefined, undefined],
  ]);
});

test("leaving is one message that survives the page, with what would have been the next beat", async () => {
  const { clock, sent, session } = study();
  await session.open(7, "playing");
  await clock.to(9);
  session.leave();
  session.leave();
  assert.deepEqual(sent, [{ close: true, seq: 1, position: 9, state: "playing", leaving: true }]);
});

test("while a question is open regular beats wait, and the last one can be asked for again", async () => {
  const { clock, sent, session } = study();
  await session.open(7, "playing");
  await clock.to(15.5);
  session.hold(true);
  await clock.to(50);
  assert.equal(sent.length, 1);
  await session.again();
  assert.equal(sent[1].seq, 1);
  session.hold(false);
  await clock.to(66);
  assert.equal(sent[2].seq, 2);
});

test("a question that nobody answers holds beats up for a minute, not longer", async () => {
  const { clock, sent, heard, session } = study();
  await session.open(7, "playing");
  await clock.to(16);
  session.hold(true);
  await clock.to(77);
  assert.equal(named(heard, "released"), 1);
  assert.deepEqual(sent.map((beat) => beat.at), [15, 76]);
});
