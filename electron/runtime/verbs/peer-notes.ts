import type { RestartVerb } from '../../../shared/domain/consequences.ts';
import type { RunChild } from '../../../shared/domain/run.ts';
import type { JournalRow } from '../engine/states.ts';

/** What doing a part again means for other runs: what they had told it, what it told them, and those it had started. */
export function peerNotes(verb: RestartVerb, redone: readonly JournalRow[]): string[] {
  const done = redone.filter(({ phase }) => phase === 'done');
  return [
    ...signalNotes(verb, done),
    ...childNotes(
      verb,
      done.filter(({ kind }) => kind === 'spawn'),
    ),
    ...sendNotes(done.filter(({ kind }) => kind === 'send').length),
  ];
}

/** Signals are what others told the run; a part that is done again is told it again. */
function signalNotes(verb: RestartVerb, done: readonly JournalRow[]): string[] {
  const taken = done.filter(({ kind, result }) => kind === 'signal' && result !== 'null');
  if (taken.length === 0) return [];
  const signals = taken.length === 1 ? 'The signal' : `The ${taken.length} signals`;
  return [
    verb === 'fork'
      ? `${signals} it had taken after that point stay with the run itself; the fork waits for its own.`
      : `${signals} it had taken after that point ${taken.length === 1 ? 'is' : 'are'} kept for it and need not be sent again.`,
  ];
}

function childNotes(verb: RestartVerb, spawns: readonly JournalRow[]): string[] {
  if (spawns.length === 0) return [];
  const are = spawns.length === 1 ? '1 child run was' : `${spawns.length} child runs were`;
  if (verb === 'fork')
    return [`${are} started after that point and stay with the run itself; the fork starts its own.`];
  return [
    `${are} started after that point: joined ones that are at work are cancelled, detached ones go on, and each is started again as a new run.`,
  ];
}

function sendNotes(sent: number): string[] {
  if (sent === 0) return [];
  return [
    `${sent === 1 ? 'A signal' : `${sent} signals`} it had sent to other runs after that point would be sent again.`,
  ];
}

/** What cancelling a run, or rolling it back, means for those it has started. */
export function childrenNotes(below: readonly RunChild[]): string[] {
  const open = below.filter(({ depth, finishedAtMs }) => depth === 1 && finishedAtMs === null);
  const joined = open.filter(({ life }) => life === 'joined').length;
  const detached = open.length - joined;
  return [
    ...(joined === 0
      ? []
      : [`${joined === 1 ? '1 joined child run ends' : `${joined} joined child runs end`} with it, the same way.`]),
    ...(detached === 0
      ? []
      : [`${detached === 1 ? '1 detached child run goes on' : `${detached} detached child runs go on`}.`]),
  ];
}
