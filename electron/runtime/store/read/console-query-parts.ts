import { closeSync, openSync, readSync } from 'node:fs';
import type { ConsoleAnswer } from '../../../../shared/domain/console-query.ts';
import type { Artifact, RunSummary } from '../../../../shared/domain/run.ts';
import type { ModelSource } from '../../../../shared/domain/model-call.ts';
import type { SearchHit } from '../../assistant/facts.ts';

/** As a turn's input names a file. */
export interface Attached {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export const hintWhole = { hint: 'Give its whole id.' };
/** Longest piece of a text in one answer, bytes. */
export const pieceBytes = 24_000;
/** Largest JSON of an output in one answer, characters. */
const mostJson = 24_000;

export function own(found: unknown, sources: readonly ModelSource[]): Omit<ConsoleAnswer, 'asOfMs'> {
  return { found: found as ConsoleAnswer['found'], sources: [...sources], provenance: null };
}

export function brief(run: RunSummary): object {
  const { runId, title, agentTitle, status, partial, startedBy, createdAtMs, finishedAtMs, pendingApprovals } = run;
  const ended = finishedAtMs === null ? null : when(finishedAtMs);
  return {
    runId,
    title,
    agent: agentTitle,
    status,
    partial,
    startedBy,
    created: when(createdAtMs),
    ended,
    pendingApprovals,
  };
}

export function when(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function cutJson(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= mostJson ? value : { beginning: text.slice(0, mostJson), isCut: true };
}

export function ofArtifact({ artifactId, runId, name, version, atMs }: Artifact): ModelSource {
  return { kind: 'artifact', id: artifactId, runId, label: `${name} v${version}`, atMs };
}

export function ofApproval({
  approvalId,
  runId,
  title,
  createdAtMs,
  decidedAtMs,
}: {
  approvalId: string;
  runId: string;
  title: string;
  createdAtMs: number;
  decidedAtMs: number | null;
}): ModelSource {
  return { kind: 'approval', id: approvalId, runId, label: title, atMs: decidedAtMs ?? createdAtMs };
}

export function ofHit({ kind, id, label, atMs, runId }: SearchHit): ModelSource {
  return { kind, id, label, atMs, ...(runId === undefined ? {} : { runId }) };
}

export function pieceOf(path: string, fromByte: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(pieceBytes);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, pieceBytes, fromByte));
  } finally {
    closeSync(file);
  }
}
