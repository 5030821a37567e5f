import type { Artifact, JournalRecord, RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { FakeState } from './state.ts';
import { fakeId, sha256 } from './state.ts';

/** Adds a run that was created `agoMs` ago. */
export function addRun(
  state: FakeState,
  nowMs: number,
  agoMs: number,
  title: string,
  status: RunStatus,
  more: Partial<RunSummary> = {},
): RunSummary {
  const createdAtMs = nowMs - agoMs;
  const isFinal = finalRunStatuses.has(status);
  const run: RunSummary = {
    runId: fakeId(),
    engineId: 'local',
    agentId: 'ticket-review',
    agentTitle: 'Ticket review',
    title,
    lane: 'background',
    queue: 'default',
    priority: 0,
    notBeforeMs: null,
    queueKey: null,
    dedupKey: null,
    status,
    startedBy: 'jonas.weber',
    releaseHash: sha256('release ticket-review'),
    lineageId: fakeId(),
    attempt: 1,
    recoveries: 0,
    pause: null,
    origin: null,
    parent: null,
    continuedAs: null,
    sandbox: false,
    deadlineAtMs: null,
    createdAtMs,
    startedAtMs: status === 'queued' ? null : createdAtMs + 40,
    finishedAtMs: isFinal ? createdAtMs + Math.min(agoMs * 0.7, 92_000) : null,
    wakeAtMs: status === 'sleeping' ? nowMs + 3_600_000 : null,
    progress: null,
    error: null,
    pendingApprovals: 0,
    effects: 0,
    effectsDone: 0,
    quarantined: 0,
    partial: false,
    sample: state.sample,
    ...more,
  };
  state.runs.set(run.runId, run);
  return run;
}

/** The whole history of one review of 40 complaints, with a lost attempt, branches and waits for people. */
export function reviewJournal(run: RunSummary, effects: number): JournalRecord[] {
  const records: JournalRecord[] = [];
  let at = run.createdAtMs;
  const add = (
    record: Partial<JournalRecord> & Pick<JournalRecord, 'path' | 'kind' | 'name' | 'phase'>,
    afterMs: number,
  ): void => {
    at += afterMs;
    records.push({
      ord: records.length + 1,
      attempt: 1,
      durationMs: null,
      atMs: at,
      preview: '',
      error: null,
      dueAtMs: null,
      isKept: false,
      ...record,
    });
  };
  add({ path: '', kind: 'lifecycle', name: 'queued', phase: 'done', preview: 'queued in the background lane' }, 0);
  add({ path: '', kind: 'lifecycle', name: 'started', phase: 'done', preview: 'host 1, epoch 4' }, 40);
  add(
    {
      path: '0',
      kind: 'step',
      name: 'read-file',
      phase: 'done',
      durationMs: 412,
      preview: 'CSV, comma, UTF-8, 42 rows, 18 columns',
    },
    450,
  );
  add(
    {
      path: '1',
      kind: 'step',
      name: 'check-rows',
      phase: 'done',
      durationMs: 230,
      preview: '40 rows kept, 2 set aside',
    },
    260,
  );
  add(
    { path: '1/quarantine', kind: 'artifact', name: 'quarantine.jsonl', phase: 'done', preview: 'version 1, 2 items' },
    20,
  );
  add(
    {
      path: '2',
      kind: 'step',
      name: 'language',
      phase: 'attempt-failed',
      durationMs: 1_900,
      preview: 'host ended',
      error: {
        code: 'host-lost',
        message: 'The agent host ended while it worked: out of memory.',
        hint: 'Tried again from the last checkpoint.',
      },
    },
    1_930,
  );
  add(
    {
      path: '2',
      kind: 'step',
      name: 'language',
      phase: 'done',
      attempt: 2,
      durationMs: 3_150,
      preview: '40 texts, 1,204 phrases',
    },
    3_500,
  );
  ['debt-not-owed', 'report-errors', 'calls', 'identity'].forEach((theme, i) => {
    add(
      {
        path: `3/all:${theme}/0`,
        kind: 'step',
        name: 'theme',
        phase: 'done',
        durationMs: 700 + i * 220,
        preview: theme,
      },
      i === 0 ? 900 : 240,
    );
  });
  add({ path: '3', kind: 'all', name: 'themes', phase: 'done', durationMs: null, preview: '4 branches' }, 10);
  add(
    {
      path: '4',
      kind: 'step',
      name: 'draft-replies',
      phase: 'done',
      durationMs: 1_320,
      preview: '34 drafts, 6 without',
    },
    1_340,
  );
  add({ path: '5', kind: 'artifact', name: 'report.md', phase: 'done', preview: 'version 1' }, 30);
  for (let i = 0; i < effects; i += 1)
    add(
      {
        path: `6/effect/${i}`,
        kind: 'effect',
        name: i % 4 === 3 ? 'record.update' : 'reply.send',
        phase: 'waiting',
        preview: `proposed ${i + 1} of ${effects}`,
      },
      12,
    );
  for (let i = 0; i < Math.min(7, effects); i += 1)
    add(
      {
        path: `6/effect/${i}`,
        kind: 'effect',
        name: i % 4 === 3 ? 'record.update' : 'reply.send',
        phase: i === 5 ? 'failed' : 'done',
        durationMs: 60,
        preview: i === 5 ? 'refused by mara.lindqvist' : 'done',
      },
      i === 0 ? 22_000 : 1_900,
    );
  return records;
}

/** A report, its machine-readable twin and the rows that were set aside. */
export function reviewArtifacts(state: FakeState, run: RunSummary): void {
  const issues = new Map<string, typeof state.complaints>();
  for (const complaint of state.complaints)
    issues.set(complaint.issue, [...(issues.get(complaint.issue) ?? []), complaint]);
  const themes = [...issues]
    .map(([name, members]) => ({ name, members }))
    .toSorted((a, b) => b.members.length - a.members.length);
  const lines = [
    '# What 40 complaints are about',
    '',
    `40 complaints were read and 2 rows set aside. The ${themes.length} themes below are ordered by size.`,
    '',
    '| Theme | Complaints | Share |',
    '|---|---:|---:|',
  ];
  for (const theme of themes)
    lines.push(`| ${theme.name} | ${theme.members.length} | ${Math.round((theme.members.length / 40) * 100)} % |`);
  for (const theme of themes.slice(0, 6)) {
    const quote = theme.members[0];
    lines.push(
      '',
      `## ${theme.name}`,
      '',
      `**${theme.members.length} of 40 complaints.** Companies named most: ${[...new Set(theme.members.map((m) => m.company))].slice(0, 3).join(', ')}.`,
    );
    if (quote !== undefined)
      lines.push('', `> ${quote.text.slice(0, 260)}…`, '', `Complaint ${quote.id}, ${quote.date}`);
  }
  addArtifact(state, run, 'report.md', 'report', 'text/markdown', `${lines.join('\n')}\n`, null);
  const json = {
    themes: themes.map((t, i) => ({
      name: t.name,
      tickets: t.members.length,
      share: t.members.length / 40,
      growth: [0.42, -0.1, 0, 0.08][i % 4],
      severity: [0.71, 0.4, 0.55][i % 3],
      rank: i + 1,
      quotes: t.members.slice(0, 2).map((m) => ({ ticket: m.id, text: m.text.slice(0, 160) })),
    })),
  };
  addArtifact(state, run, 'report.json', 'data', 'application/json', JSON.stringify(json, null, 1), themes.length);
  addArtifact(
    state,
    run,
    'quarantine.jsonl',
    'quarantine',
    'application/x-ndjson',
    [
      { row: 17, reason: 'The text column is empty.', raw: '3162002,,ERC' },
      { row: 31, reason: 'The row has 16 cells and the header has 18.', raw: '3420017,"Pendrick Capital' },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
    2,
  );
}

/** Keeps one artifact of a run. */
export function addArtifact(
  state: FakeState,
  run: RunSummary,
  name: string,
  role: Artifact['role'],
  mediaType: string,
  text: string,
  items: number | null,
): Artifact {
  const artifact: Artifact = {
    artifactId: fakeId(),
    runId: run.runId,
    name,
    version: 1,
    role,
    mediaType,
    sha256: sha256(text),
    bytes: Buffer.byteLength(text),
    items,
    path: `artifacts/${sha256(text).slice(0, 2)}/${sha256(text)}`,
    atMs: run.createdAtMs + 9_000,
  };
  state.artifacts.set(artifact.artifactId, { artifact, text });
  return artifact;
}
