import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import { finalRunStatuses, type RunSummary } from '../../../shared/domain/run.ts';
import type { MethodInput, MethodName } from '../../../shared/ipc/methods.ts';
import { systemIds } from '../../runtime/system-ports.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import type { Book } from './book.ts';
import { complaintsFile } from './complaints.ts';
import { reviewer, type Told } from './command.ts';
import { createFamily } from './family.ts';
import type { MailSink } from './mail-sink.ts';
import type { Ground } from './prepare.ts';
import type { Random } from './random.ts';
import { createReviews } from './reviews.ts';
import { createStandingGrants } from './standing-grant.ts';

export interface OperatorWorld {
  readonly ground: Ground;
  readonly book: Book;
  readonly sink: MailSink;
  readonly random: Random;
  /** Part of every address, so that no two stores share one. */
  readonly serial: string;
  /** Tickets of one run. */
  readonly tickets: number;
  /** Beside the reviews it has runs at work that start others; see `family.ts`. */
  readonly hasFamilies?: boolean;
  /** False: it only ends what others began. */
  readonly mayStart?: boolean;
  /** How often it looks for something to roll back; 0.2 when absent. */
  readonly rollBackShare?: number;
}

/** What the operator goes on with after the runtime died under its hands. */
export interface Operator {
  /**
   * Works on one life of the runtime until `isDone` says so or the runtime is gone; true when it was done. `sinceMs`: the
   * wall time before that life was started, so that the end of its recovery is not taken for that of one before it.
   */
  work(client: RuntimeClient, isDone: (state: WorkState) => boolean, sinceMs: number): Promise<boolean>;
  /** Whether the runtime last worked on had finished its recovery. */
  isRecovered(): boolean;
  runsStarted(): number;
  /** Effects in doubt that it was asked about. */
  inDoubt(): number;
}

export interface WorkState {
  readonly unfinished: number;
  readonly open: number;
  readonly runsStarted: number;
}

const everyTopic = ['run.changed', 'approval.changed', 'effect.changed', 'workspace.changed'] as const;
/** An agent never takes a column for recipients by itself. */
const columns = { id: 'ticket_id', receivedAt: 'received', recipient: 'email', text: 'message' };
/** Looks again after this long even when nothing was told. */
const lookAgainMs = 500;

/**
 * A reviewer at work: starts ticket reviews, decides on what they ask for (see `reviews.ts`), settles mails in doubt
 * by asking the mail server, rolls some back. Everything it was answered goes into the book.
 */
export function createOperator(world: OperatorWorld): Operator {
  const { ground, book, sink, random } = world;
  const family = world.hasFamilies === true ? createFamily(ground, random, command) : null;
  const grants = family === null ? null : createStandingGrants(random, command);
  const reviews = createReviews(random, command);
  let runsStarted = 0;
  let inDoubt = 0;
  let recovered = false;
  let isFurnished = false;
  const compensated = new Set<string>();

  async function work(client: RuntimeClient, isDone: (state: WorkState) => boolean, sinceMs: number): Promise<boolean> {
    const changes = watch(client);
    recovered = false;
    try {
      await repeatUnanswered(client);
      if (!isFurnished) await furnish(client);
      for (;;) {
        if (!recovered) recovered = await hasRecovered(client, sinceMs);
        const { runs } = await client.call('run.list', { limit: 20 });
        const { approvals } = await client.call('approval.list', {
          status: ['pending', 'partly-approved', 'holding', 'dispatched', 'unknown'],
          limit: 500,
        });
        const unfinished = runs.filter((run) => !finalRunStatuses.has(run.status)).length;
        const open = approvals.length + Number(await reviews.isAtWork(client));
        if (recovered && isDone({ unfinished, open, runsStarted })) return true;
        await act(client, {
          runs,
          approvals,
          isIdle: unfinished === 0,
          mayStart: !isDone({ unfinished: 0, open: 0, runsStarted }),
        });
        await changes.next();
      }
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    } finally {
      changes.close();
      client.close();
    }
  }

  async function act(
    client: RuntimeClient,
    seen: { runs: readonly RunSummary[]; approvals: readonly ApprovalSummary[]; isIdle: boolean; mayStart: boolean },
  ): Promise<void> {
    const jobs: Promise<void>[] = [];
    const pending = seen.approvals.filter(({ status }) => status === 'pending' || status === 'partly-approved');
    const unknown = seen.approvals.filter(({ status }) => status === 'unknown');
    if (pending.length > 0) jobs.push(reviews.decide(client, pending));
    for (const approval of unknown) jobs.push(settle(client, approval));
    if (seen.isIdle && seen.mayStart && world.mayStart !== false) jobs.push(start(client));
    if (family !== null) jobs.push(family.attend(client, seen.runs, seen.mayStart));
    if (grants !== null) jobs.push(grants.attend(client));
    if (random.chance(0.15)) jobs.push(exportEnd(client));
    if (random.chance(world.rollBackShare ?? 0.2)) jobs.push(rollBack(client, seen.runs));
    const ends = await Promise.allSettled(jobs);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  async function furnish(client: RuntimeClient): Promise<void> {
    const { people } = await client.call('person.list', {});
    if (people.length === 0)
      await command(client, 'person.create', { personId: reviewer, printedName: 'Ada L.', role: 'reviewer' });
    const smtp = {
      host: '127.0.0.1',
      port: sink.port,
      secure: false,
      from: 'help@example.com',
      user: null,
      passwordRef: null,
    };
    await command(client, 'settings.change', { smtp, publishFolder: ground.published });
    await family?.furnish(client);
    await grants?.furnish(client);
    isFurnished = true;
  }

  async function start(client: RuntimeClient): Promise<void> {
    const name = `complaints-${runsStarted}.csv`;
    const path = join(ground.root, name);
    writeFileSync(path, complaintsFile(random, `${world.serial}-${runsStarted}`, world.tickets));
    const file = await client.call('file.import', { path });
    runsStarted += 1;
    const input = { columns, updateRecords: true, publish: true };
    await command(
      client,
      'run.start',
      { agentId: 'ticket-review', input, file },
      { about: ({ runId }) => ({ runId }) },
    );
  }

  /** A mail in doubt: whether it happened is known by the mail server alone. */
  async function settle(client: RuntimeClient, { approvalId, effectId }: ApprovalSummary): Promise<void> {
    inDoubt += 1;
    const { envelope } = await client.call('approval.show', { approvalId });
    const { params } = JSON.parse(envelope) as { params: { to?: string | null } };
    const verdict = sink.taken(params.to ?? '') > 0 ? 'happened' : 'did-not-happen';
    await command(
      client,
      'effect.reconcile',
      { effectId, verdict, reason: 'asked the mail server' },
      { about: () => ({ effectId }) },
    );
  }

  async function exportEnd(client: RuntimeClient): Promise<void> {
    const { events, head, root } = await client.call('audit.verify', {});
    book.write({ kind: 'exported', end: { events, head, root } });
  }

  async function rollBack(client: RuntimeClient, runs: readonly RunSummary[]): Promise<void> {
    const [run] = runs;
    if (run === undefined) return;
    const { effects } = await client.call('run.show', { runId: run.runId });
    const done = effects.filter(
      ({ effectId, status, receipt }) =>
        status === 'done' && receipt?.detail['transport'] !== 'smtp' && !compensated.has(effectId),
    );
    if (done.length === 0) return;
    const { effectId } = random.pick(done);
    compensated.add(effectId);
    book.write({ kind: 'rolling-back', effectId });
    await command(client, 'effect.compensate', { effectId }, { about: () => ({ effectId }) });
  }

  /** Sends a command and writes down its answer. A refusal changes nothing; without an answer it is sent again later. */
  async function command<M extends MethodName>(
    client: RuntimeClient,
    method: M,
    input: MethodInput<M>,
    told: Told<M> = {},
  ): Promise<void> {
    const commandId = systemIds.uuid();
    const repeat = (again: RuntimeClient): Promise<void> => send(again, { commandId, method, input }, told);
    book.unanswered.set(commandId, repeat);
    await repeat(client);
  }

  async function send<M extends MethodName>(
    client: RuntimeClient,
    { commandId, method, input }: { commandId: string; method: M; input: MethodInput<M> },
    { as = reviewer, about = () => ({}) }: Told<M>,
  ): Promise<void> {
    try {
      const reply = await client.call(method, input, { as, commandId });
      book.unanswered.delete(commandId);
      book.write({ kind: 'acknowledged', command: { commandId, method, ...about(reply) } });
    } catch (error) {
      if (isGone(error)) throw error;
      book.unanswered.delete(commandId);
      if (!(error instanceof LanekeeperError) || error.code === 'internal') throw error;
    }
  }

  async function repeatUnanswered(client: RuntimeClient): Promise<void> {
    for (const repeat of book.unanswered.values()) await repeat(client);
  }

  /** Each start ends its recovery with an event of its own. */
  async function hasRecovered(client: RuntimeClient, sinceMs: number): Promise<boolean> {
    const { events } = await client.call('audit.list', { kind: 'workspace.opened', limit: 1 });
    return events[0] !== undefined && events[0].atMs >= sinceMs;
  }

  return { work, isRecovered: () => recovered, runsStarted: () => runsStarted, inDoubt: () => inDoubt };
}

/** The runtime went away before it answered. */
function isGone(error: unknown): boolean {
  return error instanceof LanekeeperError && (error.code === 'unreachable' || error.code === 'outcome-unknown');
}

interface Changes {
  /** Resolves when something has changed since the last call, or after a while. */
  next(): Promise<void>;
  close(): void;
}

function watch(client: RuntimeClient): Changes {
  let isDirty = true;
  let wake: () => void = () => {};
  const changed = (): void => {
    isDirty = true;
    wake();
  };
  const unsubscribe = client.subscribe(everyTopic, {}, changed);
  client.onClose(changed);
  return {
    async next() {
      if (!isDirty) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, lookAgainMs);
        });
        clearTimeout(timer);
      }
      isDirty = false;
    },
    close: unsubscribe,
  };
}
