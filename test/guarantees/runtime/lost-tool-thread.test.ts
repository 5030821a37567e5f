import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  replyTo,
  runIs,
  seen,
  show,
  startPlan,
  updateOf,
  type PlanEntry,
} from '../../helpers/scripted-runs.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';

afterAll(endRuntimes);

/** How often an audit event of a kind was written. */
async function audited(runtime: RuntimeProcess, kind: string): Promise<number> {
  return (await runtime.call('audit.list', { kind, limit: 500 })).events.length;
}

/** The effect's end when the tool thread dies at a point, and what had to be asked again. */
async function threadLostAt(crashAt: string, plan: readonly PlanEntry[], given: Partial<Settings> = {}) {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)), crashAt });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  await runtime.call('settings.change', given);
  const runId = await startPlan(runtime, plan);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  await runtime.call('approval.approve', { items: [seen(approval)] });
  const [effect] = await effectsAre(runtime, runId, 'done', 'unknown', 'failed');
  if (effect === undefined) throw new Error('there is no effect');
  // The next effect of the same workspace goes through: the thread was replaced.
  const next = await startPlan(runtime, [updateOf('afterwards')]);
  const [other] = await approvalsAre(runtime, next, 'pending');
  if (other === undefined) throw new Error('nothing to approve');
  await runtime.call('approval.approve', { items: [seen(other)] });
  if (!crashAt.endsWith('threads')) await effectsAre(runtime, next, 'done');
  expect(await audited(runtime, 'grant.minted')).toBe(2);
  expect(await runtime.call('audit.verify', {})).toMatchObject({ ok: true });
  return { runtime, runId, effect };
}

function applied(workspace: string, recordId: string): number {
  const records = new Database(join(workspace, 'records.db'), { readonly: true });
  const many = records.prepare('SELECT count(*) FROM applied WHERE record_id = ?').pluck().get(recordId) as number;
  records.close();
  return many;
}

describe('the tool thread dies in the middle of an effect, and the process lives', () => {
  test.each([
    ['tool.before-commit', 2],
    ['tool.after-commit', 1],
  ] as const)('at %s: the record is changed exactly once, and the run goes on', async (point, dispatches) => {
    const { runtime, runId, effect } = await threadLostAt(`${point}:1:thread`, [updateOf('42')]);
    expect(effect).toMatchObject({ status: 'done', dispatches });
    expect(applied(runtime.workspace, '42')).toBe(1);
    await runIs(runtime, runId, 'succeeded');
  });

  test.each([
    ['tool.before-link', 2],
    ['tool.after-link', 1],
    ['tool.before-directory-sync', 1],
  ] as const)('at %s: one reply is in the outbox, under its key', async (point, dispatches) => {
    const { runtime, runId, effect } = await threadLostAt(`${point}:1:thread`, [replyTo('7')]);
    expect(effect).toMatchObject({ status: 'done', dispatches });
    expect(outbox(runtime.workspace)).toHaveLength(1);
    await runIs(runtime, runId, 'succeeded');
  });

  test.each([
    ['tool.before-content', 0, 'unknown'],
    ['tool.after-accept', 1, 'unknown'],
    ['tool.after-move', 1, 'done'],
  ] as const)(
    'at %s with a mail server: it has the reply %i times, and the effect is %s',
    async (point, times, status) => {
      const server = await startSmtpServer('accept');
      onTestFinished(() => server.close());
      const { port } = server;
      const from = 'help@example.com';
      const smtp = { host: '127.0.0.1', port, secure: false, from, user: null, passwordRef: null };
      const params = { to: 'jane@example.org', ticketId: '7', subject: 'Sorry', body: 'Dear Jane\n' };
      const sent: PlanEntry = { do: 'effect', request: { tool: 'reply.send', target: 'ticket 7', params } };
      const { runtime, runId, effect } = await threadLostAt(`${point}:1:thread`, [sent], { smtp });
      expect(effect).toMatchObject({ status, dispatches: 1 });
      expect(server.messages).toHaveLength(times);
      // Only a person moves it from there, and the agent hears of it then.
      if (status === 'unknown') {
        const finding = { effectId: effect.effectId, verdict: 'happened', reason: 'seen in the mailbox' } as const;
        await runtime.call('effect.reconcile', finding);
      }
      await runIs(runtime, runId, 'succeeded');
      expect(server.messages).toHaveLength(times);
    },
  );

  test.each([
    ['tool.before-link', 2],
    ['tool.after-link', 1],
  ] as const)('at %s: the report is published once, and nothing else is in the folder', async (point, dispatches) => {
    const publishFolder = mkdtempSync(join(tmpdir(), 'lanekeeper-published-'));
    onTestFinished(() => rmSync(publishFolder, { recursive: true, force: true }));
    const text = '# Report\n';
    const artifactSha256 = createHash('sha256').update(text).digest('hex');
    const params = { artifactSha256, fileName: 'report.md' };
    const plan: PlanEntry[] = [
      { do: 'artifact', name: 'report.md', text },
      { do: 'effect', request: { tool: 'report.publish', target: 'report.md', params } },
    ];
    const { runtime, runId, effect } = await threadLostAt(`${point}:1:thread`, plan, { publishFolder });
    expect(effect).toMatchObject({ status: 'done', dispatches });
    expect(readdirSync(publishFolder)).toEqual(['report.md']);
    await runIs(runtime, runId, 'succeeded');
  });

  test('each time it is tried: it is given up as not done, and its run stops for a person, and says so', async () => {
    const { runtime, runId, effect } = await threadLostAt('tool.before-commit:1:threads', [updateOf('42')]);
    expect(effect).toMatchObject({ status: 'failed', dispatches: 5 });
    expect(effect.causeDetail).toContain('interrupted before it happened');
    await runIs(runtime, runId, 'needs-attention');
    expect((await show(runtime, runId)).run.error).toMatchObject({ code: 'sent-too-often' });
    expect(applied(runtime.workspace, '42')).toBe(0);
  });
});
