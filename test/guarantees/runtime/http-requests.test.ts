import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Egress } from '../../../shared/domain/egress.ts';
import { createKeptSecrets } from '../../../electron/runtime/secrets/kept-secrets.ts';
import { placesOf } from '../../../electron/runtime/threads/places.ts';
import { failingAfter, losing, startHttpTarget, type HttpTarget } from '../../helpers/http-target.ts';
import { loopbackServer, testAuthority } from '../../helpers/loopback-tls.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  replyTo,
  requestTo,
  runIs,
  seen,
  show,
  sideBySide,
  startPlan,
} from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

async function runtimeFor(
  target: HttpTarget,
  more: Partial<Egress> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<RuntimeProcess> {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)), env });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  await runtime.call('settings.change', { egress: [{ origin: target.origin, isPrivate: true, ...more }] });
  return runtime;
}

async function approveAll(runtime: RuntimeProcess, runId: string, many = 1): Promise<void> {
  const items = await approvalsAre(runtime, runId, 'pending', many);
  const { results } = await runtime.call('approval.approve', { items: items.map(seen), reason: 'agreed' });
  expect(results.filter(({ outcome }) => outcome !== 'decided')).toEqual([]);
}

test('an approved request reaches the server once, with its key and the kept authorization, which stands nowhere else', async () => {
  const target = await startHttpTarget();
  const runtime = await runtimeFor(target, { authorizationRef: 'refunds' });
  await createKeptSecrets(placesOf(runtime.workspace).secretsFolder).put('refunds', 'Bearer tok-3n7');
  const runId = await startPlan(runtime, [requestTo(`${target.origin}/refunds`)]);
  const [item] = await approvalsAre(runtime, runId, 'pending');
  const card = await runtime.call('approval.show', { approvalId: item?.approvalId ?? '' });
  expect(card).toMatchObject({
    tier: 'gate',
    title: `Send 1 POST to ${target.origin}/refunds`,
    canCompensate: false,
    blast: { conditionalWrite: false, external: false },
  });
  expect(target.got).toEqual([]);
  await approveAll(runtime, runId);
  await runIs(runtime, runId, 'succeeded');
  const [effect] = await effectsAre(runtime, runId, 'done');
  expect(target.got).toMatchObject([
    { method: 'POST', body: '{"amount":"5.00"}', headers: { authorization: 'Bearer tok-3n7' } },
  ]);
  expect([...target.applied.keys()]).toEqual([target.got[0]?.headers['idempotency-key']]);
  expect(effect?.receipt).toMatchObject({ detail: { status: 201, answer: '{"done":"POST"}' } });
  const told = JSON.stringify([card, await show(runtime, runId), await runtime.call('audit.list', { limit: 500 })]);
  expect(told).not.toContain('tok-3n7');
});

test('a state that changes between the decision and the request refuses it, and the card says what changed', async () => {
  const target = await startHttpTarget();
  target.held.set('/orders/7', { etag: '"one"', body: '' });
  const runtime = await runtimeFor(target);
  const runId = await startPlan(runtime, [requestTo(`${target.origin}/orders/7`, 'PUT')]);
  await approvalsAre(runtime, runId, 'pending');
  target.held.set('/orders/7', { etag: '"two"', body: '' });
  await approveAll(runtime, runId);
  await runIs(runtime, runId, 'succeeded');
  const [stale] = await approvalsAre(runtime, runId, 'stale');
  const card = await runtime.call('approval.show', { approvalId: stale?.approvalId ?? '' });
  expect(card.causeDetail).toMatch(/changed after the decision: etag/);
  expect(target.got.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('a lost answer is never guessed: without keys it is unknown, with keys it is sent again under the same one, and one that can be asked is asked', async () => {
  const target = await startHttpTarget();
  const runtime = await runtimeFor(target);
  const once = async (behaviour: HttpTarget['behaviours'][number], more: Partial<Egress>, end: 'unknown' | 'done') => {
    await runtime.call('settings.change', { egress: [{ origin: target.origin, isPrivate: true, ...more }] });
    target.got.length = 0;
    target.behaviours.push(behaviour);
    const runId = await startPlan(runtime, [requestTo(`${target.origin}/refunds`)]);
    await approveAll(runtime, runId);
    const [effect] = await effectsAre(runtime, runId, end);
    const keys = new Set(target.got.map(({ headers }) => headers['idempotency-key']));
    return { dispatches: effect?.dispatches, asked: target.got.map(({ method }) => method), keys: keys.size };
  };
  expect(await once(losing(target), {}, 'unknown')).toEqual({ dispatches: 1, asked: ['POST'], keys: 1 });
  expect(await once(losing(target), { keyHours: 24 }, 'done')).toEqual({
    dispatches: 2,
    asked: ['POST', 'POST'],
    keys: 1,
  });
  expect(await once(failingAfter(target), { askPath: '/keys/{key}' }, 'done')).toEqual({
    dispatches: 1,
    asked: ['POST', 'GET'],
    keys: 1,
  });
  // It knows nothing of the key yet, and may still be at work on it.
  const slow: HttpTarget['behaviours'][number] = (_got, answer) => void answer.destroy();
  expect(await once(slow, { askPath: '/keys/{key}' }, 'unknown')).toMatchObject({ asked: ['POST', 'GET'] });
});

test('an agent that names a place nobody listed is told so by a code, and nobody is asked', async () => {
  const target = await startHttpTarget();
  const runtime = await runtimeFor(target);
  await runtime.call('settings.change', { egress: [] });
  const runId = await startPlan(runtime, [
    sideBySide([requestTo(`${target.origin}/a`), requestTo('http://10.0.0.1/')]),
  ]);
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).effects).toEqual([]);
  expect(target.got).toEqual([]);
});

test('a person has an unknown request sent again under its key and the one approval it has, where the server recognises keys; elsewhere it is refused with the reason', async () => {
  const target = await startHttpTarget();
  const runtime = await runtimeFor(target, { keyHours: 24 });
  const dropped: HttpTarget['behaviours'][number] = (_got, answer) => void answer.destroy();
  target.behaviours.push(dropped, losing(target));
  const runId = await startPlan(runtime, [requestTo(`${target.origin}/refunds`)]);
  await approveAll(runtime, runId);
  const [lost] = await effectsAre(runtime, runId, 'unknown');
  const effectId = lost?.effectId ?? '';
  const { effects, total } = await runtime.call('effect.unknown', {});
  expect(total).toBe(1);
  expect(effects).toMatchObject([{ effect: { effectId, dispatches: 2 }, retry: { whyNot: null } }]);
  expect((await runtime.call('workspace.status', {})).unknown).toMatchObject({ count: 1, effects: [{ effectId }] });

  const retry = { effectId, verdict: 'retry', reason: 'the server was down' } as const;
  await runtime.call('settings.change', { egress: [{ origin: target.origin, isPrivate: true }] });
  await expect(runtime.call('effect.reconcile', retry)).rejects.toThrow(/recognises no key/);
  expect((await runtime.call('effect.unknown', { effectId })).effects[0]?.retry).toMatchObject({ untilMs: null });
  expect(target.got).toHaveLength(2);

  await runtime.call('settings.change', { egress: [{ origin: target.origin, isPrivate: true, keyHours: 24 }] });
  await runtime.call('effect.reconcile', retry);
  await effectsAre(runtime, runId, 'done');
  await runIs(runtime, runId, 'succeeded');
  expect(new Set(target.got.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect([target.got.length, target.applied.size]).toEqual([3, 1]);
  await expect(runtime.call('effect.reconcile', retry)).rejects.toThrow(/this one is done/);
  const { events } = await runtime.call('audit.list', { limit: 200 });
  expect(events.filter(({ kind }) => kind === 'grant.minted' || kind === 'grant.consumed')).toHaveLength(2);
  expect(events.find(({ kind }) => kind === 'effect.reconciled')?.summary).toMatch(
    /sent again under its key: the server was down/,
  );
});

test('a request over TLS is sent where the certificate is by an authority this computer trusts, and not where it is not', async () => {
  const target = await startHttpTarget(loopbackServer);
  target.held.set('/orders/7', { etag: '"one"', body: '' });
  const stranger = await runtimeFor(target);
  const refused = await startPlan(stranger, [requestTo(`${target.origin}/orders/7`, 'PUT')]);
  await runIs(stranger, refused, 'succeeded');
  expect(JSON.stringify(await show(stranger, refused))).toContain('could not be looked at');
  expect(target.got).toEqual([]);
  await stranger.stop();

  const file = join(stranger.workspace, 'authority.pem');
  writeFileSync(file, testAuthority);
  const runtime = await runtimeFor(target, {}, { NODE_EXTRA_CA_CERTS: file });
  const runId = await startPlan(runtime, [requestTo(`${target.origin}/orders/7`, 'PUT')]);
  await approveAll(runtime, runId);
  await runIs(runtime, runId, 'succeeded');
  expect(target.got.at(-1)).toMatchObject({ method: 'PUT', headers: { 'if-match': '"one"' } });
  expect(target.applied.size).toBe(1);
});

test('A19: under an emergency stop nothing outside is looked at: a proposal waits for its lift, an edit is refused', async () => {
  const target = await startHttpTarget();
  for (const path of ['/orders/7', '/orders/8']) target.held.set(path, { etag: '"one"', body: '' });
  const runtime = await runtimeFor(target, { authorizationRef: 'orders' });
  await createKeptSecrets(placesOf(runtime.workspace).secretsFolder).put('orders', 'Bearer tok-3n7');
  const first = await startPlan(runtime, [requestTo(`${target.origin}/orders/7`, 'PUT')]);
  const [item] = await approvalsAre(runtime, first, 'pending');
  if (item === undefined) throw new Error('nothing waits');
  const looked = target.got.length;
  await runtime.call('stop.engage', { scope: { kind: 'tool', id: 'http.send' }, reason: 'drill' });
  const second = await startPlan(runtime, [requestTo(`${target.origin}/orders/8`, 'PUT')]);
  const { approvalId, envelopeHash, version } = item;
  const edited = { method: 'PUT', url: `${target.origin}/orders/8`, body: { amount: '1.00' } };
  const draft = { item: { approvalId, envelopeHash, version }, params: JSON.stringify(edited), target: edited.url };
  await expect(runtime.call('approval.previewEdit', draft)).rejects.toMatchObject({ code: 'refused' });
  // What is proposed to another tool meanwhile goes its way, so the one that waits had its turn as well.
  const other = await startPlan(runtime, [replyTo('beside')]);
  await approvalsAre(runtime, other, 'pending');
  expect(target.got).toHaveLength(looked);
  expect((await runtime.call('approval.list', { runId: second })).approvals).toEqual([]);
  await runtime.call('stop.lift', { scope: { kind: 'tool', id: 'http.send' }, reason: 'drill over' });
  await approvalsAre(runtime, second, 'pending');
  expect(target.got.length).toBeGreaterThan(looked);
});
