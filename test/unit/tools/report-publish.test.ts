import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Tool, ToolContext } from '../../../electron/runtime/tools/contract.ts';
import { reportPublishFacts } from '../../../electron/runtime/tools/report-publish/facts.ts';
import { createReportPublish } from '../../../electron/runtime/tools/report-publish/tool.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { contextWith, envelopeFor, freshPlaces, keepArtifact, keyOf } from './envelopes.ts';

const key = keyOf('publish');
const report = '# Report\n';

function scene() {
  const places = freshPlaces();
  const folder = join(places.root, 'published');
  mkdirSync(folder);
  const context = contextWith({ publishFolder: folder });
  const tool = createReportPublish(places);
  const params = { artifactSha256: keepArtifact(places, report), fileName: 'report.md' };
  return { places, folder, context, tool, params };
}

async function approved(tool: Tool, params: JsonObject, context: ToolContext): Promise<Envelope> {
  const prepared = await tool.prepare('report', params, context);
  if (!prepared.ok) throw new Error(prepared.reason);
  return envelopeFor(reportPublishFacts, { params, preconditions: prepared.preconditions });
}

test('a report is published whole, readable by others, and the same key publishes it once', async () => {
  const { folder, context, tool, params } = scene();
  const envelope = await approved(tool, params, context);
  const first = await tool.execute(envelope, key, context);
  expect(first).toMatchObject({ outcome: 'done', summary: 'Published as report.md', detail: { created: true } });
  expect(readdirSync(folder)).toEqual(['report.md']);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(report);
  expect(statSync(join(folder, 'report.md')).mode & 0o044).toBe(0o044);
  expect(await tool.execute(envelope, key, context)).toEqual(first);
  expect(await tool.probe?.(envelope, key, context)).toMatchObject({ verdict: 'applied' });
});

test('a large artifact arrives byte for byte', async () => {
  const { places, folder, context, tool } = scene();
  const content = Buffer.alloc(5_000_001, 'lanekeeper ');
  const params = { artifactSha256: keepArtifact(places, content), fileName: 'large.bin' };
  await tool.execute(await approved(tool, params, context), key, context);
  expect(readFileSync(join(folder, 'large.bin')).equals(content)).toBe(true);
});

test('without a chosen folder nobody is asked, and the sentence says where to choose it', async () => {
  const { tool, params } = scene();
  const prepared = await tool.prepare('report', params, contextWith());
  expect(prepared.ok ? '' : prepared.reason).toContain('Choose one in Settings');
});

test.each([
  '..',
  '../report.md',
  'a/b.md',
  'a\\b.md',
  '/etc/passwd',
  'C:report.md',
  '.hidden',
  'CON',
  'nul.txt',
  'LPT1.md',
  'report.md ',
  'report.',
  'a\u0000b',
  'a\nb',
  'gpj.\u202etxt',
  'e\u0301.md',
  'ä'.repeat(140),
])('the file name %j is refused', async (fileName) => {
  const { tool, params, context, folder } = scene();
  const prepared = await tool.prepare('report', { ...params, fileName }, context);
  expect(prepared.ok ? '' : prepared.reason).toMatch(/^The name '/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['..', 'a/../..', '/etc', 'a//b', './a'])('the folder %j is refused', async (inner) => {
  const { tool, params, context } = scene();
  const prepared = await tool.prepare('report', { ...params, folder: inner }, context);
  expect(prepared.ok ? '' : prepared.reason).toMatch(/^The folder name '/);
});

test('a folder inside the chosen one is used, a link that leads out of it is not', async () => {
  const { places, folder, tool, params, context } = scene();
  mkdirSync(join(folder, '2026'));
  await tool.execute(await approved(tool, { ...params, folder: '2026' }, context), key, context);
  expect(readdirSync(join(folder, '2026'))).toEqual(['report.md']);
  symlinkSync(places.artifactFolder, join(folder, 'away'));
  const prepared = await tool.prepare('report', { ...params, folder: 'away' }, context);
  expect(prepared.ok ? '' : prepared.reason).toContain('leads out of the publish folder');
});

test('a publish folder that is a link is approved as the place it leads to; turned elsewhere, nothing runs', async () => {
  const { places, folder, tool, params } = scene();
  const [link, elsewhere] = [join(places.root, 'link'), join(places.root, 'elsewhere')];
  mkdirSync(elsewhere);
  symlinkSync(folder, link);
  const context = contextWith({ publishFolder: link });
  const envelope = await approved(tool, params, context);
  expect(envelope.preconditions['folder']).toBe(folder);
  symlinkSync(elsewhere, `${link}2`);
  renameSync(`${link}2`, link);
  expect(await tool.execute(envelope, key, context)).toMatchObject({ outcome: 'not-applied' });
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a different file of that name is never overwritten, before or after the approval', async () => {
  const { folder, tool, params, context } = scene();
  const envelope = await approved(tool, params, context);
  writeFileSync(join(folder, 'report.md'), 'mine');
  expect(await tool.execute(envelope, key, context)).toMatchObject({ outcome: 'not-applied' });
  expect(await tool.prepare('report', params, context)).toMatchObject({ ok: false });
  expect(await tool.probe?.(envelope, key, context)).toEqual({ verdict: 'not-applied' });
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('mine');
  expect(readdirSync(folder)).toEqual(['report.md']);
});

test('a name taken by a link or a folder is left alone', async () => {
  const { folder, tool, params, context } = scene();
  symlinkSync('/nowhere', join(folder, 'report.md'));
  expect(await tool.prepare('report', params, context)).toMatchObject({ ok: false });
  mkdirSync(join(folder, 'other.md'));
  expect(await tool.prepare('report', { ...params, fileName: 'other.md' }, context)).toMatchObject({ ok: false });
});

test('two publications of the same key at once leave one file and both are done', async () => {
  const { folder, tool, params, context } = scene();
  const envelope = await approved(tool, params, context);
  const [first, second] = await Promise.all([
    tool.execute(envelope, key, context),
    tool.execute(envelope, key, context),
  ]);
  expect(first.outcome).toBe('done');
  expect(second).toEqual(first);
  expect(readdirSync(folder)).toEqual(['report.md']);
});

test('an artifact that is missing or no longer fits its hash is not published', async () => {
  const { places, folder, tool, params, context } = scene();
  const envelope = await approved(tool, params, context);
  const file = join(places.artifactFolder, params.artifactSha256.slice(0, 2), params.artifactSha256);
  writeFileSync(file, '# Rep0rt\n');
  const changed = await tool.execute(envelope, key, context);
  expect(changed.outcome === 'not-applied' && changed.reason).toContain('no longer fits its hash');
  expect(await tool.prepare('report', params, context)).toMatchObject({ ok: false });
  rmSync(file);
  const missing = await tool.execute(envelope, key, context);
  expect(missing.outcome === 'not-applied' && missing.reason).toContain('is not in the workspace');
  expect(readdirSync(folder)).toEqual([]);
});

test('a publish folder that is gone is said, with what to do', async () => {
  const { folder, tool, params, context } = scene();
  const envelope = await approved(tool, params, context);
  rmSync(folder, { recursive: true });
  const outcome = await tool.execute(envelope, key, context);
  expect(outcome.outcome === 'not-applied' && outcome.reason).toContain('does not exist. Create it or choose another');
});

test('rolling back removes the published file, once, unless somebody changed it or had it before', async () => {
  const { folder, tool, params, context } = scene();
  const envelope = await approved(tool, params, context);
  await tool.execute(envelope, key, context);
  const second = await approved(tool, params, context);
  expect(await tool.execute(second, keyOf('second'), context)).toMatchObject({
    outcome: 'done',
    detail: { created: false },
  });
  expect(await tool.compensate?.(second, keyOf('second'), {}, context)).toMatchObject({ outcome: 'not-applied' });
  expect(readdirSync(folder)).toEqual(['report.md']);
  expect(await tool.compensate?.(envelope, key, {}, context)).toMatchObject({ outcome: 'done' });
  expect(await tool.compensate?.(envelope, key, {}, context)).toMatchObject({ outcome: 'done' });
  expect(readdirSync(folder)).toEqual([]);
  await tool.execute(envelope, key, context);
  writeFileSync(join(folder, 'report.md'), 'edited');
  expect(await tool.compensate?.(envelope, key, {}, context)).toMatchObject({ outcome: 'not-applied' });
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('edited');
});
