import { amountWords } from '../../../shared/domain/amounts.ts';
import { conversationSentences } from './conversation-kinds.ts';
import type { AuditFacts, AuditKind, ChainedEvent } from './kinds.ts';

/** One sentence for a list: what happened, with the names the event itself carries. Free text is shortened. */
export function summarise(event: Pick<ChainedEvent, 'actor' | 'kind' | 'facts'>): string {
  const sentence = (sentences as Partial<Record<string, Sentence<AuditKind>>>)[event.kind];
  if (sentence === undefined) return `${event.kind} by ${event.actor.id}.`;
  return sentence(event.facts as never, event.actor.id);
}

type Sentence<K extends AuditKind> = (facts: AuditFacts[K], who: string) => string;

const sentences: { readonly [K in AuditKind]: Sentence<K> } = {
  ...conversationSentences,
  'person.created': (f) => `Profile of ${f.printedName} created, as ${f.personRole}.`,
  'person.linked': (f, who) =>
    f.identity === f.person
      ? `${who} said that the profile ${f.person} is a person of its own${because(f.reason)}.`
      : `${who} said that the profiles ${f.person} and ${f.identity} are one person${because(f.reason)}.`,
  'person.absent': (f, who) =>
    `${who} said that ${f.person} is away until ${atTime(f.untilMs)}${f.standIn === null ? '' : `; ${f.standIn} stands in`}${because(f.reason)}.`,
  'person.absence-ended': (f, who) => `${who} said that ${f.person} is not away any more.`,
  'run.started': (f, who) => `${who} started ${f.agent}: ${clip(f.title)}.`,
  'run.start-replaced': (f, who) => `${who} gave the run that waits under ${clip(f.key)} a later input.`,
  'run.placed': (f, who) => `${who} ${f.verb} the run: queue ${f.queue}, priority ${f.priority}${because(f.reason)}.`,
  'queue.changed': (f, who) => `${who} ${f.verb} the queue ${f.queue} (${f.limits})${because(f.reason)}.`,
  'dead-letter.settled': (f, who) => `${who} settled the dead letter: ${f.how}${because(f.reason)}.`,
  'run.cancel-requested': (f, who) => `${who} asked to cancel the run${because(f.reason)}.`,
  'run.killed': (f, who) => `${who} killed the run${because(f.reason)}; what was in place stays.`,
  'run.rolled-back': (f, who) =>
    `${who} asked to undo ${f.actions} actions of the run${because(f.reason)}; ${f.cannot} cannot be undone.`,
  'run.undo-ended': (f) => `${f.undone} actions of the run were undone; ${f.left} were not, ${f.cannot} cannot be.`,
  'run.extended': (f, who) =>
    `${who} continued run ${short(f.origin)} with its ${f.artifacts} artifacts${because(f.reason)}.`,
  'run.paused': (f, who) => `${who} paused the run${because(f.reason)}.`,
  'run.resumed': (_, who) => `${who} resumed the run.`,
  'run.retried': (_, who) => `${who} retried the run; every effect asks again.`,
  'run.restarted': (f, who) =>
    `${who} took the run back to entry ${clip(f.path)} (${f.verb})${because(f.reason)}; every effect after it asks again.`,
  'run.forked': (f, who) =>
    `${who} forked run ${short(f.origin)}${f.path === '' ? '' : ` from entry ${clip(f.path)}`}${f.edited === '' ? '' : ` with edited ${f.edited}`}${because(f.reason)}.`,
  'signal.sent': (f, who) =>
    `${who} sent the signal ${f.name}${f.key === '' ? '' : ` for ${clip(f.key)}`}; ${f.taken ? 'it was waited for' : 'it is kept until it is waited for'}.`,
  'run.needs-attention': (f) => `The run needs a person: ${clip(f.message)} (${f.code}).`,
  'bulk.started': (f, who) => `${who} used ${f.verb} on ${f.items} runs at once${because(f.reason)}.`,
  'bulk.cancelled': (f, who) =>
    `${who} cancelled a bulk job after ${f.applied} items; ${f.left} were left as they are.`,
  'batch.started': (f, who) =>
    `${who} began to ${f.verb} ${f.items} actions at once${f.linked === '' ? '' : `, after batch ${short(f.linked)}`}${f.sampled === 0 ? '' : `, having opened ${f.sampled} of them`}${because(f.reason)}.`,
  'budget.set': (f, who) =>
    `${who} set a budget of ${amountWords(f.measure, f.limit)} per ${f.per === 'ever' ? 'agent, over all time' : f.per}${f.agent === '' ? '' : ` for ${f.agent}`}${f.lane === '' ? '' : ` in the ${f.lane} lane`}; where it is used up, runs ${f.atLimit === 'ask' ? 'pause and ask' : 'fail'}.`,
  'budget.removed': (f, who) => `${who} removed the budget ${f.budget}.`,
  'budget.stopped': (f) =>
    `The run ${f.outcome} at its budget ${f.budget}: ${clip(f.what)} asked for ${amountWords(f.measure, f.asked)}, and of ${amountWords(f.measure, f.limit)}, ${amountWords(f.measure, f.used + f.reserved + f.unknown)} are used or reserved.`,
  'budget.raised': (f, who) =>
    `${who} raised the budget ${f.budget} from ${amountWords(f.measure, f.from)} to ${amountWords(f.measure, f.to)}${because(f.reason)}.`,
  'call.settled': (f, who) =>
    `${who} settled the model call ${clip(f.name)}, of which nobody knew the end: it used ${f.used}, and had reserved ${f.reserved}${because(f.reason)}.`,
  'agent.paused': (f, who) => `${who} paused the agent ${f.agent}${because(f.reason)}; none of its runs goes on.`,
  'agent.resumed': (f, who) => `${who} resumed the agent ${f.agent}.`,
  'agent.quarantined': (f, who) =>
    `${who} quarantined release ${short(f.release)} of ${f.agent}${because(f.reason)}; its runs stay, and none goes on.`,
  'agent.quarantine-lifted': (f, who) =>
    `${who} lifted the quarantine of release ${short(f.release)} of ${f.agent}${because(f.reason)}.`,
  'breaker.opened': (f) =>
    `Hosts of release ${short(f.release)} of ${f.agent} crashed ${f.crashes} times within a minute, so none is started for a while: ${clip(f.reason)}.`,
  'breaker.closed': (f, who) =>
    `${who} lets release ${short(f.release)} of ${f.agent} start its hosts again${because(f.reason)}.`,
  'agent.added': (f, who) =>
    f.builtIn
      ? `Built-in agent ${f.agent} ${f.version} is available.`
      : `${who} added the agent ${f.agent} ${f.version}.`,
  'release.stored': (f) => `Release ${short(f.release)} of ${f.agent} was stored.`,
  'settings.changed': (f, who) => `${who} changed the settings: ${clip(f.fields)}.`,
  'secret.changed': (f, who) =>
    f.verb === 'removed' ? `${who} had the secret ${f.name} forgotten.` : `${who} had the secret ${f.name} kept.`,
  'policy.verdict': (f) => `Rule ${f.rule} of policy ${f.policy} v${f.policyVersion} put ${f.tool} at ${f.tier}.`,
  'policy.put-in-force': (f) =>
    `Policy ${f.policy} v${f.policyVersion} is in force: proposed by ${f.proposedBy}, approved by ${f.decidedBy}.`,
  'approval.opened': (f) => `Waiting for a decision (${f.tier}): ${clip(f.title)}.`,
  'approval.decided': (f, who) => `${decided(f.decision, f.printedName, who)}${selfNote(f)}${because(f.reason)}.`,
  'approval.superseded': (f) => `Another action took its place: ${f.tool}, ${f.tier}, ${short(f.next)}.`,
  'approval.undone': (f, who) => `${who} took the approval back${because(f.reason)}.`,
  'approval.escalated': (f, who) => `${who} escalated it to ${f.to}${because(f.reason)}.`,
  'approval.delegated': (f, who) => `${who} handed it to ${f.to} until ${atTime(f.untilMs)}${because(f.reason)}.`,
  'approval.delegation-ended': (f) => `The time for which ${f.to} was to decide on it is over.`,
  'approval.snoozed': (f, who) =>
    f.untilMs === null ? `${who} ended their snooze.` : `${who} snoozed it until ${atTime(f.untilMs)}.`,
  'approval.reminded': (f) => `Nobody had answered; it expires ${atTime(f.expiresAtMs)}.`,
  'approval.refused-decision': (f, who) => `A decision of ${who} (${f.decision}) was refused: ${clip(f.reason)}.`,
  'grant.minted': (f) => `A single-use grant for ${short(f.envelope)} was made.`,
  'grant.consumed': (f) => `The grant for ${short(f.envelope)} was used.`,
  'standing-grant.changed': (f, who) =>
    `Standing grant "${clip(f.title)}" (version ${f.version}): ${f.verb} by ${who}${because(f.reason)}.`,
  'standing-grant.use': (f) =>
    `${useWords[f.outcome] ?? f.outcome} (standing grant ${short(f.grant)}, version ${f.version})${because(f.note)}.`,
  'effect.intent': (f) =>
    f.dispatch > 1 ? `${f.tool} is dispatched again, with the same key.` : `${f.tool} is about to be dispatched.`,
  'effect.receipt': (f) => `${f.tool}: ${f.outcome}. ${clip(f.summary)}`,
  'effect.unknown': (f) => `${f.tool} was sent and nobody can tell whether it happened: ${clip(f.reason)}.`,
  'effect.refused': (f) =>
    `${f.tool} did not run (${f.cause}${f.field === '' ? '' : `, ${f.field}`}): ${clip(f.reason)}.`,
  'effect.reconciled': (f, who) =>
    f.verdict === 'retry'
      ? `${who} had an unknown ${f.tool} sent again under its key${because(f.reason)}.`
      : `${who} settled an unknown ${f.tool} as ${f.verdict}${because(f.reason)}.`,
  'effect.simulated': (f) => `${f.tool} was decided in a sandbox; nothing was sent.`,
  'effect.undo-asked': (f, who) => `${who} asked for ${f.tool} to be undone${because(f.reason)}.`,
  'effect.compensated': (f, who) => `${who} rolled ${f.tool} back: ${f.outcome}. ${clip(f.summary)}`,
  'stop.engaged': (f, who) => `${who} stopped ${scope(f)}${because(f.reason)}.`,
  'stop.lifted': (f, who) => `${who} lifted the stop of ${scope(f)}${because(f.reason)}.`,
  recovery: (f) =>
    `Recovered after a stop: ${f.runs} runs taken up, ${f.intents} intents and ${f.holds} holds looked at.`,
  'workspace.opened': (f) => `Workspace opened by version ${f.version}.`,
  'workspace.closed': (f) => `Workspace closed${because(f.reason)}.`,
  'workspace.place-changed': (f) =>
    `The workspace was found in another place (${f.changed} changed); all effects are held.`,
  'workspace.place-settled': (f, who) =>
    f.verdict === 'copied'
      ? `${who} said this workspace is a copy${because(f.reason)}; it has a new id and its approvals ask again.`
      : `${who} said this workspace was moved${because(f.reason)}; effects go on.`,
  'workspace.restored': (f, who) =>
    `${who === 'lanekeeper' ? 'The workspace was restored' : `${who} restored the workspace`} from ${clip(f.backup)}${because(f.reason)}. History forks after event ${f.events}${f.laterEvents === null || f.laterEvents === 0 ? '' : `: ${f.laterEvents} later ${f.laterEvents === 1 ? 'event is' : 'events are'} only in the database set aside`}.`,
  'workspace.clock-jumped': (f) => `The clock jumped ahead by ${hours(f.aheadMs)}; all effects are held.`,
  'workspace.clock-settled': (f, who) =>
    f.verdict === 'confirmed'
      ? `${who} confirmed the clock, ${hours(f.aheadMs)} ahead${because(f.reason)}; effects go on.`
      : `The clock no longer is ${hours(f.aheadMs)} ahead; effects go on.`,
  'backup.made': (f, who) =>
    `${who} made the backup ${clip(f.name)}: ${f.files} files with ${f.events} events of this log${f.missing === 0 ? '' : `, ${f.missing} kept files missing`}.`,
  'legal-hold.placed': (f, who) => `${who} put the run on legal hold${because(f.reason)}.`,
  'legal-hold.lifted': (f, who) => `${who} lifted the legal hold of ${f.placedBy}${because(f.reason)}.`,
  'run.contents-removed': (f) =>
    `The contents of the run were removed after ${f.keepDays} days: ${f.records} records and ${f.files} files.`,
  'journal-batch': (f) => `${f.count} ${f.count === 1 ? 'record' : 'records'}, ${f.firstOrd} to ${f.lastOrd}.`,
  'schedule.changed': (f, who) => `${who} ${f.verb} the schedule "${clip(f.name)}" of ${f.agent}: ${clip(f.plan)}.`,
  'schedule.fired': (f) => firedWords[f.outcome] ?? `A schedule fired: ${f.outcome}.`,
  'schedule.missed': (f) =>
    `Firings of a schedule from ${atTime(f.fromMs)} to ${atTime(f.toMs)} were missed and are not made up for.`,
  'schedule.backfilled': (f, who) =>
    `${who} backfilled a schedule from ${atTime(f.fromMs)} to ${atTime(f.toMs)}: ${f.started} of ${f.firings} firings were started.`,
  'schedule.dropped': (f) =>
    `${f.firings} waiting ${f.firings === 1 ? 'firing was' : 'firings were'} dropped: their schedule was removed.`,
  'contract.failed': (f) =>
    `${f.where} does not meet ${f.contract} ${f.contractVersion}: ${f.problems} ${f.problems === 1 ? 'problem' : 'problems'}, first ${clip(f.first)}.`,
};

function atTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const useWords: Readonly<Record<string, string>> = {
  reserved: 'Granted without a person',
  used: 'Sent without a person',
  released: 'Taken back before it was sent, and not counted',
  sampled: 'Left to a person, as a sample',
  'over-cap': 'Left to a person: there was no room',
};

const firedWords: Readonly<Record<string, string>> = {
  started: 'A schedule fired: its run was started.',
  waiting: 'A schedule fired: its run waits for the one before it.',
  'skipped-overlap': 'A schedule fired: it was skipped, because the run before it had not ended.',
  failed: 'A schedule fired: its run could not be started.',
};

function decided(decision: string, printedName: string, who: string): string {
  if (decision === 'expire') return 'Nobody answered in time; the action was denied';
  if (decision === 'supersede') return 'The agent proposed it anew';
  if (decision === 'withdraw') return 'The request was withdrawn';
  const name = printedName === '' ? who : printedName;
  const verbs: Readonly<Record<string, string>> = {
    approve: 'approved',
    reject: 'rejected',
    respond: 'answered instead of running it',
    edit: 'put an edited action in its place',
  };
  return `${name} ${verbs[decision] ?? decision}`;
}

function selfNote(facts: { selfInitiated: boolean; decision: string }): string {
  return facts.selfInitiated && facts.decision === 'approve' ? ' (an action of the own run)' : '';
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${clip(reason)}`;
}

function scope(facts: { scope: string; scopeId: string }): string {
  return facts.scope === 'all' ? 'all effects' : `${facts.scope} ${facts.scopeId}`;
}

function hours(ms: number): string {
  return `${Math.round(ms / 3_600_000)} hours`;
}

function short(hash: string): string {
  return hash.slice(0, 12);
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
