import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiffRow } from '../../../../shared/domain/approval.ts';
import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import { crashPoint } from '../../faults/crash-point.ts';
import type { Preparation, ProbeVerdict, Tool, ToolContext, ToolOutcome, ToolPlaces } from '../contract.ts';
import { parameterCheck } from '../parameters.ts';
import { changedPreconditions } from '../preconditions.ts';
import { fileSha256 } from '../files/file-hash.ts';
import { fileFailure } from '../files/file-failure.ts';
import { sweepTemps, syncFolder, writeOnce } from '../files/write-once.ts';
import { ArtifactDamage, copyArtifact, verifyArtifact } from './artifact.ts';
import { reportPublishFacts } from './facts.ts';
import type { PublishParams } from './facts.ts';
import { resolvePlace } from './place.ts';
import type { PublishPlace } from './place.ts';

/** `report.publish` from the workspace's artifacts into the operator's folder. */
export function createReportPublish(places: ToolPlaces): Tool {
  const artifacts = places.artifactFolder;
  return { ...reportPublishFacts, prepare, execute, probe, compensate };

  async function prepare(_target: string, params: JsonObject, context: ToolContext): Promise<Preparation> {
    const checked = checkParams(params);
    if (!checked.ok) return checked;
    const { artifactSha256, fileName } = checked.value;
    const resolved = await resolvePlace(checked.value, context.settings);
    if (!resolved.ok) return resolved;
    const { place } = resolved;
    if (place.targetSha256 !== null && place.targetSha256 !== artifactSha256)
      return {
        ok: false,
        reason: `A different file named '${fileName}' is already in ${place.folder}. It was left as it is; publish under another name.`,
      };
    try {
      await verifyArtifact(artifacts, artifactSha256);
    } catch (thrown) {
      return { ok: false, reason: notReadable(thrown) };
    }
    return { ok: true, preconditions: preconditionsOf(place), diff: diffOf(checked.value, place) };
  }

  async function execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome> {
    const checked = checkParams(envelope.params);
    if (!checked.ok) return notApplied(checked.reason);
    const params = checked.value;
    const resolved = await resolvePlace(params, context.settings);
    if (!resolved.ok) return notApplied(resolved.reason);
    const { place } = resolved;
    const changed = changedPreconditions(envelope.preconditions, preconditionsOf(place));
    if (changed.length > 0 && !isOwnEarlierWrite(envelope, params, place, changed))
      return notApplied(
        changed.includes('folder')
          ? `The publish folder leads to another place than was approved. Nothing was published.`
          : `What '${params.fileName}' holds changed since it was read. It was left as it is and nothing was published.`,
      );
    const written = await writeOnce(place.path, key, async (file) => {
      await copyArtifact(artifacts, params.artifactSha256, file);
      // The temp file is private while it is incomplete; a published file is for others to read.
      await file.chmod(0o644);
    });
    switch (written.state) {
      case 'failed':
        return notApplied(`${writeFailure(written.cause, place)}. Nothing was published; the artifact is kept.`);
      case 'unsure':
        return {
          outcome: 'unknown',
          reason: `${fileFailure(written.cause, place.path)} after it had been put in place.`,
        };
      case 'exists':
        if ((await fileSha256(place.path)) !== params.artifactSha256)
          return notApplied(`A different file took the name '${params.fileName}' meanwhile. It was left as it is.`);
        break;
      case 'created':
        break;
    }
    return { outcome: 'done', ...receiptOf(envelope, params) };
  }
}

const checkParams = parameterCheck<PublishParams>(reportPublishFacts.schema);

async function probe(envelope: Envelope, key: string): Promise<ProbeVerdict> {
  const checked = checkParams(envelope.params);
  const folder = envelope.preconditions['folder'];
  if (!checked.ok || typeof folder !== 'string')
    return { verdict: 'cannot-tell', reason: 'The envelope does not say where the file went.' };
  await sweepTemps(folder, key);
  try {
    const found = await fileSha256(join(folder, checked.value.fileName));
    if (found !== checked.value.artifactSha256) return { verdict: 'not-applied' };
    await syncFolder(folder);
    return { verdict: 'applied', ...receiptOf(envelope, checked.value) };
  } catch (thrown) {
    return { verdict: 'cannot-tell', reason: `${fileFailure(thrown, folder)}.` };
  }
}

/** Removes the published file again, if this effect put it there and it is still the same. */
async function compensate(envelope: Envelope, key: string): Promise<ToolOutcome> {
  const checked = checkParams(envelope.params);
  const folder = envelope.preconditions['folder'];
  if (!checked.ok || typeof folder !== 'string') return notApplied('The envelope does not say where the file went.');
  const { fileName, artifactSha256 } = checked.value;
  if (envelope.preconditions['target_sha256'] !== null)
    return notApplied(`'${fileName}' was there before this was published, so it is left.`);
  const path = join(folder, fileName);
  const done: ToolOutcome = { outcome: 'done', summary: `Removed ${fileName}`, detail: { folder, fileName } };
  try {
    await sweepTemps(folder, key);
    const found = await fileSha256(path);
    if (found === null) return done;
    if (found !== artifactSha256) return notApplied(`'${fileName}' was changed since it was published, so it is left.`);
    crashPoint('tool.before-remove');
    await rm(path);
    await syncFolder(folder);
    return done;
  } catch (thrown) {
    return notApplied(`${fileFailure(thrown, path)}. The published file may still be there.`);
  }
}

/** A first dispatch of this very key got as far as the file: the name was free when approved and holds our bytes now. */
function isOwnEarlierWrite(
  envelope: Envelope,
  params: PublishParams,
  place: PublishPlace,
  changed: readonly string[],
): boolean {
  return (
    changed.length === 1 &&
    changed[0] === 'target_sha256' &&
    envelope.preconditions['target_sha256'] === null &&
    place.targetSha256 === params.artifactSha256
  );
}

function preconditionsOf(place: PublishPlace): JsonObject {
  return { folder: place.folder, target_sha256: place.targetSha256 };
}

function diffOf(params: PublishParams, place: PublishPlace): readonly DiffRow[] {
  return [
    { field: 'Folder', before: null, after: place.folder },
    { field: 'File', before: place.targetSha256 === null ? null : params.fileName, after: params.fileName },
    { field: 'SHA-256', before: place.targetSha256, after: params.artifactSha256 },
  ];
}

function receiptOf(
  envelope: Envelope,
  params: PublishParams,
): { readonly summary: string; readonly detail: JsonObject } {
  const created = envelope.preconditions['target_sha256'] === null;
  const folder = String(envelope.preconditions['folder']);
  return {
    summary: created ? `Published as ${params.fileName}` : `${params.fileName} was there already, unchanged`,
    detail: { folder, fileName: params.fileName, sha256: params.artifactSha256, created },
  };
}

function notReadable(thrown: unknown): string {
  if (thrown instanceof ArtifactDamage) return `${thrown.message}. Nothing was published.`;
  return `${fileFailure(thrown, 'the artifact')}. Nothing was published.`;
}

function writeFailure(cause: unknown, place: PublishPlace): string {
  return cause instanceof ArtifactDamage ? cause.message : fileFailure(cause, place.path);
}

function notApplied(reason: string): ToolOutcome {
  return { outcome: 'not-applied', reason };
}
