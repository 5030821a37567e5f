import { expect, test } from 'vitest';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { cyd, dee, eli, fay, hourMs, openApprovalDesk } from './desk.ts';

const dayMs = 24 * hourMs;

test('A18 an item nobody answers goes along its chain by itself, past who is away, and stops at its end', async () => {
  const chain = ['person:ben', 'person:cyd', 'role:reviewer'];
  const lane = await openApprovalDesk({}, { escalation: { chain, afterMinutes: 60 }, reminders: [] });
  const now = lane.desk.clock.now();
  expect(await lane.away('cyd', { fromMs: now, untilMs: now + 9 * dayMs, standIn: null, reason: 'leave' }, cyd)).toBe(
    'set',
  );
  expect(lane.item().approval?.assignedTo).toEqual([]);
  await lane.desk.pass(hourMs);
  expect(lane.item().approval).toMatchObject({ assignedTo: ['person:ben'], escalatedTo: 'person:ben', version: 1 });
  await lane.desk.pass(hourMs);
  expect(lane.item().approval).toMatchObject({ assignedTo: ['role:reviewer'], plan: { nextEscalationMs: null } });
  await lane.desk.pass(5 * hourMs);
  const escalated = lane.auditKinds().filter((kind) => kind === 'approval.escalated');
  expect(escalated).toHaveLength(2);
  expect(lane.item().approval?.plan.notes.map(({ verb, by, to }) => [verb, by, to])).toEqual([
    ['escalated', null, 'Ben K.'],
    ['escalated', null, 'every reviewer'],
  ]);
});

test('A18 a person escalates to the next of the chain or to whom they name, and to nobody who cannot decide', async () => {
  const lane = await openApprovalDesk({}, { escalation: { chain: ['person:ben'], afterMinutes: null } });
  const escalate = (to: string | null) => lane.act({ kind: 'escalate', by: eli, to, reason: 'too large for me' });
  expect(await escalate(null)).toBe('pending');
  expect(lane.item().approval).toMatchObject({ assignedTo: ['person:ben'], plan: { escalations: 1 } });
  expect(await escalate(null)).toMatch(/Everybody in its chain has been asked already/);
  expect(await escalate('person:ben')).toMatch(/addressed to Ben K\. already/);
  expect(await escalate('person:fay')).toMatch(/Fay P\. cannot decide on it/);
  expect(await escalate('role:admin')).toMatch(/The role admin cannot decide/);
  expect(await escalate('person:nobody')).toMatch(/no profile "nobody"/);
  expect(await escalate('role:reviewer')).toBe('pending');
  // Addressing keeps nobody else from deciding, and what was seen of the action has not changed.
  expect(lane.item().approval?.version).toBe(1);
  expect(await lane.approve(eli)).toBe('holding');
});

test('where nobody is named to escalate to, that is said', async () => {
  const lane = await openApprovalDesk();
  expect(await lane.act({ kind: 'escalate', by: ben, to: null, reason: '' })).toMatch(
    /Nobody is named to escalate this to/,
  );
});

test('A18 reminders come at the stated shares of its time, one for however many were slept through', async () => {
  const lane = await openApprovalDesk({ expiresAfterSeconds: 36_000 }, { reminders: [0.25, 0.5, 0.9] });
  await lane.desk.pass(2.5 * hourMs);
  expect(lane.item().approval?.reminded).toBe(1);
  await lane.desk.pass(7 * hourMs);
  expect(lane.item().approval).toMatchObject({ reminded: 2, status: 'pending' });
  await lane.desk.pass(hourMs);
  expect(lane.item().approval).toMatchObject({ reminded: 2, status: 'expired' });
  expect(lane.auditKinds().filter((kind) => kind === 'approval.reminded')).toHaveLength(2);
});

test('A12 expiry is at trusted time: a clock set back revives nothing, and sleep approves nothing', async () => {
  const lane = await openApprovalDesk({ expiresAfterSeconds: 36_000, outcome: 'gate-two' });
  expect(await lane.approve(ben)).toBe('partly-approved');
  const seen = lane.item();
  const before = lane.desk.clock.now();
  // Asleep: the wall clock goes on, the other one does not; nothing rings until the computer is awake.
  lane.desk.clock.setWall(before + 11 * hourMs);
  expect(lane.item().approval?.status).toBe('partly-approved');
  expect(await lane.approve(cyd)).toMatch(/The request expired .*nobody had answered/);
  lane.desk.broker.rearm();
  await lane.desk.pass(1);
  expect(lane.item().approval).toMatchObject({ status: 'expired' });
  lane.desk.clock.setWall(before);
  expect(await lane.approve(cyd, seen)).toMatch(/the item is expired; nobody answered/);
  expect(await lane.act({ kind: 'escalate', by: ben, to: 'person:cyd', reason: '' }, seen)).toMatch(/expired/);
  expect(lane.item().grant).toBeNull();
  expect(lane.item().decisions.at(-1)).toMatchObject({ decision: 'expire', personId: 'lanekeeper', role: 'system' });
});

test('A11 a timeout is nobody’s refusal: neither item, nor agent, nor log blame a person', async () => {
  const lane = await openApprovalDesk({ expiresAfterSeconds: 3_600 });
  await lane.desk.pass(hourMs);
  const { approval, effect, decisions } = lane.item();
  expect([approval?.status, effect.cause]).toEqual(['expired', 'expired']);
  expect(effect.causeDetail).toMatch(/^Nobody answered until/);
  expect(decisions.map(({ decision, role }) => [decision, role])).toEqual([['expire', 'system']]);
  const told = lane.desk.toHost.flatMap((message) => (JSON.stringify(message).includes('expired') ? [message] : []));
  expect(JSON.stringify(told)).toContain('"cause\\":\\"expired');
  expect(JSON.stringify(told)).not.toContain('rejected');
});

test('A8 a decision that comes early, or after its run has ended, is refused in words that say so', async () => {
  const lane = await openApprovalDesk();
  const seen = lane.item();
  const early = { ...seen, approval: seen.approval && { ...seen.approval, version: 2 } };
  expect(await lane.approve(ben, early)).toMatch(/it has not come that far.*Nothing was decided/);
  const unknown = { ...seen, approval: seen.approval && { ...seen.approval, approvalId: 'not-yet' } };
  expect(await lane.approve(ben, unknown)).toMatch(/There is no approval not-yet/);
  await lane.desk.verb('run.kill', { runId: lane.runId, reason: 'enough' });
  await lane.desk.settle();
  expect(lane.item().approval?.status).toBe('withdrawn');
  expect(await lane.approve(ben, seen)).toMatch(/the item is withdrawn; .*(run|kill)/i);
});

test('A18 a snooze hides an item from one person only, never past its expiry, and ends when somebody else acts', async () => {
  const lane = await openApprovalDesk({ expiresAfterSeconds: 36_000, outcome: 'gate-two' }, { reminders: [] });
  const now = lane.desk.clock.now();
  const snooze = (untilMs: number | null) => lane.act({ kind: 'snooze', by: cyd, untilMs, event: 'somebody-acts' });
  expect(await snooze(now + 11 * hourMs)).toMatch(/It expires .*before that only/);
  expect(await snooze(now - 1)).toMatch(/That moment is over/);
  expect(await snooze(null)).toMatch(/You have not snoozed it/);
  expect(await snooze(now + 2 * hourMs)).toBe('pending');
  expect(lane.item().approval).toMatchObject({ snoozed: [{ personId: 'cyd', untilMs: now + 2 * hourMs }], version: 1 });
  await lane.desk.pass(hourMs);
  const then = lane.desk.clock.now();
  expect(await lane.approve(ben)).toBe('partly-approved');
  expect(lane.item().approval?.snoozed).toEqual([{ personId: 'cyd', untilMs: then, event: 'somebody-acts' }]);
  expect(await snooze(null)).toBe('partly-approved');
  expect(lane.item().approval?.snoozed).toEqual([]);
});

test('A18 an item that is handed on comes back when its time is over, and is decided for whom it was taken', async () => {
  const lane = await openApprovalDesk({ assignTo: ['person:ben'] }, { reminders: [] });
  const untilMs = lane.desk.clock.now() + hourMs;
  const hand = (by: typeof ben, to: string) => lane.act({ kind: 'delegate', by, to, untilMs, reason: 'on a train' });
  expect(await hand(cyd, 'ada')).toMatch(/addressed to others/);
  expect(await hand(ben, 'fay')).toMatch(/Fay P\. cannot decide on it/);
  expect(await hand(ben, 'ben')).toMatch(/is you/);
  expect(await hand(ben, 'cyd')).toBe('pending');
  expect(lane.item().approval).toMatchObject({ assignedTo: ['person:cyd'], delegation: { by: 'ben', to: 'cyd' } });
  await lane.desk.pass(hourMs);
  expect(lane.item().approval).toMatchObject({ assignedTo: ['person:ben'], delegation: null });
  const again = lane.desk.clock.now() + hourMs;
  await lane.act({ kind: 'delegate', by: ben, to: 'cyd', untilMs: again, reason: '' });
  expect(await lane.approve(cyd)).toBe('holding');
  expect(lane.item().decisions[0]).toMatchObject({
    personId: 'cyd',
    onBehalfOf: { personId: 'ben', printedName: 'Ben K.' },
  });
});

test('A13 who may not decide cannot choose who decides in their place', async () => {
  const lane = await openApprovalDesk({ outcome: 'gate-two' });
  const untilMs = lane.desk.clock.now() + hourMs;
  // Ada started the run.
  expect(await lane.act({ kind: 'delegate', by: ada, to: 'cyd', untilMs, reason: '' })).toMatch(
    /cannot choose who decides/,
  );
  expect(await lane.act({ kind: 'delegate', by: ben, to: 'ada', untilMs, reason: '' })).toMatch(/asked for it/);
});

test('A11 who asked takes the request back; that is no refusal, also while it is held, and others reject', async () => {
  const lane = await openApprovalDesk();
  expect(await lane.act({ kind: 'take-back', by: cyd, reason: '' })).toMatch(/a reviewer rejects it/);
  const seen = lane.item();
  expect(await lane.approve(ben)).toBe('holding');
  expect(await lane.act({ kind: 'take-back', by: ada, reason: 'wrong ticket' }, seen)).toMatch(
    /changed after you opened it/,
  );
  expect(await lane.act({ kind: 'take-back', by: ada, reason: 'wrong ticket' })).toBe('withdrawn');
  await lane.desk.pass(60_000);
  const { approval, effect, grant, decisions } = lane.item();
  expect([approval?.status, effect.status, effect.cause, grant?.status]).toEqual([
    'withdrawn',
    'refused',
    'withdrawn',
    'revoked',
  ]);
  expect(effect.causeDetail).toBe('Ada L. took the request back: wrong ticket');
  expect(decisions.at(-1)).toMatchObject({ decision: 'withdraw', personId: 'ada' });
  expect(lane.desk.asked.filter((kind) => kind === 'execute')).toEqual([]);
});

test('A13 a profile that an admin links is the same person at once, also for what is approved and not sent', async () => {
  const lane = await openApprovalDesk({ outcome: 'gate-two' });
  expect(await lane.link('cyd', 'ben', ben)).toMatch(/an admin does it/);
  expect(await lane.link('cyd', 'cyd')).toMatch(/linked to itself/);
  expect(await lane.link('cyd', 'gone')).toMatch(/no profile "gone"/);
  expect(await lane.approve(ben)).toBe('partly-approved');
  expect(await lane.approve(cyd)).toBe('holding');
  expect(await lane.link('cyd', 'ben')).toBe('ben');
  expect(await lane.link('cyd', 'ben')).toMatch(/one person already/);
  await lane.desk.pass(10_000);
  expect(lane.item().effect).toMatchObject({ status: 'refused', cause: 'stale' });
  expect(lane.item().effect.causeDetail).toMatch(/2 different people have to approve it; the grant names 1/);
  expect(lane.auditKinds()).toContain('person.linked');
  // Whoever was linked to a profile goes along with it.
  expect(await lane.link('ben', 'eli')).toBe('eli');
  const { people } = { people: lane.desk.made.engine.stores.workspace.people() };
  expect(people.filter(({ identity }) => identity === 'eli').map(({ personId }) => personId)).toEqual([
    'ben',
    'cyd',
    'eli',
  ]);
  expect(await lane.link('cyd', null)).toBe('cyd');
});

test('A13 two profiles of the requester are the requester', async () => {
  const lane = await openApprovalDesk({ outcome: 'gate-two' });
  expect(await lane.link('cyd', 'ada')).toBe('ada');
  expect(await lane.approve(cyd)).toMatch(/You started this run/);
});

test('A18 somebody says when they are away and who stands in; others than they and admins do not', async () => {
  const lane = await openApprovalDesk({ assignTo: ['person:ben'] });
  const now = lane.desk.clock.now();
  const leave = { fromMs: now, untilMs: now + dayMs, standIn: 'cyd', reason: 'leave' };
  expect(await lane.away('ben', leave, cyd)).toMatch(/Only Ben K\. or an admin/);
  expect(await lane.away('ben', { ...leave, untilMs: now }, ben)).toMatch(/ends after it began/);
  expect(await lane.away('ben', { ...leave, standIn: 'ben' }, ben)).toMatch(/same person/);
  expect(await lane.away('ben', { ...leave, standIn: fay.personId }, ben)).toMatch(/cannot stand in/);
  expect(await lane.away('ben', leave, dee)).toBe('set');
  expect(await lane.approve(cyd)).toBe('holding');
  expect(lane.item().decisions[0]).toMatchObject({ personId: 'cyd', onBehalfOf: { personId: 'ben' } });
  expect(await lane.away('ben', null, ben)).toBe('set');
  expect(await lane.away('ben', null, ben)).toMatch(/is not away/);
});
