import { expect, test } from 'vitest';
import { assistantAnswerSchema } from '../../../shared/domain/assistant.ts';
import { answerQuestion, type Answer, type Question } from '../../../electron/runtime/assistant/assistant.ts';
import { consoleOf, type ConsoleContent } from './console-in-memory.ts';
import { approvalOf, dayStartMs, doneRun, failedRun, liveRun, nowMs, runOf, workingDay } from './working-day.ts';

async function ask(
  question: string,
  more: Partial<Question> & { console?: Partial<ConsoleContent> } = {},
): Promise<Answer> {
  const { console: content, ...asked } = more;
  const facts = consoleOf({ ...workingDay(), ...content });
  const person = { personId: 'ana', printedName: 'Ana Müller', role: 'operator' as const };
  const answer = await answerQuestion(
    { question, about: null, person, moment: { nowMs, dayStartMs }, ...asked },
    facts,
  );
  assistantAnswerSchema.omit({ answerId: true, tookMs: true }).parse(answer);
  const numbers = [...answer.text.matchAll(/(?<!\\)\[(\d+)\]/g)].map((match) => Number(match[1]));
  expect(new Set(numbers)).toEqual(new Set(answer.citations.map((_, index) => index + 1)));
  return answer;
}

const nothing: Partial<ConsoleContent> = {
  runs: [],
  approvals: [],
  decisions: [],
  agents: [],
  artifacts: [],
  passages: [],
};

test('what waits is listed alike items together, the soonest to expire first, each with its source', async () => {
  const answer = await ask('What is waiting for me?');
  expect(answer.text).toMatch(/^3 actions wait for a decision\. Ana Müller as operator may decide on 2 of them\./);
  expect(answer.text.indexOf('Delete 40 records')).toBeLessThan(answer.text.indexOf('Send 1 reply to ticket-17'));
  expect(answer.text).toContain('and 1 alike (gate), denied in 3 days');
  expect(answer.text).toContain('denied in 2 h');
  expect(answer.citations.map((citation) => citation.kind)).toEqual(['approval', 'approval']);
});

test('what failed is told for the time asked about, and no other', async () => {
  const today = await ask('What failed today?');
  expect(today.text).toContain('march.csv');
  expect(today.text).toContain('The file has no column named Text.');
  expect(today.text).not.toContain('february.csv');
  const yesterday = await ask('What failed yesterday?');
  expect(yesterday.text).toContain('february.csv');
  expect(yesterday.text).not.toContain('march.csv');
  expect((await ask('What failed in the last 10 minutes?')).text).toBe(
    'No run failed or needs a person in the last 10 minutes.',
  );
});

test('what runs is told with its real progress', async () => {
  const answer = await ask('What is running?');
  expect(answer.text).toContain('Reading tickets: 342 of 1,550 rows, about 3 min left');
  expect(answer.citations).toEqual([
    { kind: 'run', id: liveRun.runId, label: 'april.csv · 0011fe', atMs: nowMs - 300_000 },
  ]);
});

test('a run is found by its id, by the digits lists show, by its file, and as the last one', async () => {
  for (const question of [
    `status of run ${liveRun.runId}`,
    'status of run 0011fe',
    'how far is april.csv',
    'status of the last run',
  ]) {
    expect((await ask(question)).citations[0]?.id).toBe(liveRun.runId);
  }
});

test('why a run failed comes with what happened, what was kept and what to do next', async () => {
  const answer = await ask('Why did the last run fail?', { console: { runs: [failedRun, doneRun] } });
  expect(answer.text).toContain('The file has no column named Text.');
  expect(answer.text).toContain('invalid-input');
  expect(answer.text).toContain('What to do: Choose the column.');
  expect(answer.text).toContain('kept, labelled partial');
  expect((await ask('why did complaints.csv fail?')).text).toContain('did not fail');
});

test('the top issues come from the newest report, and only the rising ones when those are asked for', async () => {
  const top = await ask('Top issues in the last report');
  expect(top.text).toContain('1. **late fees**: 210 tickets (21 %), rising');
  expect(top.text).toContain('2. **credit report errors**');
  expect(top.citations[0]).toMatchObject({ kind: 'artifact', id: 'artifact-report' });
  expect((await ask('which themes are rising?')).text).not.toContain('credit report errors');
  expect((await ask('Top issues in the last report', { console: nothing })).text).toContain('found none');
});

test('quotes are fenced as input: no link, no HTML, no citation of their own', async () => {
  const answer = await ask('Show quotes about late fees');
  expect(answer.text).toContain('They are quoted input, not statements of mine');
  expect(answer.text).toContain('> I was charged late fees twice');
  expect(answer.text).not.toMatch(/(?<!\\)<b|(?<!\\)\]\(|https?:/);
  expect(answer.citations).toHaveLength(1);
  expect((await ask('Show quotes about unicorns')).text).toBe(
    'I found nothing about “unicorns” in runs, approvals and reports.',
  );
});

test('quarantined rows are counted, with the list they stand in', async () => {
  const answer = await ask('how many tickets were quarantined in complaints.csv?');
  expect(answer.text).toContain('**12 rows** were set aside');
  expect(answer.citations.map((citation) => citation.id)).toEqual([doneRun.runId, 'artifact-quarantine']);
  expect((await ask('how many rows were quarantined today?')).text).toContain('12 rows set aside today');
});

test('who decided is told with name, id, role, reason and age, and that names are asserted', async () => {
  const answer = await ask('Who approved "ticket-9"?');
  expect(answer.text).toContain('Ana Müller (ana, reviewer), 20 min ago: fine');
  expect(answer.text).toContain('as asserted');
  expect((await ask('who rejected "ticket-99"?')).text).toBe('I found no decision on “ticket-99”.');
});

test('what was sent, and what could not be, is counted by outcome', async () => {
  const answer = await ask('What was sent?');
  expect(answer.text).toContain('Carried out: 1');
  expect((await ask('What was sent?', { console: nothing })).text).toContain('nothing was sent');
});

test('a change is only proposed: the answer echoes verb and target, and nothing is done', async () => {
  const cancel = await ask('please cancel run 0011fe');
  expect(cancel.action).toEqual({
    method: 'run.cancel',
    input: { runId: liveRun.runId, reason: 'Asked for in the assistant' },
    label: 'Cancel run april.csv (0011fe)',
  });
  expect(cancel.text).toContain('Nothing happens until you confirm it.');
  const retry = await ask('retry march.csv');
  expect(retry.action).toMatchObject({ method: 'run.retry', input: { runId: failedRun.runId } });
  expect(retry.text).toContain('every effect asks again');
  const start = await ask('Start ticket-review on complaints.csv');
  expect(start.action).toMatchObject({
    method: 'run.start',
    input: { agentId: 'ticket-review', input: { columns: { text: 'Narrative' } }, file: { name: 'complaints.csv' } },
    label: 'Start Ticket review on complaints.csv',
  });
});

test('a change that cannot be made is not proposed, and why is said', async () => {
  const done = await ask('cancel run 00d0e1');
  expect(done).toMatchObject({ action: null, text: expect.stringContaining('already succeeded') });
  expect(await ask('retry run 0011fe')).toMatchObject({ action: null, text: expect.stringContaining('is running') });
  const unknown = await ask('start ticket-review on /home/me/other.csv');
  expect(unknown).toMatchObject({ action: null, text: expect.stringContaining('I read no disk') });
  expect((await ask('start ticket-review')).text).toContain('needs a file');
});

test('where several runs could be meant the assistant asks which, and each choice is understood', async () => {
  const second = runOf({ ...liveRun, runId: '019a2b3f-0000-7000-8000-0000000022fe', title: 'may.csv' });
  const content = { runs: [doneRun, liveRun, second] };
  const answer = await ask('cancel the run', { console: content });
  expect(answer.action).toBeNull();
  expect(answer.choices).toEqual(['Cancel run 0011fe', 'Cancel run 0022fe']);
  for (const choice of answer.choices) {
    expect((await ask(choice, { console: content })).action?.label).toMatch(choice.slice(-6));
  }
  const one = await ask('cancel it', { about: { kind: 'run', id: second.runId }, console: content });
  expect(one.action?.input).toMatchObject({ runId: second.runId });
});

test('the assistant decides nothing: it says where a decision is taken', async () => {
  for (const order of ['approve everything', 'reject all pending replies', 'approve 0aa001']) {
    const answer = await ask(order);
    expect(answer.action).toBeNull();
    expect(answer.text).toContain('I cannot approve or reject anything');
  }
});

test('what is not about the console is declined by name of what it can do, and says which engine answers', async () => {
  const answer = await ask('What is the weather in Paris?');
  expect(answer.text).toContain('I cannot answer that');
  expect(answer.text).toContain('embedded language engine');
  expect(answer).toMatchObject({ engine: 'embedded language engine', lane: 'interactive', action: null });
  expect(answer.confidence).toBeLessThan(0.3);
});

test('below the stated confidence it asks back with at most three choices and says nothing else', async () => {
  const answer = await ask('failed zebra');
  expect(answer.confidence).toBeGreaterThanOrEqual(0.3);
  expect(answer.confidence).toBeLessThan(0.6);
  expect(answer.choices.length).toBeGreaterThan(0);
  expect(answer.choices.length).toBeLessThanOrEqual(3);
  expect(answer.citations).toEqual([]);
});

test('an empty console is answered in sentences, never with an empty list', async () => {
  const questions = [
    'What is waiting for me?',
    'What is running?',
    'What failed today?',
    'list the latest runs',
    'overview',
    'status of the last run',
    'Why did the last run fail?',
    'Show quotes about fees',
    'How many tickets were quarantined?',
    'Who approved the latest actions?',
    'Which agents are there?',
    'Is anything stopped?',
    'Where is the last report?',
    'retry the last run',
    'cancel the last run',
  ];
  for (const question of questions) {
    const answer = await ask(question, { console: nothing });
    expect([question, answer.text]).toEqual([question, expect.stringMatching(/^\p{Lu}.*\.$/su)]);
    expect(answer.citations).toEqual([]);
    expect(answer.action).toBeNull();
  }
});

test('titles, names and reasons from input cannot forge markdown, links or citations', async () => {
  const hostile = '[1](javascript:alert(1)) <img src=x> **bold** \u202Eevil\n# heading';
  const answer = await ask('What failed today?', {
    console: { runs: [{ ...failedRun, title: hostile, error: { code: 'x', message: hostile } }] },
  });
  expect(answer.text).not.toMatch(/(?<!\\)\]\(|(?<!\\)<img|\n# |\u202E/);
  const waiting = await ask('What is waiting for me?', {
    console: { approvals: [approvalOf({ approvalId: 'a', title: hostile })] },
  });
  expect(waiting.text).not.toMatch(/(?<!\\)\]\(|(?<!\\)<img|\n# |\u202E/);
});

test('stops in force are named, and the emergency stop is pointed to, never pressed', async () => {
  const stops = [
    { scope: { kind: 'tool' as const, id: 'reply.send' }, by: 'ben', reason: 'wrong template', atMs: nowMs - 120_000 },
  ];
  expect((await ask('Is anything stopped?', { console: { stops } })).text).toContain('tool reply.send');
  const halt = await ask('stop everything');
  expect(halt.action).toBeNull();
  expect(halt.text).toContain('emergency stop at the top of every page');
});

test('every answer says what the question was taken for: answered, asked back with three choices at most, or declined', async () => {
  expect((await ask('which runs of ticket-review failed today?')).reading).toEqual({
    verdict: 'clear',
    intent: 'runs-failed',
    confidence: expect.any(Number),
    slots: { agent: 'ticket-review', window: 'today' },
  });
  const unsure = await ask('tell me about late fees');
  expect(unsure.reading).toMatchObject({ verdict: 'unsure', slots: { topic: 'late fees' } });
  expect(unsure.choices.length).toBeGreaterThan(0);
  expect(unsure.choices.length).toBeLessThanOrEqual(3);
  expect((await ask('how tall is everest')).reading).toMatchObject({ verdict: 'declined', intent: null });
});
