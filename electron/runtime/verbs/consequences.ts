import type { Consequences, RestartVerb, TouchedEffect } from '../../../shared/domain/consequences.ts';
import type { EffectState, JournalRow } from '../engine/states.ts';
import { canonicalJson, sha256 } from '../json/canonical.ts';
import { peerNotes } from './peer-notes.ts';
import { divideAt } from './kept-part.ts';
import { isOpenUndo } from './open-undos.ts';

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
  /** The same of the run it was forked from, and of that one's origin, and so on. */
  readonly origins: readonly (readonly EffectState[])[];
}

/** Pure. What doing a run again from an entry would repeat, take back and keep; null when there is no such entry. */
export function consequencesOf({ verb, path }: RestartAsked, world: RestartWorld): Consequences | null {
  const division = divideAt(world.journal, path);
  if (division === null) return null;
  const { kept, dropped } = division;
  const actions = touchedBy(verb, kept, world);
  const { repeats, withdrawn, standing, undoneSince, notToBuildOn } = actions;
  const redone = [...dropped.values()];
  const told = [
    ...[...repeats, ...undoneSince].map(({ effectId, status }) => `${effectId} ${status}`),
    ...notToBuildOn.map(({ effectId }) => `${effectId} in the way`),
  ];
  return {
    version: sha256(canonicalJson([world.lineageId, path, told])).slice(0, 16),
    path,
    kept: { entries: kept.length, workMs: workOf(kept) },
    redone: {
      entries: redone.length,
      workMs: workOf(redone),
      list: redone
        .slice(0, mostListed)
        .map((row) => ({ path: row.path, kind: row.kind, name: row.name, durationMs: row.durationMs })),
    },
    repeats: listOf(repeats),
    withdrawn: listOf(withdrawn),
    keptEffects: standing.length,
    undoneSince: listOf(undoneSince),
    blocked: blockedBy(notToBuildOn),
    notes: [...notesOf(verb, actions), ...peerNotes(verb, redone)],
  };
}

interface Touched {
  /** Happened, or may have, or may yet: would be proposed again. */
  readonly repeats: readonly EffectState[];
  readonly withdrawn: readonly EffectState[];
  /** Their outcomes are kept, and they stand. */
  readonly standing: readonly EffectState[];
  /** Their outcomes would be kept, and they do not stand any more; in the order of the journal. */
  readonly undoneSince: readonly EffectState[];
  /** Kept, and undone since or being undone, which goes on whatever becomes of the run; in the order of the journal. */
  readonly notToBuildOn: readonly EffectState[];
}

function touchedBy(verb: RestartVerb, kept: readonly JournalRow[], world: RestartWorld): Touched {
  const own = world.effects.filter(({ compensates }) => compensates === null);
  const elsewhere = world.origins.map((effects) => effects.filter(({ compensates }) => compensates === null));
  const keptPaths = new Set(kept.map((row) => row.path));
  const keptActions = kept.flatMap((row) => (row.kind === 'effect' ? (actionOf(row, [own, ...elsewhere]) ?? []) : []));
  const isRedone = ({ path }: EffectState): boolean => !keptPaths.has(path);
  // An earlier lineage, or the origin, did what it did: it has happened whatever was said of the path later.
  const ownRedone = own.filter(isRedone);
  const isForked = verb === 'fork';
  const openUndos = new Set(
    [world.effects, ...world.origins].flat().flatMap((effect) => (isOpenUndo(effect) ? [effect.compensates] : [])),
  );
  const standing = keptActions.filter(({ status }) => status === 'done');
  const repeats = [
    ...elsewhere.flat().filter((effect) => isRedone(effect) && mayHaveHappened(effect)),
    ...ownRedone.filter((effect) => mayHaveHappened(effect) || (isForked && isOpen(effect))),
  ];
  return {
    repeats: oncePerPath(repeats),
    withdrawn: isForked ? [] : ownRedone.filter(isOpen),
    standing,
    undoneSince: keptActions.filter(({ status }) => status === 'compensated'),
    notToBuildOn: keptActions.filter(({ effectId, status }) => status === 'compensated' || openUndos.has(effectId)),
  };
}

/** At a path one action is proposed again, however many there were: the one that says most about what may happen twice. */
function oncePerPath(effects: readonly EffectState[]): readonly EffectState[] {
  const told = new Map<string, EffectState>();
  for (const effect of effects) {
    const known = told.get(effect.path);
    if (known === undefined || doubt(effect) > doubt(known)) told.set(effect.path, effect);
  }
  return [...told.values()];
}

function doubt(effect: EffectState): number {
  if (isOpen(effect)) return 0;
  return ['done', 'dispatched', 'unknown'].indexOf(effect.status) + 1;
}

/** The action a kept record tells of: the last one at its path that was proposed before it, of the run or its origins. */
function actionOf(row: JournalRow, runs: readonly (readonly EffectState[])[]): EffectState | null {
  for (const effects of runs) {
    const found = effects.findLast(({ path, createdAtMs }) => path === row.path && createdAtMs <= row.atMs);
    if (found !== undefined) return found;
  }
  return null;
}

function isOpen({ status }: EffectState): boolean {
  return status === 'proposed' || status === 'waiting-decision' || status === 'granted' || status === 'holding';
}

function mayHaveHappened({ status, dispatches }: EffectState): boolean {
  return (status === 'done' && dispatches > 0) || status === 'dispatched' || status === 'unknown';
}

/** Nothing goes on from an outcome that does not stand, or may not stand tomorrow. */
function blockedBy([first, ...others]: readonly EffectState[]): string | null {
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : `, and ${others.length} more,`;
  const isUndone = first.status === 'compensated';
  const before = `from entry ${first.path} or before it, so that it is asked for again.`;
  return isUndone
    ? `"${first.title}"${more} was undone since, and its outcome would be kept. Go on ${before}`
    : `"${first.title}"${more} is being undone, and its outcome would be kept. Decide on that undoing first, or go on ${before}`;
}

function notesOf(verb: RestartVerb, { repeats }: Touched): string[] {
  const notes: string[] = [];
  const sent = repeats.filter(({ status }) => status === 'dispatched').length;
  const unknown = repeats.filter(({ status }) => status === 'unknown').length;
  const open = repeats.filter(isOpen).length;
  if (sent > 0)
    notes.push(
      `${sent.toLocaleString('en')} of these ${sent === 1 ? 'is' : 'are'} under way at this moment and ${sent === 1 ? 'is' : 'are'} not called back.`,
    );
  if (unknown > 0)
    notes.push(
      `Of ${unknown.toLocaleString('en')} nobody can tell whether ${unknown === 1 ? 'it' : 'they'} happened: settle ${unknown === 1 ? 'it' : 'them'} first, or look.`,
    );
  if (open > 0)
    notes.push(
      `${open.toLocaleString('en')} of these still ${open === 1 ? 'waits' : 'wait'} in the run itself: there and here each is decided by itself.`,
    );
  if (repeats.length > 0)
    notes.push('None of them happens again by itself: each is proposed anew, under a new key, and asks again.');
  if (verb === 'fork') notes.push('The run itself stays as it is; the fork is a run of its own.');
  return notes;
}

function listOf(effects: readonly EffectState[]): Consequences['repeats'] {
  return { count: effects.length, list: effects.slice(0, mostListed).map(seenEffect) };
}

export function seenEffect(effect: EffectState): TouchedEffect {
  const { effectId, path, toolId, title, status, facts } = effect;
  return { effectId, path, toolId, title, status, canCompensate: facts.canCompensate };
}

function workOf(rows: readonly JournalRow[]): number {
  return rows.reduce((sum, row) => sum + (row.durationMs ?? 0), 0);
}
