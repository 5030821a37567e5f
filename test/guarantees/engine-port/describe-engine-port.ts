import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nameCommand } from '../../../electron/runtime/engine/command.ts';
import type { Change, Engine, Published } from '../../../electron/runtime/engine/engine-port.ts';
import { recordEntry } from '../../../electron/runtime/engine/record-entry.ts';
import { claimRun, recoverRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { appendRecord } from '../../../electron/runtime/engine/journal-rows.ts';
import type { RunState } from '../../../electron/runtime/engine/states.ts';
import type { Clock } from '../../../electron/runtime/ports.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { claimedSample, furnish, startSample, stepRecord } from '../../helpers/sample-runs.ts';

/** An engine under test, and how to look behind it. */
export interface EngineUnderTest {
  readonly engine: Engine;
  readonly folder: string;
  /** The run as another connection sees it now; null when it does not. */
  look(runId: string): { readonly status: string; readonly records: number } | null;
  /** Audit events of a kind as another connection sees them, and whether the whole chain verifies. */
  audit(kind: string): { readonly events: number; readonly isWhole: boolean };
  /** Another process becomes the owner of the workspace. */
  takeOver(): void;
  close(): void;
}

export interface EngineMaker {
  (options: { readonly clock: Clock; readonly folder?: string }): EngineUnderTest;
}

/** What every engine must keep, whatever holds its rows. */
export function describeEnginePort(name: string, makeEngine: EngineMaker): void {
  describe.each([name])('%s', () => {
    let made: EngineUnderTest;
    let engine: Engine;
    const clock = createFakeClock();

    beforeEach(async () => {
      made = makeEngine({ clock });
      engine = made.engine;
      await furnish(engine);
    });
    afterEach(() => made.close());

    function read(runId: string): Promise<RunState | null> {
      return engine.transact({ run: runId }, ({ run }) => ({ ok: true, changes: [], reply: run }));
    }

    test('a transaction applies all of its changes or none', async () => {
      const run = await claimedSample(engine);
      const before = made.audit('run.retried');
      const broken = engine.transact({ run: run.runId }, ({ run: state }, env) => {
        if (state === null) throw new Error('no run');
        const record = appendRecord(state, env, { ...stepRecord('0'), dueAtMs: null });
        const changes: Change[] = [
          ...record.changes,
          {
            put: 'audit',
            entry: {
              kind: 'run.retried',
              actor: { kind: 'system', id: 'test' },
              run: run.runId,
              facts: { fromLineage: 'a', toLineage: 'b' },
            },
          },
          // The same row again: the store cannot take it.
          { put: 'journal', row: record.row },
        ];
        return { ok: true, changes, reply: null };
      });
      await expect(broken).rejects.toThrow(/has record 1 already/);
      expect(made.look(run.runId)).toEqual({ status: 'running', records: 0 });
      expect((await read(run.runId))?.nextOrd).toBe(1);
      expect(made.audit('run.retried')).toEqual({ ...before, isWhole: true });
      await engine.transact({ run: run.runId }, recordEntry(run.activation, stepRecord('0'), null));
      expect(made.look(run.runId)).toEqual({ status: 'running', records: 1 });
      expect(made.audit('run.retried').isWhole).toBe(true);
    });

    test('a decision that throws leaves nothing behind and is told to its caller', async () => {
      const run = await claimedSample(engine);
      const thrown = engine.transact({ run: run.runId }, () => {
        throw new Error('a bug in a decision');
      });
      await expect(thrown).rejects.toThrow('a bug in a decision');
      expect(made.look(run.runId)).toEqual({ status: 'running', records: 0 });
    });

    test('a refusal leaves no trace but the audit events it names', async () => {
      const run = await claimedSample(engine);
      const refused = engine.transact({ run: run.runId }, () => ({
        ok: false,
        error: { code: 'refused', message: 'Not now.', hint: 'Later.' },
        audit: [
          {
            kind: 'approval.refused-decision',
            actor: { kind: 'person', id: 'ada' },
            facts: { decision: 'approve', code: 'refused', envelope: '', reason: 'Not now.' },
          },
        ],
      }));
      await expect(refused).rejects.toMatchObject({ code: 'refused', message: 'Not now.', hint: 'Later.' });
      expect(made.look(run.runId)).toEqual({ status: 'running', records: 0 });
      expect(made.audit('approval.refused-decision')).toEqual({ events: 1, isWhole: true });
    });

    test('a repeated command id gets the first reply, and nothing happens twice', async () => {
      const command = nameCommand('0199-command', 'run.start', 'ada', { agentId: 'sample' });
      const [first, again] = await Promise.all([startSample(engine, { command }), startSample(engine, { command })]);
      const later = await startSample(engine, { command });
      expect(again).toEqual(first);
      expect(later).toEqual(first);
      expect(made.audit('run.started')).toEqual({ events: 1, isWhole: true });
    });

    test('a command id answers for the method, the input and the person it was first used for, and for nothing else', async () => {
      const input = { agentId: 'sample', input: { a: 1, b: 2 } };
      const command = nameCommand('0199-command', 'run.start', 'ada', input);
      const first = await startSample(engine, { command });
      const reordered = nameCommand('0199-command', 'run.start', 'ada', { input: { b: 2, a: 1 }, agentId: 'sample' });
      expect(await startSample(engine, { command: reordered })).toEqual(first);
      const others = [
        nameCommand('0199-command', 'run.retry', 'ada', input),
        nameCommand('0199-command', 'run.start', 'ada', { ...input, agentId: 'other' }),
        nameCommand('0199-command', 'run.start', 'ben', input),
      ];
      for (const other of others)
        await expect(startSample(engine, { command: other })).rejects.toMatchObject({
          code: 'command-reused',
          message: expect.stringContaining('run.start'),
          hint: expect.stringContaining('an id of its own'),
        });
      expect(made.audit('run.started')).toEqual({ events: 1, isWhole: true });
      expect(await startSample(engine, { command })).toEqual(first);
    });

    test('a reply comes only after the commit: another connection sees the rows', async () => {
      const seen = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const { runId } = await startSample(engine);
          return made.look(runId)?.status;
        }),
      );
      expect(seen).toEqual(Array.from({ length: 30 }, () => 'queued'));
    });

    test('what is published is committed, complete and in commit order', async () => {
      const published: Published[] = [];
      const unseen: string[] = [];
      const runs = await Promise.all([claimedSample(engine), claimedSample(engine), claimedSample(engine)]);
      const total = runs.length * 20;
      await new Promise<void>((resolve, reject) => {
        let records = 0;
        engine.onCommitted((items) => {
          published.push(...items);
          for (const item of items) {
            if (item.topic !== 'journal.appended') continue;
            const payload = item.payload as { runId: string; records: { ord: number }[] };
            records += payload.records.length;
            const last = payload.records.at(-1)?.ord ?? 0;
            if ((made.look(payload.runId)?.records ?? 0) < last) unseen.push(`${payload.runId} ${last}`);
          }
          if (records === total) resolve();
        });
        const sent = runs.flatMap((run) =>
          Array.from({ length: 20 }, (_, index) =>
            engine.transact({ run: run.runId }, recordEntry(run.activation, stepRecord(`${index}`), null)),
          ),
        );
        Promise.all(sent).catch(reject);
      });
      expect(unseen).toEqual([]);
      for (const run of runs) {
        const ords = published
          .filter((item) => item.topic === 'journal.appended' && item.runId === run.runId)
          .flatMap((item) => (item.payload as { records: { ord: number }[] }).records.map(({ ord }) => ord));
        expect(ords).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      }
    });

    test('a record of an older activation is refused and not written', async () => {
      const first = await claimedSample(engine);
      await engine.transact({ run: first.runId }, recoverRun);
      const second = await engine.transact({ run: first.runId }, claimRun);
      expect(second?.activation).toBe(first.activation + 1);
      const stale = engine.transact({ run: first.runId }, recordEntry(first.activation, stepRecord('0'), null));
      await expect(stale).rejects.toMatchObject({ code: 'wrong-state' });
      expect(made.look(first.runId)).toEqual({ status: 'running', records: 0 });
    });

    test('two claims of one run: one wins', async () => {
      const { runId } = await startSample(engine);
      const claims = await Promise.all([
        engine.transact({ run: runId }, claimRun),
        engine.transact({ run: runId }, claimRun),
      ]);
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    });

    test('an owner who was replaced is refused every change, is told, and writes nothing', async () => {
      const run = await claimedSample(engine);
      const before = made.audit('journal-batch');
      made.takeOver();
      const late = Array.from({ length: 3 }, (_, index) =>
        engine.transact({ run: run.runId }, recordEntry(run.activation, stepRecord(`${index}`), null)),
      );
      const ends = await Promise.allSettled([...late, startSample(engine)]);
      expect(ends.map((end) => (end.status === 'rejected' ? (end.reason as { code: string }).code : 'ok'))).toEqual([
        'degraded',
        'degraded',
        'degraded',
        'degraded',
      ]);
      expect(made.look(run.runId)).toEqual({ status: 'running', records: 0 });
      expect(made.audit('journal-batch')).toEqual(before);
    });

    test('trusted time never goes back, though the wall clock is set back while it runs and before the next start', async () => {
      const nowMs = (): Promise<number> =>
        engine.transact({}, (_state, env) => ({
          ok: true,
          changes: [{ put: 'notice', reason: 'people' }],
          reply: env.nowMs,
        }));
      const honest = clock.now();
      const first = await nowMs();
      clock.setWall(honest + 3_600_000);
      await startSample(engine);
      const forward = await nowMs();
      clock.setWall(honest - 86_400_000);
      clock.pass(5);
      const back = await nowMs();
      expect(forward).toBeGreaterThanOrEqual(first + 3_600_000);
      expect(back).toBeGreaterThanOrEqual(forward + 5);
      made.close();
      made = makeEngine({ clock, folder: made.folder });
      engine = made.engine;
      expect(await nowMs()).toBeGreaterThanOrEqual(forward);
    });
  });
}
