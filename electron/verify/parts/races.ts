import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApprovalSummary, DecisionOutcome } from '../../../shared/domain/approval.ts';
import { mostInList } from '../../../shared/domain/batch.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { systemIds } from '../../runtime/system-ports.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { copyStore } from '../checker/planted.ts';
import { openBook, type Book } from '../product/book.ts';
import { complaintsFile } from '../product/complaints.ts';
import { prepareGround } from '../product/prepare.ts';
import type { Move, MoveEnd, Race } from '../product/racer.ts';
import { seededRandom, type Random } from '../product/random.ts';
import { startRuntime } from '../product/runtime-process.ts';
import { program } from '../programs.ts';
import type { PartWorld, Violation } from './part.ts';

export interface RaceUnit {
  readonly index: number;
  readonly races: number;
  readonly onRaces: (many: number) => void;
}

/** Moments between two races, ms. */
const apartMs = 8;
/** Items left for the race between approving and cancelling the run. */
const againstCancel = 10;
/** Tickets of the run; each asks for one decision. */
const ticketsPerRace = 220;
const people = ['ada', 'ben'] as const;

/** How the two meet over one item, and how many of them may be told that they decided. */
const meetings = [
  ['approval.approve', 'approval.approve'],
  ['approval.approve', 'approval.reject'],
  ['approval.reject', 'approval.approve'],
  ['approval.reject', 'approval.reject'],
] as const;

/**
 * Two reviewers in two processes decide about the same items in the same millisecond: one wins, the other is told so.
 * At the end one approves while the other cancels the run.
 */
export async function raceReviewers(world: PartWorld, unit: RaceUnit): Promise<readonly Violation[]> {
  const where = `${world.seed}/races/${unit.index}`;
  const random = seededRandom(where);
  const ground = await prepareGround(join(world.scratch, `races-${unit.index}`));
  const book = openBook();
  const violations: Violation[] = [];
  const violated = (invariant: string, what: string): void =>
    void violations.push({ part: 'races', where, invariant, what });
  const runtime = startRuntime({ script: world.script, workspace: ground.workspace });
  const racers = people.map(() =>
    fork(program('racer'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] }),
  );
  try {
    const client = await runtime.ready;
    if (client === null) throw new Error(`The runtime did not start: ${runtime.log().slice(-500)}`);
    const runId = await openRun(client, ground.root, book, { random, serial: `r${unit.index}` });
    const items = await waitingItems(client, runId);
    const raced = items.slice(0, Math.min(unit.races, items.length - againstCancel));
    const startMs = Date.now() + 300;
    const plans = planned(raced, random, startMs);
    plans[0].push(
      ...items
        .slice(raced.length)
        .map((item, index) => move('approval.approve', item, startMs + apartMs * (raced.length + 5) + index)),
    );
    const cancelAtMs = startMs + apartMs * (raced.length + 5) + random.below(againstCancel);
    plans[1].push({
      atMs: cancelAtMs,
      method: 'run.cancel',
      input: { runId, reason: 'raced' },
      commandId: systemIds.uuid(),
    });
    const socketPath = runtime.socketPath();
    const ends = await Promise.all(
      racers.map(async (racer, index) => {
        const race: Race = { socketPath, as: people[index] ?? '', moves: plans[index] ?? [] };
        const answered = once(racer, 'message') as Promise<[readonly MoveEnd[]]>;
        racer.send(race);
        return (await answered)[0];
      }),
    );
    for (const [index, moves] of plans.entries())
      for (const [at, made] of moves.entries()) acknowledge(book, made, ends[index]?.[at]);
    for (const [index, item] of raced.entries()) {
      const told = ends.map((end) => outcomeOf(end[index], item));
      const winners = told.filter((outcome) => outcome?.outcome === 'decided').length;
      const losers = told.filter((outcome) => outcome?.outcome === 'refused' && (outcome.reason ?? '') !== '').length;
      if (winners !== 1 || losers !== 1)
        violated(
          'I7',
          `${winners} of two reviewers were told that they decided ${item.approvalId}, and ${losers} why not.`,
        );
    }
    unit.onRaces(raced.length);
    await ended(client, runId);
    client.close();
    const code = await runtime.stop();
    if (code !== 0) violated('I5', `The runtime ended by itself (${code}): ${runtime.log().slice(-2_000)}`);
    for (const { invariant, what } of await world.checker.check(
      ground.workspace,
      book.ledger({ isRecovered: true, isSettled: true }),
    ))
      violated(invariant, what);
  } finally {
    for (const racer of racers) racer.disconnect();
    await runtime.kill();
  }
  if (violations.length > 0) copyStore(ground.root, join(world.kept, `races-${unit.index}`));
  else rmSync(ground.root, { recursive: true, force: true, maxRetries: 5 });
  return violations;
}

async function openRun(
  client: RuntimeClient,
  root: string,
  book: Book,
  given: { readonly random: Random; readonly serial: string },
): Promise<string> {
  for (const personId of people) {
    const commandId = systemIds.uuid();
    await client.call(
      'person.create',
      { personId, printedName: personId, role: 'reviewer' },
      { as: personId, commandId },
    );
    book.write({ kind: 'acknowledged', command: { commandId, method: 'person.create', personId } });
  }
  const path = join(root, 'raced.csv');
  writeFileSync(path, complaintsFile(given.random, given.serial, ticketsPerRace));
  const file = await client.call('file.import', { path });
  const commandId = systemIds.uuid();
  const { runId } = await client.call(
    'run.start',
    { agentId: 'ticket-review', input: {}, file },
    { as: people[0], commandId },
  );
  book.write({ kind: 'acknowledged', command: { commandId, method: 'run.start', runId } });
  return runId;
}

/** Every item of the run, once it waits for nothing else. */
async function waitingItems(client: RuntimeClient, runId: string): Promise<readonly ApprovalSummary[]> {
  await until(client, async () => (await client.call('run.show', { runId })).run.status === 'waiting-approval');
  return (await client.call('approval.list', { runId, limit: 1000 })).approvals;
}

/** A cancelled run ends once what it had done is rolled back, and each of that asks again. */
function ended(client: RuntimeClient, runId: string): Promise<void> {
  return until(client, async () => {
    const { approvals } = await client.call('approval.list', { runId, limit: 1000 });
    const items = approvals.map(({ approvalId, envelopeHash, version }) => ({ approvalId, envelopeHash, version }));
    for (let from = 0; from < items.length; from += mostInList) {
      const portion = { items: items.slice(from, from + mostInList) };
      await client.call('approval.approve', portion, { as: people[0], commandId: systemIds.uuid() });
    }
    return finalRunStatuses.has((await client.call('run.show', { runId })).run.status);
  });
}

/** Looks now and after every event. */
async function until(client: RuntimeClient, look: () => Promise<boolean>): Promise<void> {
  let wake: () => void = () => {};
  let isDirty = true;
  const stop = client.subscribe(['run.changed', 'approval.changed'], {}, () => {
    isDirty = true;
    wake();
  });
  try {
    while (isDirty) {
      isDirty = false;
      if (await look()) return;
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
  }
}

function planned(items: readonly ApprovalSummary[], random: Random, startMs: number): [Move[], Move[]] {
  const plans: [Move[], Move[]] = [[], []];
  for (const [index, item] of items.entries()) {
    const [one, other] = random.pick(meetings);
    plans[0].push(move(one, item, startMs + apartMs * index));
    plans[1].push(move(other, item, startMs + apartMs * index));
  }
  return plans;
}

function move(method: 'approval.approve' | 'approval.reject', item: ApprovalSummary, atMs: number): Move {
  const { approvalId, envelopeHash, version } = item;
  const input = { items: [{ approvalId, envelopeHash, version }], reason: 'raced' };
  return { atMs, method, input, commandId: systemIds.uuid() };
}

function outcomeOf(end: MoveEnd | undefined, { approvalId }: ApprovalSummary): DecisionOutcome | undefined {
  if (end?.ok !== true) return undefined;
  return (end.reply as { results: DecisionOutcome[] }).results.find((result) => result.approvalId === approvalId);
}

function acknowledge(book: Book, made: Move, end: MoveEnd | undefined): void {
  if (end?.ok !== true) return;
  const { commandId, method } = made;
  if (method === 'run.cancel') {
    const { runId } = end.reply as { runId: string };
    return book.write({ kind: 'acknowledged', command: { commandId, method, runId } });
  }
  const decision = method === 'approval.approve' ? 'approve' : 'reject';
  const decided = (end.reply as { results: DecisionOutcome[] }).results
    .filter(({ outcome }) => outcome === 'decided')
    .map(({ approvalId }) => ({ approvalId, decision }));
  book.write({ kind: 'acknowledged', command: { commandId, method, decided } });
}
