import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tests = join(import.meta.dirname, '../..');

/** The rules of the approval lane, each with the beginnings of the tests that show its sentences. */
const rules: Readonly<Record<`A${number}: ${string}`, readonly string[]>> = {
  'A1: deny by default': [
    'A1 an unknown tool or effect class is held at the highest tier',
    'A1 what no rule speaks of is held at the highest tier',
    'A1: an unknown tool is held for two people',
  ],
  'A2: one broker, one grant row': [
    'A2: a gated effect runs on its own live, unexpired, unrevoked, matching grant row and on nothing else',
    'A2: an agent is refused every way out by name',
  ],
  'A3: the envelope is canonical, its hash its id': [
    'A3: the envelope is the canonical text of every fact the decision is about',
    'A3: bytes that are no longer those of their hash are neither approved nor run',
  ],
  'A4: what is shown is what runs': [
    'A4: the bytes that are shown are hashed, and are what is sent',
    'A4: nothing is approved before every file the action names was read here and has its hash',
    'A4: what a model says about approval is text',
    'A4: ${kind} in a payload: shown inert and by name',
  ],
  'A5: what a decision records, and the grant it mints': [
    'A5 a decision records hash, meaning, printed name',
    'A5 an approval mints one grant of at most 15 minutes',
  ],
  'A6: everything is checked again at execution': [
    'A6: whatever was decided on and is not so any more at execution',
    'A6: while the audit log takes nothing, nothing runs',
    'A6 a state read more than 5 s ago',
    'A6 a tool that cannot write conditionally counts as consequential at least',
  ],
  'A7: decision state lives in the store': [
    'A7: what an agent, its messages or a console say of a decision is not one',
    'A7: a decision that could not be stored was not made',
  ],
  'A8: a decision carries id, hash and version': [
    'A8: another hash or another version is refused and kept',
    'A8 the second decision is refused and the loser is told who decided and when',
  ],
  'A9: every pending call has its own row and id': [
    'A9: 200 items decided in no order by two people at once',
    'A9: approvals asked for in one turn are decided in any order',
  ],
  'A10: an edit is a new envelope': [
    'A10: an edit is a new envelope in the place of the old one',
    'A10: an edit to another tool meets the gate of that tool',
    'A10: the agent is told both versions',
    'A10, A13: where two people decide, what was approved of the old action counts no more',
  ],
  'A11: reject, respond, expire and withdraw are different': [
    'A11: rejected, expired and withdrawn are different ends',
    'A11: an answer instead of a decision runs nothing',
    'A11 a timeout is nobody’s refusal',
  ],
  'A12: waiting has its own, trusted clock': [
    'A12: the time a person takes is not taken from the time an agent has for its work',
    'A12: what has expired stays expired when the clock is set back',
    'A12: sleep approves nothing',
  ],
  'A13: four eyes': [
    'A13 two different people are needed at gate-two',
    'A13 at gate-two neither who asks, nor the author of the release or of the policy, can approve',
    'A13 at gate the person who started the run may approve',
    'A13 two profiles of the requester are the requester',
  ],
  'A14: batch': [
    'A14: a batch is previewed, frozen, and carried out one by one',
    'A14: a batch is capped by the policy',
    'A14: items of another kind, for two people, changed or decided drop out',
  ],
  'A15: standing grants': [
    'A15: fifty actions at once against a cap of ten',
    'A15: what is outside the scope',
    'A15: ${name}: it suspends itself',
    'A15: one in so many goes to a person',
    'A15: the first undoing of what it let through suspends it',
  ],
  'A16: no grant is used twice over a repeat': [
    'A16: a grant of an earlier lineage never runs',
    'A16: a fork does the effects of its origin under keys of its own: each asks again',
    'A16: what would be repeated is said',
  ],
  'A17: hold window': [
    'A17: an approval is taken back while it is held, and not after it was sent',
    'A17: after a restart the hold window runs again in full',
    'A17: time asleep is not time in which somebody could take it back',
  ],
  'A18: escalation, delegation, absence, reminders, reservation': [
    'A18 an item nobody answers goes along its chain by itself',
    'A18 an item that is handed on comes back',
    'A18 somebody says when they are away',
    'A18 reminders come at the stated shares of its time',
    'A18 who has an item open is told to others',
  ],
  'A19: emergency stop': [
    'A19: a stop recalls what is held within a second',
    'A19: a file STOP stops everything by itself',
    'A19: a stop of one agent, tool or class',
  ],
  'A20: tainted input': [
    'A20 a choice made by untrusted input lifts the tier by one',
    'A20 untrusted content alone lifts auto to notify to gate and no further',
  ],
};

/** What other systems failed at, each with the test of its own that shows it here. */
const failures: Readonly<Record<string, string>> = {
  'decline never runs the tool': 'A11: what is rejected never runs',
  'a rejected call is not re-executed by another path': 'A11: a rejected action is not carried out by another path',
  'a stale decision never lands on a newer action': 'A16: a decision on an earlier action never lands on the newer one',
  'parallel approvals in one turn, in any order, some expiring':
    'A9, A11: of approvals asked for in one turn some expire between the decisions on the others',
  'an edit to another tool meets that tool’s gate': 'A10: an edit to another tool meets the gate of that tool',
  'after an edit the agent does not redo the original':
    'A10, A16: an agent that is told of an edit does not ask for the original again',
  'approval survives restart, upgrade of the agent, and policy change (then it is stale)':
    'A6: an approval survives a restart and an upgrade of the agent',
  'timeout is not blamed on the person': 'A11 a timeout is nobody’s refusal',
  'early and late decisions': 'A8 a decision that comes early, or after its run has ended',
  'a kill inside the hold window': 'A17: after kill -9 the window begins again in full',
  'two windows decide the same item in the same millisecond': 'A8: two windows decide the same item',
  'approve after expiry with the clock set back': 'A12: what has expired stays expired when the clock is set back',
  'a forged IPC message': 'A8: a forged decision decides nothing',
  'a forged WebSocket message': 'A8: a WebSocket of a foreign page',
  'model text that claims approval': 'A4: what a model says about approval is text',
  'fork after the approved step asks again':
    'A16: a fork does the effects of its origin under keys of its own: each asks again',
  'batch with 3 stale, 1 self-approval, 2 failing of 40': 'A14: batch with 3 stale, 1 self-approval, 2 failing of 40',
  'payload changed at each of 12 places': 'A6: payload changed at each of 18 places',
};

/** The title of every test there is, as its file states it. */
const titles = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:test|spec)\.ts$/.test(name) && !name.endsWith('approvals/rules.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(tests, name), 'utf8');
    return Array.from(
      text.matchAll(/\b(?:test|it)(?:\.\w+\([^;]*?\))?\(\s*(['"`])(.*?)\1,/gs),
      ([, , title = '']) => title,
    );
  });

const lacking = (wanted: readonly string[]): string[] =>
  wanted.filter((beginning) => !titles.some((title) => title.startsWith(beginning)));

test('the approval lane has twenty rules, and each has tests named after it', () => {
  const numbers = Object.keys(rules).map((rule) => rule.split(':')[0]);
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => `A${index + 1}`));
  expect(titles.length).toBeGreaterThan(1_000);
});

test.each(Object.entries(rules))('%s: each of its sentences is shown by a test', (_rule, wanted) => {
  expect(wanted.length).toBeGreaterThan(1);
  expect(lacking(wanted)).toEqual([]);
});

test.each(Object.entries(failures))('what other systems failed at has a test of its own: %s', (_failure, title) => {
  expect(lacking([title])).toEqual([]);
});
