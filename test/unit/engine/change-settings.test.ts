import { expect, onTestFinished, test } from 'vitest';
import { changeSecret, changeSettings } from '../../../electron/runtime/engine/change-settings.ts';
import { createAuditReads } from '../../../electron/runtime/store/read/audit-reads.ts';
import { profileOf, type Person, type Role } from '../../../shared/domain/person.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

function person(role: Role, personId: string = role): Person {
  return { personId, printedName: `Name of ${personId}`, role };
}

async function workspaceOf(...people: readonly Person[]) {
  const made = openTestEngine();
  onTestFinished(() => made.close());
  const { engine } = made;
  await engine.transact({}, (_, env) => ({
    ok: true,
    changes: people.map((one) => ({ put: 'person' as const, state: profileOf(one), atMs: env.nowMs })),
    reply: null,
  }));
  const told = (asked: Promise<unknown>) =>
    asked.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
  return {
    engine,
    change: (input: Partial<Settings>, by: Person) => told(engine.transact({}, changeSettings(input, by))),
    secret: (by: Person) => told(engine.transact({}, changeSecret({ name: 'refunds', verb: 'kept' }, by))),
    settings: () => engine.stores.workspace.settings(),
    facts: () =>
      createAuditReads(made.reader)
        .list({ kind: 'settings.changed', limit: 50 })
        .events.map(({ bytes }) => (JSON.parse(bytes) as { facts: Record<string, string> }).facts)
        .toReversed(),
  };
}

const consequential: readonly Partial<Settings>[] = [
  { egress: [] },
  { smtp: null },
  { publishFolder: '/srv/reports' },
  { outboxFrom: 'desk@example.org' },
  { escalation: null },
  { reminders: [0.5] },
  { keepRunsDays: null },
  { timeZone: 'Europe/Berlin' },
  { unstatedTokens: 5 },
  { unstatedMoney: 5 },
];

test('where actions go, who is asked and what is kept is for operators and admins; reasons are for reviewers too', async () => {
  const made = await workspaceOf(person('reviewer'), person('operator'), person('admin'));
  for (const change of consequential) {
    expect(await made.change(change, person('reviewer'))).toBe('not-allowed');
    expect(await made.change({ ...change, rejectReasons: ['Tone'] }, person('reviewer'))).toBe('not-allowed');
    expect(await made.change(change, person('operator'))).toBe('done');
    expect(await made.change(change, person('admin'))).toBe('done');
  }
  expect(await made.change({ rejectReasons: ['Tone'] }, person('reviewer'))).toBe('done');
  expect([await made.secret(person('reviewer')), await made.secret(person('operator'))]).toEqual([
    'not-allowed',
    'done',
  ]);
});

test('one reviewer alone sets what a workspace needs, until somebody has the role for it', async () => {
  const made = await workspaceOf(person('reviewer'));
  expect(await made.change({ publishFolder: '/srv/reports' }, person('reviewer'))).toBe('done');
  expect(await made.secret(person('reviewer'))).toBe('done');
  expect(await made.change({ publishFolder: null }, person('auditor'))).toBe('not-allowed');
  await made.engine.transact({}, (_, env) => ({
    ok: true,
    changes: [{ put: 'person', state: profileOf(person('operator')), atMs: env.nowMs }],
    reply: null,
  }));
  expect(await made.change({ publishFolder: null }, person('reviewer'))).toBe('not-allowed');
  expect(made.settings().publishFolder).toBe('/srv/reports');
});

test('the log tells what stood there before and after, of a list of places only what differs', async () => {
  const made = await workspaceOf(person('operator'));
  const place = {
    origin: 'https://a.example',
    isPrivate: false,
    keyHours: null,
    askPath: null,
    authorizationRef: null,
  };
  const other = { ...place, origin: 'https://b.example' };
  await made.change({ egress: [place] }, person('operator'));
  await made.change({ egress: [place, { ...other, keyHours: 24 }], publishFolder: null }, person('operator'));
  await made.change({ egress: [{ ...other, keyHours: 24 }] }, person('operator'));
  expect(made.facts().map(({ before, after }) => [JSON.parse(before ?? ''), JSON.parse(after ?? '')])).toEqual([
    [{ egress: [] }, { egress: [place] }],
    [{ egress: [] }, { egress: [{ ...other, keyHours: 24 }] }],
    [{ egress: [place] }, { egress: [] }],
  ]);
});

test('a value too long for the log stands there shortened, with its hash', async () => {
  const made = await workspaceOf(person('operator'));
  await made.change({ publishFolder: `/${'x'.repeat(9_000)}` }, person('operator'));
  expect(made.facts()[0]?.['after']).toMatch(/^.{4000}… \(\d+ characters, sha256 [0-9a-f]{64}\)$/s);
});
