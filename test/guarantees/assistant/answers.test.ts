import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AssistantAnswer, Citation } from '../../../shared/domain/assistant.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import { endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';

let runtime: RuntimeProcess;
let runId: string;

beforeAll(async () => {
  runtime = await startRuntime();
  await runtime.call('person.create', { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' });
  await runtime.call('person.create', { personId: 'olaf', printedName: 'Olaf P.', role: 'auditor' });
  ({ runId } = await runtime.call('workspace.createSample', {}));
  await runtime.until(async () => ((await runNow()).status === 'waiting-approval' ? true : undefined));
});
afterAll(endRuntimes);

test('what waits for a person is counted, alike items together, and cited', async () => {
  const answer = await ask('What is waiting for me?');
  const { total } = await runtime.call('approval.list', { limit: 1 });
  expect(answer.text).toContain(`${total} actions wait for a decision`);
  expect(answer.text).toContain(`and ${total - 1} alike`);
  expect(answer.citations.map(({ kind }) => kind)).toContain('approval');
});

test('who asks decides what the answer says of their own share', async () => {
  expect((await ask('What is waiting for me?', 'olaf')).text).toContain('Olaf P. as auditor may decide on 0 of them');
});

test('a day without a failure is said to have none', async () => {
  expect((await ask('What failed today?')).text).toContain('No run failed or needs a person today');
});

test('the top issues are those of the report, also while the run waits for decisions', async () => {
  const answer = await ask('What are the top issues in the last report?');
  const report = await reportIssues();
  expect(report.length).toBeGreaterThan(3);
  for (const issue of report.slice(0, 5)) expect(answer.text).toContain(`**${issue.name}**: ${issue.tickets} tickets`);
  expect(answer.citations).toMatchObject([{ kind: 'artifact', label: 'report.md v1' }]);
});

test('quotes are sentences of the report that hold the words asked for', async () => {
  const answer = await ask('Show quotes about credit reports');
  const quotes = answer.text.split('\n\n').filter((line) => line.startsWith('> '));
  expect(quotes.length).toBeGreaterThan(1);
  for (const quote of quotes) expect(quote).toMatch(/credit.*report|report.*credit/i);
  expect(answer.citations.map(({ kind }) => kind)).toStrictEqual(['artifact']);
});

test('a topic nobody wrote about is not found', async () => {
  expect((await ask('Show quotes about volcanic ash')).text).toContain('I found nothing about “volcanic ash”');
});

test.each([
  'Show quotes about credit OR kind:artifact NOT *',
  'Show quotes about credit"); DROP TABLE run; --',
  'Show quotes about NEAR(credit report, 2) AND ^body',
  'Show quotes about credit* + "report',
  'Show quotes about {label body} : - credit\u0000report',
  'Show quotes about credit ” " “',
  "Show quotes about credit ' \\ %_ 🙂 \ud800",
])('a question is never a query (%#)', async (question) => {
  const answer = await ask(question);
  expect(answer.text).toMatch(/passages? about|I found nothing about/);
});

test('how many rows were set aside is told, and the run that did it is cited', async () => {
  const answer = await ask('How many tickets were quarantined?');
  expect(answer.text).toContain(`**${(await runNow()).quarantined} rows** were set aside`);
  expect(answer.citations[0]).toMatchObject({ kind: 'run', id: runId });
});

test.each([
  ['in full', (id: string) => id],
  ['by its last six digits', (id: string) => id.slice(-6)],
  ['by its first digits', (id: string) => id.slice(0, 13)],
])('a run is known by its id %s', async (_how, part) => {
  const answer = await ask(`What is the status of run ${part(runId)}?`);
  expect(answer.citations).toMatchObject([{ kind: 'run', id: runId }]);
  expect(answer.text).toContain('**waiting-approval**');
});

test('an order to cancel is echoed as an action, and nothing is done', async () => {
  const before = await everything();
  const answer = await ask(`Cancel run ${runId}`);
  expect(answer.action).toStrictEqual({
    method: 'run.cancel',
    input: { runId, reason: 'Asked for in the assistant' },
    label: expect.stringContaining('Cancel run Sample: complaints.csv'),
  });
  expect(await everything()).toStrictEqual(before);
});

test('an order to start names the file that is in the workspace, with its hash and the last settings', async () => {
  const answer = await ask('Start ticket-review on complaints.csv');
  const shown = await runtime.call('run.show', { runId });
  expect(answer.action).toMatchObject({
    method: 'run.start',
    input: { agentId: 'ticket-review', input: shown.input, file: { name: 'complaints.csv' } },
  });
  expect((await ask('Start ticket-review on nowhere.csv')).action).toBeNull();
});

test('what is not about this console is declined, with what can be asked', async () => {
  const answer = await ask('What is the weather in Paris?');
  expect(answer.text).toContain('I cannot answer that');
  expect(answer).toMatchObject({ citations: [], action: null, confidence: 0, engine: 'embedded language engine' });
});

test('asking changes nothing: no run, no approval, no audit event', async () => {
  const before = await everything();
  for (const question of ['Retry the last run', 'Approve everything', 'Stop everything', 'How is it going today?'])
    await ask(question);
  expect(await everything()).toStrictEqual(before);
});

test('what is decided is told with the name of who decided', async () => {
  const { approvals } = await runtime.call('approval.list', { limit: 1 });
  const item = approvals[0];
  if (item === undefined) throw new Error('nothing waits');
  const { approvalId, envelopeHash, version } = item;
  await runtime.call('approval.reject', { items: [{ approvalId, envelopeHash, version }], reason: 'wrong tone' });
  for (const question of ['Who rejected anything?', `Who decided on approval ${approvalId}?`]) {
    const answer = await ask(question);
    expect(answer.text).toContain('reject · Ada L. (ada, reviewer), ');
    expect(answer.text).toContain('wrong tone');
    expect(answer.citations).toMatchObject([{ kind: 'approval', id: approvalId }]);
  }
});

/** Asks, and looks whether everything the answer cites is there. */
async function ask(question: string, as = 'ada'): Promise<AssistantAnswer> {
  const answer = await runtime.call('assistant.ask', { question }, { as });
  await Promise.all(answer.citations.map(resolved));
  const marks = [...answer.text.matchAll(/(?<!\\)\[(\d+)\]/g)].map(([, mark]) => Number(mark));
  for (const mark of marks) expect(answer.citations[mark - 1]).toBeDefined();
  return answer;
}

/** Fails for a citation of something that is not there. */
async function resolved({ kind, id }: Citation): Promise<unknown> {
  if (kind === 'run') return runtime.call('run.show', { runId: id });
  if (kind === 'approval') return runtime.call('approval.show', { approvalId: id });
  if (kind === 'artifact') return runtime.call('artifact.read', { artifactId: id });
  if (kind === 'agent') {
    const { agents } = await runtime.call('agent.list', {});
    expect(agents.map(({ agentId }) => agentId)).toContain(id);
    return agents;
  }
  throw new Error(`a citation of kind ${kind} is not expected here`);
}

async function runNow(): Promise<RunSummary> {
  return (await runtime.call('run.show', { runId })).run;
}

async function reportIssues(): Promise<readonly { name: string; tickets: number }[]> {
  const { artifacts } = await runtime.call('run.show', { runId });
  const report = artifacts.find(({ name }) => name === 'report.json');
  if (report === undefined) throw new Error('there is no report');
  const { text } = await runtime.call('artifact.read', { artifactId: report.artifactId });
  return (JSON.parse(text) as { issues: { name: string; tickets: number }[] }).issues;
}

/** All that asking could have changed. */
async function everything(): Promise<unknown> {
  const { cursor: _run, ...run } = await runtime.call('run.show', { runId });
  const { cursor: _runs, ...runs } = await runtime.call('run.list', {});
  const { cursor: _approvals, ...approvals } = await runtime.call('approval.list', { limit: 500 });
  const { total: events } = await runtime.call('audit.list', { limit: 1 });
  return { run, runs, approvals, events };
}
