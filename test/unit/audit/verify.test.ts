import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendEvent, chainRoot, emptyChain, genesisHash } from '../../../electron/runtime/audit/chain.ts';
import { leafHash } from '../../../electron/runtime/audit/leaf.ts';
import { summarise } from '../../../electron/runtime/audit/summarise.ts';
import type { ChainedEvent } from '../../../electron/runtime/audit/kinds.ts';
import { verifyAudit, type AuditRow, type ExpectedEnd } from '../../../electron/runtime/audit/verify.ts';
import { chainOf, decidedEvent } from './sample-events.ts';

const { rows, head } = chainOf(20);
const end: ExpectedEnd = { chainId: 'log-1', count: 20, hash: head.hash, root: chainRoot(head) };

function changed(index: number, change: (row: AuditRow) => Partial<AuditRow>): AuditRow[] {
  return rows.map((row, place) => (place === index ? { ...row, ...change(row) } : row));
}

test('an untouched log is whole: its events, head and root come out', () => {
  expect(verifyAudit(rows, end)).toMatchObject({
    ok: true,
    events: 20,
    head: head.hash,
    root: chainRoot(head),
    firstBad: null,
  });
  expect(verifyAudit([], { chainId: 'log-1', count: 0, hash: genesisHash })).toMatchObject({ ok: true, events: 0 });
});

test('changed bytes are found, at any event, the last one too', () => {
  for (const index of [0, 9, 19]) {
    const verdict = verifyAudit(
      changed(index, (row) => ({ bytes: row.bytes.replace('complaints', 'compliments') })),
      end,
    );
    expect(verdict.firstBad).toEqual({ seq: index + 1, reason: expect.stringContaining('bytes of event') });
    expect(verdict.firstBad?.reason).toContain('were changed');
  }
});

test('a changed recorded hash is told apart from changed bytes', () => {
  for (const index of [3, 19]) {
    const verdict = verifyAudit(
      changed(index, () => ({ leafHash: leafHash('forged') })),
      end,
    );
    expect(verdict.firstBad).toEqual({
      seq: index + 1,
      reason: `The recorded hash of event ${index + 1} was changed; its bytes were not.`,
    });
  }
});

test('bytes changed together with their own hash are found at the next link', () => {
  const bytes = rows[4]?.bytes.replace('complaints', 'compliments') ?? '';
  const verdict = verifyAudit(
    changed(4, () => ({ bytes, leafHash: leafHash(bytes) })),
    end,
  );
  expect(verdict.firstBad).toEqual({ seq: 6, reason: expect.stringContaining('event 5 was replaced') });
});

test('a whole tail forged from one event on ends at another head', () => {
  let forged = emptyChain('log-1');
  const forgedRows = rows.map((row) => {
    const event = JSON.parse(row.bytes) as ChainedEvent;
    const facts = { agent: 'x', release: 'y', title: `forged ${event.seq}` };
    const appended = appendEvent(forged, { ...decidedEvent, kind: 'run.started', facts });
    forged = appended.head;
    return appended;
  });
  const verdict = verifyAudit(forgedRows, end);
  expect(verdict.firstBad).toEqual({ seq: 20, reason: 'The last event is not the recorded last one.' });
});

test('a gap is found and counted', () => {
  expect(verifyAudit(rows.toSpliced(5, 1), end).firstBad).toEqual({ seq: 7, reason: 'Event 6 is missing.' });
  expect(verifyAudit(rows.toSpliced(5, 3), end).firstBad?.reason).toBe('Events 6 to 8 are missing (3).');
  expect(verifyAudit(rows.slice(1), end).firstBad?.reason).toBe('Event 1 is missing.');
});

test('a changed order is found, in the rows and in their content', () => {
  const [seventh, eighth] = [rows[6], rows[7]];
  if (seventh === undefined || eighth === undefined) throw new Error('the sample is too short');
  const swapped = rows.with(6, eighth).with(7, seventh);
  expect(verifyAudit(swapped, end).firstBad?.reason).toContain('order was changed');
  const renumbered = rows.with(6, { ...eighth, seq: 7 }).with(7, { ...seventh, seq: 8 });
  expect(verifyAudit(renumbered, end).firstBad).toEqual({
    seq: 7,
    reason: 'The row of event 7 holds the bytes of event 8.',
  });
  const back = rows.toSpliced(6, 0, ...rows.slice(2, 3));
  expect(verifyAudit(back, end).firstBad).toEqual({ seq: 3, reason: expect.stringContaining('order was changed') });
});

test('a cut-off tail is found against the recorded end, and the note says so without one', () => {
  const verdict = verifyAudit(rows.slice(0, 17), end);
  expect(verdict.firstBad).toEqual({ seq: 18, reason: 'The end was cut off: 3 of 20 events are missing.' });
  expect(verifyAudit([], end).firstBad?.seq).toBe(1);
  const open = verifyAudit(rows.slice(0, 17), null);
  expect(open.ok).toBe(true);
  expect(open.note).toContain('missing after the last one cannot be noticed');
});

test('events after the recorded end are found', () => {
  const more = appendEvent(head, decidedEvent);
  expect(verifyAudit([...rows, more], end).firstBad).toEqual({
    seq: 21,
    reason: expect.stringContaining('after number 20'),
  });
});

test('a sequence number that is there twice is found', () => {
  const [third] = rows.slice(2);
  if (third === undefined) throw new Error('the sample is too short');
  expect(verifyAudit(rows.toSpliced(3, 0, third), end).firstBad).toEqual({ seq: 3, reason: 'Event 3 is there twice.' });
});

test('a column that no longer says what the bytes say is found', () => {
  const verdict = verifyAudit(
    changed(11, (row) => ({ columns: { ...row.columns, kind: 'stop.lifted' } })),
    end,
  );
  expect(verdict.firstBad).toEqual({ seq: 12, reason: expect.stringContaining('listed kind') });
  expect(
    verifyAudit(
      changed(2, () => ({ previousHash: genesisHash })),
      end,
    ).firstBad?.seq,
  ).toBe(3);
});

test('the events of another log do not pass for this one', () => {
  expect(verifyAudit(rows, { ...end, chainId: 'log-2' }).firstBad?.reason).toContain('another log');
});

test('a tree other than the recorded one is found', () => {
  expect(verifyAudit(rows, { ...end, root: leafHash('forged') }).firstBad).toEqual({
    seq: 20,
    reason: expect.stringContaining('tree'),
  });
});

test('a row that holds no event is found, even when its hash is right', () => {
  for (const bytes of ['null', '7', '[]', '{"seq":1}', 'not json', '{"actor":{}}']) {
    const verdict = verifyAudit([{ seq: 1, bytes, leafHash: leafHash(bytes), previousHash: genesisHash }], null);
    expect(verdict.firstBad).toEqual({ seq: 1, reason: 'Event 1 is not an audit event.' });
  }
});

test('any single changed character of any stored text is found', () => {
  fc.assert(
    fc.property(fc.nat(19), fc.constantFrom('bytes', 'leafHash', 'previousHash'), fc.nat(), (index, field, pick) => {
      const mutated = changed(index, (row) => {
        const text = row[field as 'bytes'];
        const at = pick % text.length;
        return { [field]: text.slice(0, at) + (text.charAt(at) === '7' ? '8' : '7') + text.slice(at + 1) };
      });
      expect(verifyAudit(mutated, end).ok).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('reading stops at the first fault', () => {
  let read = 0;
  function* counted(): Generator<AuditRow> {
    for (const row of changed(2, () => ({ leafHash: leafHash('forged') }))) {
      read += 1;
      yield row;
    }
  }
  expect(verifyAudit(counted(), end).ok).toBe(false);
  expect(read).toBe(4);
});

test('every event reads as one sentence, and one of an unknown kind still names kind and actor', () => {
  const decided = JSON.parse(appendEvent(emptyChain('log-1'), decidedEvent).bytes) as ChainedEvent;
  expect(summarise(decided)).toBe('Ana Müller approved: as agreed "today" € 20.');
  expect(summarise({ ...decided, kind: 'from.the-future' })).toBe('from.the-future by ana.');
  expect(summarise({ ...decided, facts: { ...decided.facts, decision: 'expire' } })).toContain('Nobody answered');
});

test('what was asked about a folder or a clock, and who answered what, is told in a sentence', () => {
  const by = { ...decidedEvent, actor: { kind: 'person', id: 'ana' } } as const;
  const told = (kind: string, facts: Record<string, string | number>): string => summarise({ ...by, kind, facts });
  expect(told('workspace.place-changed', { changed: 'computer, folder' })).toBe(
    'The workspace was found in another place (computer, folder changed); all effects are held.',
  );
  expect(told('workspace.place-settled', { verdict: 'moved', reason: 'new disk', instance: 'i' })).toBe(
    'ana said this workspace was moved: new disk; effects go on.',
  );
  expect(told('workspace.place-settled', { verdict: 'copied', reason: 'a trial.', instance: 'i' })).toBe(
    'ana said this workspace is a copy: a trial; it has a new id and its approvals ask again.',
  );
  expect(told('workspace.clock-jumped', { aheadMs: 36 * 3_600_000 })).toBe(
    'The clock jumped ahead by 36 hours; all effects are held.',
  );
  const settled = { reason: 'slept', aheadMs: 36 * 3_600_000 };
  expect(told('workspace.clock-settled', { ...settled, verdict: 'confirmed' })).toBe(
    'ana confirmed the clock, 36 hours ahead: slept; effects go on.',
  );
  expect(told('workspace.clock-settled', { ...settled, verdict: 'set-back' })).toBe(
    'The clock no longer is 36 hours ahead; effects go on.',
  );
});
