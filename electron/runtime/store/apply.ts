import { isLeaving, leftOpen, moved, standing } from '../budgets/lines.ts';
import type { Change } from '../engine/engine-port.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import { letterOf, type NewLetter } from '../queues/dead-letter.ts';
import { applyConversationChange, applyToTurn, endQuestions } from './apply-conversation.ts';
import type { Moment } from './log-store.ts';
import { isOnlyLonger } from './run-store.ts';
import { applyReleaseHold } from './release-hold-store.ts';
import type { Stores } from './stores.ts';
import { today } from './today.ts';
import { addTo, type Touched } from './touched.ts';

/** Writes one change through its store, and adds it to the group's journal batch unless it is chained by itself. */
export function applyChange(stores: Stores, change: Change, moment: Moment, touched: Touched): void {
  switch (change.put) {
    case 'run': {
      const { before, state } = change;
      if (before !== null && isOnlyLonger(before, state)) {
        if (change.isExact === true) countWork(stores, before, state, moment);
        else stores.runs.keep(state);
        return;
      }
      if (before === null) {
        stores.runs.insert(state);
        addTo(touched.started, state.agentId, 1);
        addTo(touched.counts, 'run', 1);
      } else countWork(stores, before, state, { ...moment, spentOn: change.spentOn });
      countMove(touched, 'run', before?.status, state.status);
      countQueue(touched, before, state);
      fileLetter(stores, letterOf(before, state), touched);
      stores.families.written(state);
      applyToTurn(stores, change, moment, touched);
      touched.runs.set(state.runId, state);
      stores.log.batch(`run ${state.runId} ${state.status} ${state.activation} ${state.nextOrd}`);
      if (before !== null && isLeaving(before, state))
        for (const left of leftOpen(stores.calls.open(state.runId), moment.wallMs))
          applyChange(stores, left, moment, touched);
      return;
    }
    case 'journal': {
      const { row } = change;
      stores.journal.append(row);
      touched.journal.push(row);
      stores.log.batch(
        `journal ${row.runId} ${row.ord} ${row.path} ${row.kind} ${row.phase} ${row.attempt} ${row.result ?? ''}`,
      );
      return;
    }
    case 'timer':
      return stores.journal.setTimer(change.dueAtMs, change.runId, change.path, change.lineageId);
    case 'timer-gone':
      stores.signals.clearWaits(change.runId, change.path);
      endQuestions(stores, change, moment, touched);
      return stores.journal.clearTimers(change.runId, change.path);
    case 'wait':
      return stores.signals.putWait(change.state);
    case 'branch-gone':
      endQuestions(stores, { ...change, path: null }, moment, touched);
      return stores.signals.leaveBranch(change.runId, change.prefix, change.seen);
    case 'signal': {
      const { signalId, name, key, consumedPath } = change.state;
      stores.signals.put(change.state);
      stores.log.batch(`signal ${signalId} ${name} ${key} ${consumedPath ?? ''}`);
      return;
    }
    case 'signals-move':
      return stores.signals.move(change.from, change.to);
    case 'signals-back':
      return stores.signals.giveBack(change.runId, change.keptPaths);
    case 'effect':
      if (change.before === null) stores.effects.insertEffect(change.state);
      else stores.effects.updateEffect(change.state);
      if (change.state.status === 'done' && change.before?.status !== 'done' && change.state.dispatches > 0)
        countDone(stores, change.state, touched);
      touched.effects.set(change.state.effectId, change.state);
      stores.log.batch(`effect ${change.state.effectId} ${change.state.status} ${change.state.envelopeHash}`);
      return;
    case 'approval':
      if (change.before === null) stores.effects.insertApproval(change.state);
      else stores.effects.updateApproval(change.state);
      countMove(touched, 'approval', change.before?.status, change.state.status);
      touched.approvals.set(change.state.approvalId, change.state);
      return;
    case 'decision':
      return stores.effects.insertDecision(change.row);
    case 'grant':
      return stores.effects.putGrant(change.state);
    case 'standing-grant':
      stores.standingGrants.put(change.state, change.by);
      touched.notices.push('standing-grants');
      return;
    case 'grant-use':
      stores.standingGrants.putUse(change.state);
      touched.notices.push('grant-uses');
      return;
    case 'artifact':
      stores.workspace.putArtifact(change.state);
      touched.artifacts.push(change.state);
      stores.log.batch(`artifact ${change.state.artifactId} ${change.state.sha256}`);
      return;
    case 'person':
      stores.workspace.putPerson(change.state, change.atMs);
      touched.notices.push('people');
      return;
    case 'release':
      stores.workspace.putRelease(change.state, change.inForce);
      touched.notices.push('agents');
      return;
    case 'policy':
      stores.workspace.putPolicy(change.state, change.atMs);
      touched.notices.push('policy');
      return;
    case 'stop':
      stores.workspace.putStop(change.stop);
      touched.notices.push('stops');
      return;
    case 'stop-gone':
      stores.workspace.liftStop(change.scope);
      touched.notices.push('stops');
      return;
    case 'agent-pause':
      stores.workspace.putAgentPause(change.state);
      touched.notices.push('agents');
      return;
    case 'agent-pause-gone':
      stores.workspace.endAgentPause(change.agentId);
      touched.notices.push('agents');
      return;
    case 'quarantine':
    case 'quarantine-gone':
    case 'breaker':
    case 'breaker-gone':
      applyReleaseHold(stores.releaseHolds, change);
      touched.notices.push('agents');
      return;
    case 'bulk':
      stores.bulk.put(change.state);
      touched.bulk.set(change.state.jobId, change.state);
      return;
    case 'bulk-item':
      stores.bulk.putItem(change.jobId, change.item);
      stores.log.batch(`bulk ${change.jobId} ${change.item.n} ${change.item.subjectId} ${change.item.status}`);
      return;
    case 'bulk-set':
      return stores.bulk.putSet(change.jobId, change.lines);
    case 'seen':
      return stores.seen.put(change.state);
    case 'settings':
      stores.workspace.putSettings(change.settings);
      touched.notices.push('settings');
      return;
    case 'model-card':
      stores.modelCards.put(change.endpointId, change.card);
      touched.notices.push('models');
      return;
    case 'preferences':
      stores.preferences.put(change.personId, change.preferences);
      touched.notices.push('preferences');
      return;
    case 'place':
      stores.place.putPlace(change.place);
      if (change.instanceId !== null) {
        stores.place.putInstanceId(change.instanceId);
        stores.effects.rekey(change.instanceId);
      }
      touched.notices.push('place');
      return;
    case 'legal-hold':
      return stores.retention.putHold(change.hold);
    case 'legal-hold-gone':
      return stores.retention.liftHold(change.runId);
    case 'removal':
      stores.retention.putRemoval(change.removal);
      if (change.removal.doneAtMs === null) stores.retention.emptyRow(change.removal.runId);
      return;
    case 'removal-step':
      stores.log.batch(`removed ${change.runId}`);
      return stores.retention.removeSome(change.runId);
    case 'restored':
      return stores.place.putRestored(change.restored);
    case 'clock-ahead':
      stores.place.putClockAhead(change.aheadMs);
      touched.notices.push('clock');
      return;
    case 'search':
      return stores.putSearch(change);
    case 'schedule':
      stores.schedules.put(change.state);
      stores.log.batch(`schedule ${change.state.scheduleId} ${change.state.version} ${change.state.nextAtMs ?? ''}`);
      return;
    case 'firings-dropped':
      stores.schedules.dropWaiting(change.scheduleId);
      stores.log.batch(`firings dropped ${change.scheduleId}`);
      return;
    case 'firing':
      stores.schedules.putFiring(change.state);
      stores.log.batch(`firing ${change.state.scheduleId} ${change.state.key} ${change.state.outcome}`);
      return;
    case 'queue':
      stores.queues.put(change.state);
      touched.notices.push('queues');
      return;
    case 'queue-gone':
      stores.queues.remove(change.name);
      touched.notices.push('queues');
      return;
    case 'queue-start':
      return stores.queues.putStart(change.start);
    case 'letter-end':
      stores.deadLetters.settle(change.end);
      touched.notices.push('dead-letters');
      return;
    case 'counted':
      return addTo(touched.counts, change.name, 1);
    case 'call':
      return putCall(stores, change);
    case 'budget':
      stores.budgets.put(change.state);
      touched.notices.push('budgets');
      return;
    case 'budget-raise':
      stores.budgets.raise(change.budgetId, change.key, change.by);
      touched.notices.push('budgets');
      return;
    case 'audit':
      return stores.log.audit(change.entry, moment);
    case 'notice':
      return void touched.notices.push(change.reason);
    default:
      return applyConversationChange(stores, change, touched);
  }
}

/** Writes a run's row, and adds what it used up since the row was last written to the sums. */
function countWork(
  stores: Stores,
  before: RunState,
  state: RunState,
  { wallMs, spentOn }: Pick<Moment, 'wallMs'> & { readonly spentOn?: string | undefined },
): void {
  const work = stores.runs.update(before, state);
  const spent = before.spent === state.spent ? {} : moved(before.spent, state.spent);
  if (work.steps === 0 && work.workMs === 0 && before.spent === state.spent) return;
  const { agentId, lane } = state;
  const day = today(wallMs, stores.workspace.settings().timeZone);
  for (const [measure, used] of Object.entries({ steps: work.steps, wall: work.workMs }))
    if (used !== 0) stores.usage.add({ day, agentId, lane, measure }, { used });
  for (const [measure, used] of Object.entries(spent))
    stores.usage.add({ day: spentOn ?? day, agentId, lane, measure }, { used });
  stores.familyUse.add(state.limits, 'used', { ...spent, steps: work.steps, wall: work.workMs });
}

/** A line of the ledger, and what it reserves in the sums. */
function putCall(stores: Stores, { before, state }: Extract<Change, { put: 'call' }>): void {
  const line = state ?? before;
  if (line === null) return;
  if (state === null) stores.calls.remove(line);
  else stores.calls.put(state);
  stores.log.batch(
    `call ${line.runId} ${line.lineId} ${state?.status ?? 'gone'} ${JSON.stringify(state?.used ?? null)}`,
  );
  const { agentId, lane, day } = line;
  const [was, is] = [standing(before), standing(state)];
  const limits = stores.runs.load(line.runId)?.limits ?? [];
  for (const field of ['reserved', 'unknown'] as const) {
    const by = moved(was[field], is[field]);
    for (const [measure, n] of Object.entries(by)) stores.usage.add({ day, agentId, lane, measure }, { [field]: n });
    stores.familyUse.add(limits, field, by);
  }
}

/** What an agent has had a tool do here: the fact `firstTime` of a policy is that there is none of it. */
function countDone(stores: Stores, { runId, toolId }: EffectState, { counts }: Touched): void {
  const agentId = stores.runs.load(runId)?.agentId;
  if (agentId !== undefined) addTo(counts, `done:${agentId}:${toolId}`, 1);
}

/** Here, because a run fails in many places, and none may forget it. */
function fileLetter(stores: Stores, letter: NewLetter | null, { notices }: Touched): void {
  if (letter === null) return;
  stores.deadLetters.put(letter);
  notices.push('dead-letters');
}

/** How many runs of a queue wait, delayed ones among them, and how many are at work. */
function countQueue({ counts }: Touched, before: RunState | null, state: RunState): void {
  if (before?.status === state.status && before.queue === state.queue) return;
  if (before !== null && isInQueue(before)) addTo(counts, `queue:${before.queue}:${before.status}`, -1);
  if (isInQueue(state)) addTo(counts, `queue:${state.queue}:${state.status}`, 1);
}

function isInQueue({ status }: RunState): boolean {
  return status === 'queued' || status === 'running';
}

function countMove({ counts }: Touched, family: string, from: string | undefined, to: string): void {
  if (from === to) return;
  if (from !== undefined) addTo(counts, `${family}:${from}`, -1);
  addTo(counts, `${family}:${to}`, 1);
}
