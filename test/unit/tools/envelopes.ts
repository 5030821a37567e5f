import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ToolContext, ToolFacts, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import { toolSchemaHash } from '../../../electron/runtime/tools/schema-hash.ts';
import { envelopeSchema } from '../../../shared/domain/envelope.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { emptySettings } from '../../../electron/runtime/store/empty-settings.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';

const createdAtMs = Date.UTC(2026, 2, 4, 5, 6, 7);

export const noSettings: Settings = emptySettings;

/** A key as the engine makes them: hex, different per name. */
export function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** A folder of its own for one test, with the tools' places in it. */
export function freshPlaces(): ToolPlaces & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-tools-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return placesIn(root);
}

function placesIn(root: string): ToolPlaces & { readonly root: string } {
  const places = {
    root,
    outboxFolder: join(root, 'outbox'),
    recordsDb: join(root, 'records.db'),
    artifactFolder: join(root, 'artifacts'),
  };
  mkdirSync(places.outboxFolder, { recursive: true });
  mkdirSync(places.artifactFolder, { recursive: true });
  return places;
}

/** Keeps content as an artifact; its hash. */
export function keepArtifact(places: ToolPlaces, content: string | Buffer): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  mkdirSync(join(places.artifactFolder, sha256.slice(0, 2)), { recursive: true });
  writeFileSync(join(places.artifactFolder, sha256.slice(0, 2), sha256), content);
  return sha256;
}

export function contextWith(settings: Partial<Settings> = {}, secrets: Record<string, string> = {}): ToolContext {
  return { settings: { ...noSettings, ...settings }, secrets, nowMs: createdAtMs + 60_000 };
}

/** An envelope as stored and parsed again. */
export function envelopeFor(facts: ToolFacts, action: { params: JsonObject; preconditions: JsonObject }): Envelope {
  const text = JSON.stringify({
    tool: { id: facts.id, version: facts.version, schemaHash: toolSchemaHash(facts.schema) },
    target: targetIn(action.params),
    ...action,
    agent: { id: 'ticket-review', release: 'r'.repeat(64) },
    run: 'run-1',
    step: '2/0',
    lineage: 'lineage-1',
    generation: 1,
    policy: { id: 'default', version: 1, hash: 'p'.repeat(64) },
    tier: 'gate',
    nonce: 'n',
    createdAtMs,
    expiresAtMs: createdAtMs + 86_400_000,
  });
  return envelopeSchema.parse(JSON.parse(text));
}

function targetIn(params: JsonObject): string {
  const named = params['ticketId'] ?? params['recordId'] ?? params['fileName'] ?? params['customer'] ?? params['url'];
  return typeof named === 'string' ? named : 'target';
}
