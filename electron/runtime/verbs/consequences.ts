import type { Consequences, RestartVerb, TouchedEffect } from '../../../shared/domain/consequences.ts';
import type { EffectState, JournalRow } from '../engine/states.ts';
import { canonicalJson, sha256 } from '../json/canonical.ts';
import { peerNotes } from './peer-notes.ts';
import { divideAt } from './kept-part.ts';

/** Most entries and effects a preview lists; it always counts all. */
const mostListed = 200;

export interface RestartAsked {
  readonly verb: RestartVerb;
  readonly path: string | null;
}

export interface RestartWorld {
  readonly lineageId: string;
  /** The journal of the run's lineage, in commit order. */
  readonly journal: readonly JournalRow[];
  /** Every effect of the run, of whatever lineage, oldest first. */
  readonly effects: readonly EffectState[];
}

/** Pure. What doing a run again from an entry would repeat, take back and keep; null when there is no such entry. */
export function consequencesOf({ verb, path }: RestartAsked, world: RestartWorld): Consequences | null {
  const division = divideAt(world.journal, path);
  if (division === null) return null;
  const { kept, dropped } = division;
  const keptPaths = new Set(kept.map((row) => row.path));
  // A path may have been proposed in several lineages; the last word on it counts.
  const own = world.effects.filter((effect) => effect.compensates === null);
  const newest = new Map(own.map((effect) => [effect.path, effect]));
  const touched = [...newest.values()].filter((effect) => !keptPaths.has(effect.path));
  const repeats = touched.filter(
    ({ status, dispatches }) =>
      (status === 'done' && dispatches > 0) || status === 'dispatched' || status === 'unknown',
  );
  const isForked = verb === 'fork';
  const withdrawn = isForked ? [] : touched.filter(isOpen);
  const redone = [...dropped.values()];
  return {
    version: sha256(
      canonicalJson([world.lineageId, path, repeats.map(({ effectId, status }) => `${effectId} ${status}`)]),
    ).slice(0, 16),
    path,
    kept: { entries: kept.length, workMs: workOf(kept) },
    redone: {
      entries: redone.length,
      workMs: workOf(redone),
      list: redone
        .slice(0, mostListed)
        .map((row) => ({ path: row.path, kind: row.kind, name: row.name, durationMs: row.durationMs })),
    },
    repeats: { count: repeats.length, list: repeats.slice(0, mostListed).map(seenEffect) },
    withdrawn: { count: withdrawn.length, list: withdrawn.slice(0, mostListed).map(seenEffect) },
    keptEffects: [...newest.values()].filter(({ path: at, status }) => keptPaths.has(at) && status === 'done').length,
    notes: [...notesOf(verb, repeats), ...peerNotes(verb, redone)],
  };
}

function isOpen({ status }: EffectState): boolean {
  return status === 'proposed' || status === 'waiting-decision' || status === 'granted' || status === 'holding';
}

function notesOf(verb: RestartVerb, repeats: readonly EffectState[]): string[] {
  const notes: string[] = [];
  const sent = repeats.filter(({ status }) => status === 'dispatched').length;
  const unknown = repeats.filter(({ status }) => status === 'unknown').length;
  if (sent > 0) notes.push(`${sent} of these are under way at this moment and are not called back.`);
  if (unknown > 0) notes.push(`Of ${unknown} nobody can tell whether they happened: settle them first, or look.`);
  if (repeats.length > 0)
    notes.push('None of them happens again by itself: each is proposed anew, under a new key, and asks again.');
  if (verb === 'fork') notes.push('The run itself stays as it is; the fork is a run of its own.');
  return notes;
}

export function seenEffect(effect: EffectState): TouchedEffect {
  const { effectId, path, toolId, title, status, facts } = effect;
  return { effectId, path, toolId, title, status, canCompensate: facts.canCompensate };
}

function workOf(rows: readonly JournalRow[]): number {
  return rows.reduce((sum, row) => sum + (row.durationMs ?? 0), 0);
}
