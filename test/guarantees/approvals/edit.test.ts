import { expect, onTestFinished, test } from 'vitest';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { PolicyRule } from '../../../shared/domain/policy.ts';
import { cyd, dee, ole, openEditDesk, putPolicy, rulesOf, type EditDesk } from '../../helpers/edit-desk.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';

const edited = { recordId: 'r-1', set: { status: 'open' } };
const reply = { to: null, ticketId: 'r-1', subject: 'About your ticket', body: 'Dear customer' };

async function opened(rules?: readonly PolicyRule[]): Promise<EditDesk> {
  const scene = await openEditDesk(rules);
  onTestFinished(() => scene.desk.made.close());
  return scene;
}

test('A10: an edit is a new envelope in the place of the old one: other bytes, hash, key and generation, linked both ways', async () => {
  const scene = await opened();
  const before = await scene.propose();
  const { approvalId, next } = await scene.edit(edited);
  const [old, fresh] = scene.effects();
  expect(old).toMatchObject({ status: 'refused', cause: 'edited', approvalId });
  expect(scene.bundle(old?.effectId).approval?.status).toBe('superseded');
  expect(fresh).toMatchObject({
    effectId: next.effectId,
    path: before.path,
    lineageId: before.lineageId,
    generation: 2,
  });
  expect(fresh?.supersedes).toBe(before.effectId);
  expect(fresh?.effectKey).not.toBe(before.effectKey);
  const envelope = JSON.parse(fresh?.envelope ?? '{}') as Envelope;
  expect(envelope).toMatchObject({ params: edited, generation: 2, target: 'r-1', tier: 'gate' });
  expect(scene.bundle(old?.effectId).grant).toBeNull();
  expect(scene.bundle(old?.effectId).decisions).toMatchObject([{ decision: 'edit', personId: 'ben' }]);
});

test('A10: the agent is told both versions at the end of the one that ran, under the name of the tool it had asked for', async () => {
  const scene = await opened(rulesOf({}));
  await scene.propose();
  await scene.edit(reply, { tool: 'reply.send', target: 'ticket r-1', reason: 'ask first' });
  expect(scene.told()).toBeNull();
  await scene.desk.pass(2_000);
  expect(scene.told()).toEqual({
    outcome: 'done',
    summary: 'done',
    detail: {},
    edited: {
      from: { tool: 'record.update', target: 'r-1', params: { recordId: 'r-1', set: { status: 'closed' } } },
      to: { tool: 'reply.send', target: 'ticket r-1', params: reply },
      by: 'Ben K.',
      reason: 'ask first',
    },
  });
  const rows = scene.desk.made.engine.stores.journal.lineage(scene.runId, scene.bundle().effect.lineageId);
  expect(rows.filter(({ path }) => path === '0').map(({ name }) => name)).toEqual(['record.update', 'record.update']);
});

test('A10: an edit to another tool meets the gate of that tool, and the one who edited it is told so before', async () => {
  const scene = await opened();
  await scene.propose();
  const { verdict } = await scene.preview(reply, { tool: 'reply.send' });
  expect(verdict).toMatchObject({ tier: 'gate-two', whyNotApprove: expect.stringMatching(/You edited this action/) });
  await expect(scene.edit(reply, { tool: 'reply.send' })).rejects.toMatchObject({ code: 'not-allowed' });
  expect(scene.bundle().approval?.status).toBe('pending');
  expect(scene.effects()).toHaveLength(1);
  const { next } = await scene.edit(reply, { tool: 'reply.send', approve: false });
  expect(next).toMatchObject({ tier: 'gate-two', status: 'waiting-decision' });
});

test('A10, A13: where two people decide, what was approved of the old action counts no more, and nobody who edited it approves it', async () => {
  const scene = await opened(rulesOf({ 'record.update': 'gate-two' }));
  await scene.propose();
  expect(await scene.approve(ben)).toBe('partly-approved');
  await scene.edit(edited, { by: cyd, approve: false });
  const [old] = scene.effects();
  expect(old?.causeDetail).toBe(
    'Cyd M. edited it: the date was wrong. The approval of Ben K. was for the action as it was, and counts no more.',
  );
  expect(scene.bundle().approval?.status).toBe('pending');
  expect(await scene.approve(cyd)).toMatch(/You edited this action/);
  expect(await scene.approve(ada)).toMatch(/You started this run/);
  expect(await scene.approve(ben)).toBe('partly-approved');
  // Edited again: nobody who had a hand in it since the agent asked is one of the two.
  await scene.edit({ recordId: 'r-1', set: { status: 'later' } }, { by: dee, approve: false });
  expect(await scene.approve(cyd)).toMatch(/You edited this action/);
  expect(await scene.approve(dee)).toMatch(/You edited this action/);
  expect(await scene.approve(ben)).toBe('partly-approved');
  expect(scene.bundle().effect.facts.edit?.asked.params).toEqual({ recordId: 'r-1', set: { status: 'closed' } });
});

test('A13: who approved an action and turns out, while it is held, to be the one who edited it has not approved it', async () => {
  const [rule, ...rest] = rulesOf({ 'record.update': 'gate-two' });
  const scene = await opened(rule === undefined ? rest : [{ ...rule, holdSeconds: 5 }, ...rest]);
  await scene.propose();
  await scene.edit(edited, { by: cyd, approve: false });
  expect([await scene.approve(ben), await scene.approve(dee)]).toEqual(['partly-approved', 'holding']);
  await scene.desk.made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'person', state: { ...dee, absence: null, identity: 'cyd' }, atMs: env.nowMs }],
    reply: null,
  }));
  await scene.desk.pass(20_000, 4);
  expect(scene.desk.asked).not.toContain('execute');
  expect(scene.bundle().effect).toMatchObject({ status: 'refused', cause: 'stale' });
  expect(scene.bundle().effect.causeDetail).toMatch(/dee approved it, and is the one who asked for it/);
});

test('A13: where one person decides, the one who edited it may approve it in the same act, recorded as self-initiated', async () => {
  const scene = await opened(rulesOf({}));
  await scene.propose();
  const { next } = await scene.edit(edited);
  expect(next.status).toBe('holding');
  expect(scene.bundle().decisions).toMatchObject([{ decision: 'approve', personId: 'ben', selfInitiated: true }]);
  const run = scene.desk.made.engine.stores.runs.load(scene.runId);
  expect(run).toMatchObject({ pendingApprovals: 0, effects: 2 });
});

test('A10: an edit that the policy lets run by itself runs, and one that it denies is refused with its sentence', async () => {
  const rules = rulesOf({ 'reply.send': 'auto', 'record.update': 'gate' });
  const scene = await opened(rules);
  await scene.propose();
  await scene.edit(reply, { tool: 'reply.send', approve: false });
  expect(scene.bundle().effect).toMatchObject({ tier: 'auto', approvalId: null });
  await scene.desk.pass(10_000);
  expect(scene.told()).toMatchObject({ outcome: 'done', edited: { by: 'Ben K.' } });
  const other = await scene.propose({}, '1');
  await putPolicy(scene.desk, rulesOf({ 'reply.send': 'deny' }), 3);
  const { refused } = await scene.preview(reply, { tool: 'reply.send' });
  expect(refused).toMatch(/The policy denies the edited action: As the test says/);
  await expect(scene.edit(reply, { tool: 'reply.send' })).rejects.toMatchObject({ code: 'refused' });
  expect(scene.bundle(other.effectId).approval?.status).toBe('pending');
});

test('what policies compare is what the tool acts on: an action aimed at one place and made for another is not proposed', async () => {
  const scene = await opened(rulesOf({}));
  const opening = async (given: Parameters<EditDesk['propose']>[0], path: string): Promise<string> => {
    await scene.propose(given, path).catch(() => undefined);
    return scene.told(path)?.outcome ?? 'waits';
  };
  const mail = (target: string, to: string | null, ticketId = '7') => ({
    tool: 'reply.send',
    target,
    params: { ...reply, to, ticketId },
  });
  expect(await opening(mail('ann@good.example', 'eve@evil.example'), '1')).toBe('failed');
  expect(await opening(mail('ann@good.example', 'eve@evil.example', 'ann@good.example'), '2')).toBe('failed');
  expect(await opening({ target: 'record test-1', params: { recordId: 'prod-1', set: { n: 1 } } }, '3')).toBe('failed');
  expect(scene.effects()).toEqual([]);
  expect(await opening(mail('ann@good.example', 'ann@good.example'), '4')).toBe('waits');
  expect(await opening(mail('ticket 7', null), '5')).toBe('waits');
  expect(await opening({ target: 'record r-1' }, '6')).toBe('waits');
  // An edit leaves neither behind.
  await expect(scene.edit({ recordId: 'r-2', set: { n: 1 } }, { target: 'record r-1' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await scene.edit({ recordId: 'r-2', set: { n: 1 } });
  expect(JSON.parse(scene.bundle().effect.envelope)).toMatchObject({ target: 'record r-2' });
});

test('an edit that cannot be is refused with its reason, and the item waits as it was', async () => {
  const scene = await opened();
  const effect = await scene.propose();
  const { params } = JSON.parse(effect.envelope) as Envelope;
  const refusals: [() => Promise<unknown>, string, RegExp][] = [
    [() => scene.edit(params), 'invalid-input', /Nothing of it is changed/],
    [() => scene.edit(edited, { tool: 'no.such' }), 'invalid-input', /There is no tool no\.such/],
    [() => scene.edit(edited, { tool: 'report.publish' }), 'invalid-input', /may not use the tool report\.publish/],
    [() => scene.edit(edited, { tool: 'unheard.of' }), 'invalid-input', /There is no tool unheard\.of/],
    [() => scene.edit(edited, { token: 'another' }), 'stale', /changed since it was shown/],
    [() => scene.edit(edited, { by: { ...ada, role: 'admin' } }), 'not-allowed', /admin cannot decide/],
  ];
  for (const [refused, code, message] of refusals)
    await expect(refused()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(scene.effects()).toHaveLength(1);
  expect(scene.bundle().approval).toMatchObject({ status: 'pending', version: 1 });
});

test('A19: nothing is edited under an emergency stop of its tool, or of the tool it would go to', async () => {
  const scene = await opened();
  await scene.propose();
  await scene.desk.made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [
      {
        put: 'stop',
        stop: { scope: { kind: 'tool', id: 'reply.send' }, by: 'Ada L.', reason: '', atMs: env.nowMs },
      },
    ],
    reply: null,
  }));
  await expect(scene.edit(reply, { tool: 'reply.send', approve: false })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/Ada L\. stopped/),
  });
  await scene.edit(edited);
  expect(scene.bundle().approval?.status).toBe('holding');
});

test('A8: of an edit and an approval of the same item in the same moment one wins, and the other is told who was first', async () => {
  for (const first of ['edit', 'approve'] as const) {
    const scene = await opened();
    await scene.propose();
    const { verdict } = await scene.preview(edited);
    const seen = scene.bundle().approval ?? undefined;
    if (seen === undefined) throw new Error('nothing asks');
    const edit = () =>
      scene.edit(edited, { token: verdict?.token ?? '', seen }).then(
        () => 'edited',
        (error: Error) => error.message,
      );
    const approve = () => scene.approve(cyd, scene.effects()[0]?.effectId);
    const [one, other] = first === 'edit' ? [edit(), approve()] : [approve(), edit()];
    const said = await Promise.all([one, other]);
    const [byEdit, byApproval] = first === 'edit' ? said : [said[1], said[0]];
    const isEditFirst = byEdit === 'edited';
    expect(isEditFirst ? byApproval : byEdit).toContain(isEditFirst ? 'Ben K. edited it' : 'Cyd M. approved it');
    expect([byEdit, byApproval]).toContain(isEditFirst ? 'edited' : 'holding');
    expect(scene.effects()).toHaveLength(isEditFirst ? 2 : 1);
  }
  const scene = await opened();
  await scene.propose();
  const stale = scene.bundle().approval ?? undefined;
  await scene.edit(edited);
  const again = scene.edit(
    { recordId: 'r-1', set: { status: 'x' } },
    { by: cyd, token: 'any', ...(stale === undefined ? {} : { seen: stale }) },
  );
  await expect(again).rejects.toMatchObject({
    code: 'already-decided',
    message: expect.stringMatching(/Ben K\. edited it/),
  });
});

test('A8: two edits of one item at once leave one action in its place', async () => {
  const scene = await opened();
  await scene.propose();
  const seen = scene.bundle().approval ?? undefined;
  if (seen === undefined) throw new Error('nothing asks');
  const tokens = [
    (await scene.preview(edited)).verdict?.token,
    (await scene.preview({ recordId: 'r-1', set: { status: 'z' } }, { by: cyd })).verdict?.token,
  ];
  const results = await Promise.allSettled([
    scene.edit(edited, { seen, token: tokens[0] ?? '' }),
    scene.edit({ recordId: 'r-1', set: { status: 'z' } }, { by: cyd, seen, token: tokens[1] ?? '' }),
  ]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(scene.effects()).toHaveLength(2);
});

test('an edit that is sent again after a lost answer is answered as the first time', async () => {
  const scene = await opened();
  await scene.propose();
  const seen = scene.bundle().approval ?? undefined;
  const how = {
    commandId: 'c-1',
    token: (await scene.preview(edited)).verdict?.token ?? '',
    ...(seen === undefined ? {} : { seen }),
  };
  const first = await scene.edit(edited, how);
  expect(await scene.edit(edited, how)).toEqual(first);
  expect(scene.effects()).toHaveLength(2);
});

test('A15, A20: what untrusted input chose stays so when a person edits another field', async () => {
  const scene = await opened(rulesOf({}));
  const effect = await scene.propose({ tainted: ['target: the file'] });
  expect(effect.tier).toBe('gate-two');
  const { verdict } = await scene.preview(edited);
  expect(verdict?.matched).toContain('untrusted input chose target, amount or tool');
});

test('A11: an edit whose run is over, or whose time is up, is refused; an undoing is decided as it is', async () => {
  const scene = await opened(rulesOf({}));
  await scene.propose();
  await scene.edit(edited);
  await scene.desk.pass(2_000);
  const done = scene.bundle().effect;
  expect(done.status).toBe('done');
  await scene.desk.verb('effect.compensate', { effectId: done.effectId });
  await scene.desk.settle();
  await expect(scene.edit(edited)).rejects.toMatchObject({
    message: expect.stringMatching(/undoing is decided as it is/),
  });
  const late = await scene.propose({}, '1');
  await scene.desk.verb('run.cancel', { runId: scene.runId });
  await scene.desk.settle();
  await expect(scene.edit(edited, { effectId: late.effectId })).rejects.toMatchObject({
    code: expect.stringMatching(/already-decided|wrong-state/),
  });
});

test('A1: an operator, who may not decide where two people do, may not edit it either', async () => {
  const scene = await opened(rulesOf({ 'record.update': 'gate-two' }));
  await scene.propose();
  await expect(scene.edit(edited, { by: ole, approve: false })).rejects.toMatchObject({ code: 'not-allowed' });
});
