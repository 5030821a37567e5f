import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { wholeApproval } from '../../../shared/ipc/whole-approval.ts';
import { keptTextsOf } from '../../../shared/domain/kept-text.ts';
import { visibleParts } from '../../../shared/visible-text.ts';
import { approvalCard } from '../../../electron/cli/views/approval-view.ts';
import { plain } from '../../../electron/cli/output/words.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { hostileTexts, jsonFile } from '../../helpers/hostile-texts.ts';
import { approvalsAre, replyTo, runIs, seen, show, startPlan, type PlanEntry } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
});
afterAll(endRuntimes);

function unheardOf(params: Readonly<Record<string, unknown>>, more: object = {}): PlanEntry {
  return { do: 'effect', request: { tool: 'unheard.of', target: 'a place', params, ...more } };
}

function strange(field: string, as: string, more: object = {}): PlanEntry {
  const request = { tool: 'unheard.of', target: 'a place', params: {} };
  return { do: 'try', entry: { do: 'strange-effect', request, field, as, ...more } };
}

async function opened(entry: PlanEntry): Promise<{ runId: string; approval: ApprovalSummary; card: ApprovalDetail }> {
  const runId = await startPlan(runtime, [entry]);
  const [approval] = await approvalsAre(runtime, runId, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  return { runId, approval, card: await runtime.call('approval.show', { approvalId: approval.approvalId }) };
}

/** What a terminal is sent: nothing in it acts on the terminal, and nothing hides. */
function isInert(text: string): boolean {
  return visibleParts(text).every((part) => typeof part === 'string');
}

for (const [kind, { text, finding, mark }] of Object.entries(hostileTexts))
  test(`A4: ${kind} in a payload: shown inert and by name, the bytes untouched, and approved by itself alone`, async () => {
    const { approval, card, runId } = await opened(
      unheardOf({ body: text }, { target: `to ${text}`.slice(0, 200), claim: text }),
    );
    const { params } = JSON.parse(card.envelope) as Envelope;
    expect(params['body']).toBe(text);
    expect(createHash('sha256').update(card.envelope).digest('hex')).toBe(card.envelopeHash);
    expect(card.uninspectable.join('\n')).toContain(finding);
    expect(isInert(card.title)).toBe(true);
    const terminal = approvalCard(card, 0);
    expect(isInert(terminal)).toBe(true);
    expect(terminal).toContain(mark);
    expect(plain(approval.title)).toBe(approval.title);

    // Whoever asks, and however: not together with others.
    const other = await opened(replyTo(`beside ${kind}`));
    const { results } = await runtime.call('approval.approve', { items: [seen(approval), seen(other.approval)] });
    expect(results).toMatchObject([
      { outcome: 'refused', status: 'pending', reason: expect.stringContaining('by itself') },
      { outcome: 'decided' },
    ]);
    expect(await runtime.call('approval.approve', { items: [seen(approval)] }, { as: 'ben' })).toMatchObject({
      results: [{ outcome: 'decided', status: 'partly-approved' }],
    });
    await runtime.call('run.cancel', { runId });
  });

test('A4: a title made of hidden characters says so on the button, cut at its length', async () => {
  const { card } = await opened({
    do: 'effect',
    request: {
      tool: 'unheard.of',
      target: `pay\u202Egnp.exe${'\u200B'.repeat(300)}`,
      params: {},
    },
  });
  expect(card.title).toContain('pay⟨U+202E⟩gnp.exe⟨U+200B⟩');
  expect(card.title.length).toBeLessThan(400);
});

test('A4: numbers are shown as the bytes say; what JSON would change is refused, with its name, before anything is asked', async () => {
  const { card } = await opened(
    unheardOf({ exact: 0.1, large: 9007199254740991, price: 10.1, text: '12345678901234567890.10' }),
  );
  expect(card.envelope).toContain('"exact":0.1,"large":9007199254740991,"price":10.1,"text":"12345678901234567890.10"');
  expect(approvalCard(card, 0)).toContain('12345678901234567890.10');
  const faults = {
    'beyond-2^53': /params\.odd is a number beyond 2\^53/,
    infinite: /params\.odd is not a finite number/,
    'minus-zero': /params\.odd is -0/,
    date: /params\.odd is not plain JSON/,
  };
  const runId = await startPlan(
    runtime,
    Object.keys(faults).map((as) => strange('odd', as)),
  );
  await runIs(runtime, runId, 'succeeded');
  const { output, effects } = await show(runtime, runId);
  const { results } = output as { results: { code: string; message: string }[] };
  for (const [index, pattern] of Object.values(faults).entries()) {
    expect(results[index]?.code).toBe('bad-proposal');
    expect(results[index]?.message).toMatch(pattern);
  }
  expect(effects).toEqual([]);
});

test('A4: nesting 10,000 deep is refused to the agent, which goes on', async () => {
  const runId = await startPlan(runtime, [strange('deep', 'nested', { times: 10_000 }), { do: 'step' }]);
  await runIs(runtime, runId, 'succeeded');
  const { output, effects } = await show(runtime, runId);
  const [refused] = (output as { results: unknown[] }).results;
  expect(refused).toMatchObject({
    code: 'bad-proposal',
    message: expect.stringContaining('nested deeper than 32 levels'),
  });
  expect(effects).toEqual([]);
});

test('A4: a file of JSON the agent hands over keeps its bytes, and the card says what a program may read otherwise', async () => {
  const { card } = await opened(unheardOf({ file: jsonFile }));
  expect((JSON.parse(card.envelope) as Envelope).params['file']).toBe(jsonFile);
  expect(card.uninspectable).toEqual([
    'params.file: is JSON text that has the key "amount" is given twice (/amount)',
    'params.file: is JSON text that holds the number 9007199254740993, which programs may read as 9007199254740992',
    'params.file: is JSON text that holds the number 1e400, which programs may read as Infinity',
  ]);
});

test('A4: 50 MB of text goes to a file whose hash stands in the action; the bytes of that file are what its hash says', async () => {
  const times = 50 * 1024;
  const piece = `${'x'.repeat(1022)}\u202E`.slice(0, 1023) + '\n';
  const entry = {
    do: 'strange-effect',
    request: unheardOf({ note: 'short' })['request'],
    field: 'body',
    as: 'repeated',
    text: piece,
    times,
  };
  const { card, runId, approval } = await opened(entry);
  const [kept, ...others] = keptTextsOf((JSON.parse(card.envelope) as Envelope).params);
  expect(others).toEqual([]);
  const whole = createHash('sha256');
  for (let index = 0; index < times; index += 1) whole.update(piece);
  expect(kept).toEqual({ path: 'params.body', sha256: whole.digest('hex'), bytes: Buffer.byteLength(piece) * times });
  expect(card.envelope.length).toBeLessThan(4_000);
  expect(card.uninspectable).toEqual([
    expect.stringMatching(/^params\.body: is a text of 5\d,\d{3},\d{3} bytes, kept as a file/),
  ]);
  const { artifacts } = await show(runtime, runId);
  expect(artifacts).toMatchObject([{ name: 'params.body', sha256: kept?.sha256, bytes: kept?.bytes }]);
  const file = join(runtime.workspace, 'artifacts', kept?.sha256.slice(0, 2) ?? '', kept?.sha256 ?? '');
  expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(kept?.sha256);
  const other = await opened(replyTo('beside a file'));
  const { results } = await runtime.call('approval.approve', { items: [seen(approval), seen(other.approval)] });
  expect(results[0]).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('kept as a file') });
});

test('A4: an action of almost 1 MiB, with its diff larger than any answer, is read whole in pieces and has its hash', async () => {
  const [text, times] = ['"\u0001', 2_500];
  const set = Object.fromEntries(Array.from({ length: 48 }, (_, field) => [`f${field}`, text.repeat(times)]));
  const request = { tool: 'record.update', target: 'record large', params: { recordId: 'large' } };
  const { card } = await opened({ do: 'strange-effect', request, field: 'set', as: 'fields', text, times });
  expect(card.payloadChars).toBeGreaterThan(1_000_000);
  expect(card.envelope.length).toBeLessThan(card.payloadChars ?? 0);
  const whole = await wholeApproval(card, (piece) => runtime.call('approval.read', piece));
  expect(createHash('sha256').update(whole.envelope).digest('hex')).toBe(card.envelopeHash);
  expect((JSON.parse(whole.envelope) as Envelope).params['set']).toEqual(set);
  expect(whole.diff.map(({ after }) => after)).toEqual(Object.values(set));
  expect(whole.payloadChars).toBeNull();
  // The terminal gets all of it, too.
  expect(approvalCard(whole, 0).length).toBeGreaterThan(500_000);
});

test('A4: a text beyond what may be kept, or a hash the run has not kept itself, is refused to the agent in words', async () => {
  const foreign = { $artifact: 'f'.repeat(64), bytes: 12 };
  const runId = await startPlan(runtime, [
    strange('body', 'repeated', { text: 'x'.repeat(1024), times: 65 * 1024 }),
    unheardOf({ body: foreign }),
  ]);
  await runIs(runtime, runId, 'succeeded');
  const { output, effects } = await show(runtime, runId);
  expect((output as { results: unknown[] }).results).toMatchObject([
    { code: 'bad-proposal', message: expect.stringContaining('67108864 is the most for one text') },
    { outcome: 'failed', reason: 'params.body names a file that this run has not kept.' },
  ]);
  expect(effects).toEqual([]);
});
