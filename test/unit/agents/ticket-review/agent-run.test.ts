import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EffectRequest } from 'lanekeeper/sdk';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Papa from 'papaparse';
import { beforeAll, expect, test } from 'vitest';
import agent from '../../../../electron/runtime/agents/ticket-review/agent.ts';
import type { Review } from '../../../../electron/runtime/agents/ticket-review/report/review.ts';
import { recordUpdateFacts } from '../../../../electron/runtime/tools/record-update/facts.ts';
import { replySendFacts } from '../../../../electron/runtime/tools/reply-send/facts.ts';
import { manifestSchema } from '../../../../shared/domain/agent.ts';
import { Killed, scriptedRun } from '../../../helpers/scripted-ctx.ts';
import { fixture, jsonLines, review, sampleFile, textOf, type ReviewRun } from '../../../helpers/ticket-fixtures.ts';

const ajv = new Ajv2020({ strict: false });
let sample: ReviewRun;

beforeAll(async () => {
  sample = await review(sampleFile());
});

test('300 real complaints end in themes, a report, and a draft for each ticket or a reason why not', () => {
  const { output } = sample;
  expect(output).toMatchObject({ tickets: 300, quarantined: 0, published: 'not-asked' });
  expect(output.themes).toBeGreaterThan(4);
  expect(output.themes).toBeLessThanOrEqual(20);
  expect(output.replies.drafted + output.withoutDraft).toBe(300);
  expect(output.replies.sent).toBe(output.replies.drafted);
  expect(sample.artifacts.map(({ name, role }) => [name, role])).toEqual([
    ['report.md', 'report'],
    ['report.json', 'report'],
    ['drafts.jsonl', 'data'],
  ]);
  const validate = ajv.compile(agent.output.schema);
  expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
});

test('every draft quotes one span of its own ticket, exactly where its evidence says', () => {
  const texts = sampleTexts();
  for (const { params, evidence, target } of sample.effects) {
    const [proof] = evidence ?? [];
    const ticketId = textOf(params['ticketId']);
    expect(evidence).toHaveLength(1);
    expect(proof).toMatchObject({ source: `ticket ${ticketId}`, trust: 'untrusted' });
    expect(texts.get(ticketId)?.slice(proof?.start ?? 0, proof?.end ?? 0)).toBe(proof?.quote);
    expect(textOf(params['body']).split(`“${proof?.quote}”`)).toHaveLength(2);
    expect(target).toBe(`ticket ${ticketId}`);
  }
});

test('every quote of the report stands in its ticket, and every number has the base the table says', () => {
  const report = JSON.parse(sample.artifact('report.json')) as Review;
  const texts = sampleTexts();
  for (const issue of report.issues) {
    expect(issue.share).toBeCloseTo(issue.tickets / 300, 10);
    expect(issue.ticketIds).toHaveLength(issue.tickets);
    expect(issue.quotes.length).toBeGreaterThan(0);
    for (const { ticketId, start, end, text } of issue.quotes) {
      expect(texts.get(ticketId)?.slice(start, end)).toBe(text);
      expect(issue.ticketIds).toContain(ticketId);
    }
    expect(sample.artifact('report.md')).toContain(`${issue.tickets} of 300`);
  }
  expect(new Set(report.issues.map(({ name }) => name)).size).toBe(report.issues.length);
});

test('the report says plainly what read the tickets, with which seed, and what it cannot say', () => {
  const markdown = sample.artifact('report.md');
  expect(markdown).toContain('embedded language engine (wink-nlp with its English model)');
  expect(markdown).toContain('Seed 1');
  expect(markdown).toContain('## What this review cannot say');
});

test('the same file and seed give the same bytes', async () => {
  const again = await review(sampleFile());
  expect(hashes(again)).toEqual(hashes(sample));
  expect(again.effects).toEqual(sample.effects);
});

test.each(['read language 2 of 2', 'group into themes', 'draft replies', 'rank issues and write report'])(
  'a run killed before “%s” goes on there, runs no finished step again, and ends the same',
  async (killBefore) => {
    const file = sampleFile();
    const killed = scriptedRun({ file, killBefore });
    await expect(agent.run(killed.ctx, {})).rejects.toThrow(Killed);
    const resumed = await review(file, {}, { earlier: killed });
    expect(resumed.ran[0]).toBe(killBefore);
    expect([...killed.ran, ...resumed.ran]).toEqual(sample.ran);
    expect(resumed.output).toEqual(sample.output);
    expect(resumed.artifact('report.md')).toBe(sample.artifact('report.md'));
  },
);

test('progress is real: rows, then tickets up to all of them, then proposals', () => {
  const phases = new Map(sample.progress.map(({ phase, done, total }) => [phase, [done, total]]));
  expect(phases.get('Reading rows')).toEqual([300, 300]);
  expect(phases.get('Reading language')).toEqual([300, 300]);
  expect(phases.get('Waiting for decisions')).toEqual([0, sample.output.replies.drafted]);
  const reading = sample.progress.filter(({ phase }) => phase === 'Reading language').map(({ done }) => done);
  expect(reading).toEqual(reading.toSorted((left, right) => left - right));
});

test('a reply goes to the mapped address and says that untrusted input stands in it; outcomes are counted as they fell', async () => {
  const run = await review(
    fixture('good.csv'),
    { columns: { recipient: 'email' }, updateRecords: true, signature: 'Support', from: 'support@example.org' },
    {
      answer: ({ tool, params }) => {
        if (tool === 'record.update') return { outcome: 'done', summary: 'Updated.', detail: {} };
        if (params['ticketId'] === 'T-1') return { outcome: 'refused', cause: 'rejected', reason: 'Not like this.' };
        if (params['ticketId'] === 'T-2') return { outcome: 'unknown', reason: 'No answer after DATA.' };
        return { outcome: 'done', summary: 'Sent.', detail: {} };
      },
    },
  );
  const replies = run.effects.filter(({ tool }) => tool === 'reply.send');
  const records = run.effects.filter(({ tool }) => tool === 'record.update');
  expect(replies[0]).toMatchObject({
    target: 'ann@example.org',
    params: { to: 'ann@example.org', ticketId: 'T-1', from: 'support@example.org' },
    tainted: [expect.any(String)],
  });
  expect(run.output.replies).toEqual({ drafted: 6, sent: 4, refused: 1, failed: 0, unknown: 1 });
  expect(run.output.records).toEqual({ proposed: 4, updated: 4, refused: 0, failed: 0, unknown: 0 });
  expect(records.map(({ target }) => target)).toEqual(['T-3', 'T-4', 'T-5', 'T-6']);
  expect(records[0]?.params).toMatchObject({ recordId: 'T-3', set: { status: 'answered' } });
});

test('no reply has an address unless a person named the column it comes from', async () => {
  const unnamed = await review(fixture('good.csv'));
  expect(unnamed.effects.map(({ params }) => params['to'])).toEqual([null, null, null, null, null, null]);
  expect(unnamed.artifact('report.md')).toContain('none with an address');
});

test('the report is published only when asked, by the hash of report.md', async () => {
  const run = await review(fixture('good.csv'), { publish: true, drafts: false });
  const sha256 = createHash('sha256').update(run.artifact('report.md')).digest('hex');
  expect(run.effects).toEqual([
    {
      tool: 'report.publish',
      target: 'ticket-review-good.md',
      params: { artifactSha256: sha256, fileName: 'ticket-review-good.md' },
      claim: expect.any(String),
    },
  ]);
  expect(run.output).toMatchObject({ published: 'done', replies: { drafted: 0 } });
});

test('every proposal meets the schema of its tool, with hostile tickets too', async () => {
  const hostile = await review(fixture('hostile.csv'), { columns: { recipient: 'email' }, updateRecords: true });
  const checks = new Map([replySendFacts, recordUpdateFacts].map(({ id, schema }) => [id, ajv.compile(schema)]));
  const effects: readonly EffectRequest[] = [...sample.effects, ...hostile.effects];
  expect(hostile.effects.length).toBeGreaterThan(0);
  for (const { tool, params } of effects) {
    const check = checks.get(tool);
    expect(check?.(params), JSON.stringify(check?.errors)).toBe(true);
  }
  expect(hostile.effects.map(({ params }) => params['to'] ?? null)).not.toContain(
    'bob@example.org\r\nBcc: all@example.org',
  );
  expect(hostile.artifact('report.md')).not.toMatch(/<img|\]\(http|https:\/\//);
  expect(
    jsonLines(hostile.artifact('drafts.jsonl'))
      .map(({ body }) => textOf(body))
      .join(),
  ).not.toContain('evil.example');
});

test('manifest and contracts are what the runtime expects of an agent', () => {
  expect(manifestSchema.parse(agent.manifest)).toMatchObject(agent.manifest);
  const source = new URL('../../../../electron/runtime/agents/ticket-review/manifest.json', import.meta.url);
  expect(agent.manifest).toEqual(JSON.parse(readFileSync(source, 'utf8')));
  const accepts = new Ajv2020({ strict: true, useDefaults: true }).compile(agent.input.schema);
  const filled = {};
  expect(accepts(filled)).toBe(true);
  expect(filled).toEqual({
    columns: {},
    maxThemes: 20,
    drafts: true,
    updateRecords: false,
    publish: false,
    signature: 'Customer support',
    from: '',
    maxTickets: 10_000,
    seed: 1,
    encoding: 'auto',
    delimiter: 'auto',
    header: 'auto',
  });
  expect(accepts({ maxThemes: 21 })).toBe(false);
});

function hashes(run: ReviewRun): string[] {
  return run.artifacts.map(({ text }) => createHash('sha256').update(text).digest('hex'));
}

function sampleTexts(): Map<string, string> {
  const path = new URL('../../../../electron/runtime/agents/ticket-review/sample/complaints.csv', import.meta.url);
  const { data } = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true });
  return new Map(data.map((row) => [row['Complaint ID'] ?? '', row['Consumer complaint narrative'] ?? '']));
}
