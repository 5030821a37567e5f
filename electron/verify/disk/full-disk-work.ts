import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { toWireError } from '../../../shared/errors.ts';
import type { ApprovalSummary, DecisionOutcome } from '../../../shared/domain/approval.ts';
import { systemIds } from '../../runtime/system-ports.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { startChecker } from '../campaign/checker-process.ts';
import type { Finding } from '../checker/finding.ts';
import { openBook, type Book } from '../product/book.ts';
import { reviewer } from '../product/command.ts';
import { complaintsFile } from '../product/complaints.ts';
import { openMailSink } from '../product/mail-sink.ts';
import { createOperator, type WorkState } from '../product/operator.ts';
import { prepareGround } from '../product/prepare.ts';
import { seededRandom } from '../product/random.ts';
import { startRuntime } from '../product/runtime-process.ts';
import { program } from '../programs.ts';

export interface FullDiskJob {
  /** A small disk of its own. */
  readonly disk: string;
  readonly script: string;
  readonly seed: string;
}

/** What a store on a disk that was filled and freed again came to. */
export interface FullDiskReport {
  /** How the first refusal was told, and how long it took. */
  readonly refused: { readonly code: string; readonly message: string; readonly afterMs: number } | null;
  /** Decisions that were still taken before the first refusal. */
  readonly decidedWhileFull: number;
  readonly areReadsAnswered: boolean;
  /** From the moment there was space to the first decision taken. */
  readonly resumedMs: number | null;
  readonly stuck: string | null;
  readonly findings: readonly Finding[];
}

/** Longest wait for a decision to be taken again. */
const resumeWithinMs = 60_000;
const tickets = 150;
/** How a runtime ends that cannot know whether the disk kept its last commit; its shell starts it again. */
const lostDisk = 70;
const mostRestarts = 3;

// One store on a disk of its own, in a process that sees nothing else: worked on, filled up, freed, lived out, checked.
const job = JSON.parse(process.argv[2] ?? '{}') as FullDiskJob;
process.stdout.write(JSON.stringify(await fillAndFree(job)));
process.exit(0);

async function fillAndFree({ disk, script, seed }: FullDiskJob): Promise<FullDiskReport> {
  const ground = await prepareGround(join(disk, 'store'));
  const random = seededRandom(seed);
  const book = openBook();
  const sink = await openMailSink(
    () => 0,
    ({ key }) => book.write({ kind: 'mail', key }),
  );
  const filler = join(disk, 'filler');
  const runtime = supervised(script, ground.workspace);
  const client = await runtime.client();
  await client.call('person.create', { personId: reviewer, printedName: 'Ada L.', role: 'reviewer' }, as());
  const items = await askingRun(client, join(ground.root, 'tickets.csv'), complaintsFile(random, 'full', tickets));
  fill(filler);
  let refused: FullDiskReport['refused'] = null;
  let decided = 0;
  while (refused === null && decided < items.length) {
    const askedAt = performance.now();
    const item = items[decided];
    if (item === undefined) break;
    const told = await approve(await runtime.client(), item, book);
    const isGone = told !== null && (told.code === 'outcome-unknown' || told.code === 'unreachable');
    if (isGone && !(await runtime.isRestarted())) break;
    if (told === null || isGone) decided += 1;
    else refused = { ...told, afterMs: Math.round(performance.now() - askedAt) };
  }
  const areReadsAnswered = await (await runtime.client()).call('run.list', {}).then(
    ({ runs }) => runs.length > 0,
    () => false,
  );
  rmSync(filler);
  const next = items[decided];
  const resumedMs = next === undefined ? null : await resumedAfter(runtime.client, next, book);
  const operator = createOperator({ ground, book, sink, random, serial: 'full', tickets: 5, mayStart: false });
  /** Whether everything was worked off; false when the runtime went away for good. */
  async function workedOff(): Promise<boolean> {
    const isDone = ({ unfinished, open }: WorkState): boolean => unfinished + open === 0;
    while (!(await operator.work(await runtime.client(), isDone, 0))) if (!(await runtime.isRestarted())) return false;
    return true;
  }
  const late = new AbortController();
  const end = await Promise.race([
    workedOff(),
    wait(120_000, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
  ]);
  late.abort();
  const code = await runtime.stop();
  await sink.close();
  const checker = startChecker(program('checker'));
  const findings = await checker.check(ground.workspace, book.ledger({ isRecovered: true, isSettled: true }));
  await checker.close();
  const stuck =
    end === 'late'
      ? 'The work had not ended two minutes after there was space again.'
      : end && code === 0
        ? null
        : `The runtime ended by itself (${code}): ${runtime.log().slice(-2_000)}`;
  return { refused, decidedWhileFull: decided, areReadsAnswered, resumedMs, stuck, findings };
}

interface Supervised {
  /** The line to the runtime there is, or to the next one. */
  readonly client: () => Promise<RuntimeClient>;
  /** After it went away: whether another stands in for it. */
  isRestarted(): Promise<boolean>;
  stop(): Promise<number | null>;
  log(): string;
}

function supervised(script: string, workspace: string): Supervised {
  let runtime = startRuntime({ script, workspace });
  let restarts = 0;
  async function isRestarted(): Promise<boolean> {
    if ((await runtime.ended) !== lostDisk || restarts === mostRestarts) return false;
    restarts += 1;
    runtime = startRuntime({ script, workspace });
    return true;
  }
  return {
    async client() {
      if (runtime.hasEnded()) await isRestarted();
      const client = await runtime.ready;
      if (client === null) throw new Error(`The runtime did not start: ${runtime.log().slice(-500)}`);
      return client;
    },
    isRestarted,
    stop: () => runtime.stop(),
    log: () => runtime.log(),
  };
}

/** How long it takes until the decision is taken, ms; null when it never is. */
async function resumedAfter(client: Supervised['client'], item: ApprovalSummary, book: Book): Promise<number | null> {
  const from = performance.now();
  while (performance.now() - from < resumeWithinMs) {
    if ((await approve(await client(), item, book)) === null) return Math.round(performance.now() - from);
    await wait(100);
  }
  return null;
}

/** Null when it was decided; otherwise how it was refused. */
async function approve(
  client: RuntimeClient,
  { approvalId, envelopeHash, version }: ApprovalSummary,
  book: Book,
): Promise<{ code: string; message: string } | null> {
  const call = as();
  try {
    const input = { items: [{ approvalId, envelopeHash, version }] };
    const [mine]: readonly DecisionOutcome[] = (await client.call('approval.approve', input, call)).results;
    if (mine?.outcome !== 'decided') return { code: 'refused', message: mine?.reason ?? '' };
    const command = {
      commandId: call.commandId,
      method: 'approval.approve',
      decided: [{ approvalId, decision: 'approve' }],
    };
    book.write({ kind: 'acknowledged', command });
    return null;
  } catch (error) {
    const { code, message } = toWireError(error);
    return { code, message };
  }
}

function as(): { as: string; commandId: string } {
  return { as: reviewer, commandId: systemIds.uuid() };
}

/** A run that has asked for everything it will ask for. */
async function askingRun(client: RuntimeClient, path: string, text: string): Promise<readonly ApprovalSummary[]> {
  writeFileSync(path, text);
  const file = await client.call('file.import', { path });
  const { runId } = await client.call('run.start', { agentId: 'ticket-review', input: {}, file }, as());
  while ((await client.call('run.show', { runId })).run.status !== 'waiting-approval') await wait(50);
  return (await client.call('approval.list', { runId, limit: 1000 })).approvals;
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  // The small pieces take what the large ones left.
  for (const bytes of [65_536, 512])
    try {
      for (;;) writeSync(file, Buffer.alloc(bytes));
    } catch {
      continue;
    }
  closeSync(file);
}
