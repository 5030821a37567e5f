import { conversationFactNames, type ConversationAuditFacts } from './conversation-kinds.ts';
import { dutyFactNames, type DutyAuditFacts } from './duty-kinds.ts';
import { grantFactNames, type GrantAuditFacts } from './grant-kinds.ts';

/**
 * What the audit log records one by one (governance.md), and the facts each kind carries.
 * Facts are small, flat and never secret; anything larger is named by its SHA-256 in `payloads`.
 */
export interface AuditFacts extends GrantAuditFacts, DutyAuditFacts, ConversationAuditFacts {
  'run.started': { agent: string; release: string; title: string };
  /** A later start with the same key took the place of one that had not started. */
  'run.start-replaced': { key: string; startsAtMs: number };
  /** `verb`: moved, prioritised, delayed. Where the run waits from then on. */
  'run.placed': { verb: string; queue: string; priority: number; startsAtMs: number | null; reason: string };
  /** `verb`: created, changed, paused, resumed. `limits`: as they stand then, in words. */
  'queue.changed': { queue: string; verb: string; version: number; limits: string; reason: string };
  /** `how`: retried, dismissed. */
  'dead-letter.settled': { how: string; reason: string };
  'run.cancel-requested': { reason: string };
  'run.killed': { reason: string };
  'run.extended': { origin: string; artifacts: number; reason: string };
  /** `actions`: those it undoes; `cannot`: those that stay. */
  'run.rolled-back': { reason: string; actions: number; cannot: number };
  'run.undo-ended': { undone: number; left: number; cannot: number };
  'run.paused': { reason: string };
  'run.resumed': { pausedBy: string };
  'run.retried': { fromLineage: string; toLineage: string };
  /** From an entry: `path`; `kept`: records copied from before it. */
  'run.restarted': {
    verb: string;
    fromLineage: string;
    toLineage: string;
    path: string;
    kept: number;
    reason: string;
  };
  /** `edited`: what a person changed, comma separated: `input`, `result`. */
  'run.forked': { origin: string; path: string; kept: number; edited: string; reason: string };
  /** `taken`: a wait was there for it; what it carries is named by its hash. */
  'signal.sent': { name: string; key: string; taken: boolean };
  'run.needs-attention': { code: string; message: string };
  'bulk.started': { job: string; verb: string; items: number; reason: string };
  'bulk.cancelled': { job: string; applied: number; left: number };
  /** `sampled`: members that had to be opened first. `linked`: the batch whose items it takes up again or takes back. */
  'batch.started': { job: string; verb: string; items: number; sampled: number; linked: string; reason: string };
  'budget.set': {
    budget: string;
    per: string;
    agent: string;
    lane: string;
    measure: string;
    limit: number;
    atLimit: string;
    version: number;
  };
  'budget.removed': { budget: string; version: number };
  /** `outcome`: paused or failed. */
  'budget.stopped': {
    budget: string;
    key: string;
    measure: string;
    limit: number;
    used: number;
    reserved: number;
    unknown: number;
    asked: number;
    what: string;
    outcome: string;
  };
  'budget.raised': { budget: string; key: string; measure: string; from: number; to: number; reason: string };
  /** Amounts in words. */
  'call.settled': { line: string; name: string; reserved: string; used: string; reason: string };
  'agent.paused': { agent: string; reason: string };
  'agent.resumed': { agent: string; pausedBy: string };
  'agent.quarantined': { agent: string; release: string; reason: string };
  'agent.quarantine-lifted': { agent: string; release: string; reason: string; quarantinedBy: string };
  'breaker.opened': { agent: string; release: string; crashes: number; reason: string; retryAtMs: number };
  'breaker.closed': { agent: string; release: string; reason: string };
  'agent.added': { agent: string; version: string; release: string; builtIn: boolean };
  'release.stored': { agent: string; release: string; bytes: number };
  /** `fields`: their names, comma separated. `before`, `after`: what differs, as JSON; settings name secrets and hold none. */
  'settings.changed': { fields: string; before: string; after: string };
  /** `verb`: kept, removed. Recorded as its file is about to change; never its value. */
  'secret.changed': { name: string; verb: string };
  'policy.verdict': {
    tool: string;
    tier: string;
    rule: string;
    policy: string;
    policyVersion: number;
    policyHash: string;
    envelope: string;
  };
  /** A change that was decided took effect; `decidedBy`: profiles, comma separated. */
  'policy.put-in-force': {
    policy: string;
    policyVersion: number;
    policyHash: string;
    replaces: string;
    proposedBy: string;
    decidedBy: string;
  };
  'approval.opened': { tool: string; tier: string; envelope: string; title: string; expiresAtMs: number };
  'approval.decided': {
    decision: string;
    envelope: string;
    version: number;
    meaning: string;
    printedName: string;
    reason: string;
    auth: string;
    selfInitiated: boolean;
    expiresAtMs: number | null;
  };
  'approval.superseded': { envelope: string; next: string; nextApproval: string; tool: string; tier: string };
  'approval.undone': { envelope: string; version: number; reason: string };
  /** A decision that came too late or for another version (A8). */
  'approval.refused-decision': { decision: string; code: string; envelope: string; reason: string };
  'effect.intent': { tool: string; key: string; envelope: string; dispatch: number };
  'effect.receipt': { tool: string; key: string; outcome: string; summary: string };
  'effect.unknown': { tool: string; key: string; reason: string };
  'effect.refused': { tool: string; cause: string; field: string; reason: string };
  'effect.reconciled': { tool: string; verdict: string; reason: string };
  'effect.simulated': { tool: string; envelope: string };
  /** `undoes`: the effect it is to undo. */
  'effect.undo-asked': { tool: string; undoes: string; reason: string };
  'effect.compensated': { tool: string; outcome: string; summary: string };
  'stop.engaged': { scope: string; scopeId: string; reason: string };
  'stop.lifted': { scope: string; scopeId: string; reason: string };
  recovery: { runs: number; intents: number; holds: number };
  'workspace.opened': { instance: string; version: string };
  'workspace.closed': { reason: string };
  /** Comma separated: `computer`, `disk`, `folder`; never their ids. */
  'workspace.place-changed': { changed: string };
  /** `instance`: the workspace's own id from then on. */
  'workspace.place-settled': { verdict: string; reason: string; instance: string };
  /**
   * History forks: this log goes on from the backup. `events`, `head`: where it ended there. `laterEvents`: how many
   * came after it in the database that was set aside; null = not known.
   */
  'workspace.restored': {
    backup: string;
    takenAtMs: number;
    events: number;
    head: string;
    laterEvents: number | null;
    setAside: string;
    reason: string;
  };
  'workspace.clock-jumped': { aheadMs: number };
  'workspace.clock-settled': { verdict: string; reason: string; aheadMs: number };
  /** `name`: of its folder. `events`: where the log ended in it. */
  'backup.made': { name: string; bytes: number; files: number; missing: number; events: number };
  'legal-hold.placed': { reason: string };
  'legal-hold.lifted': { reason: string; placedBy: string };
  /** `records` of the journal and signals; `bytes` of them and of the files. Actions, decisions and this log stay. */
  'run.contents-removed': { keepDays: number; records: number; files: number; bytes: number; endedAtMs: number };
  /** One for all other rows of a commit group: first and last order number, count, `digestRows` of the rows in order. */
  'journal-batch': { firstOrd: number; lastOrd: number; count: number; sha256: string };
  'contract.failed': { contract: string; contractVersion: string; where: string; problems: number; first: string };
  /** `verb`: created, changed, paused, held, resumed, removed. `plan`: what it fires on, in words of the schedule. */
  'schedule.changed': { schedule: string; name: string; verb: string; agent: string; plan: string; version: number };
  'schedule.fired': { schedule: string; key: string; cause: string; nominalAtMs: number; outcome: string };
  /** Firings of the clock that fell due while nothing ran, and are not made up for. */
  'schedule.missed': { schedule: string; fromMs: number; toMs: number };
  /** `firings` in the range, of which so many had not fired and were started. */
  'schedule.backfilled': { schedule: string; fromMs: number; toMs: number; firings: number; started: number };
  /** What waited for its turn when its schedule was removed. */
  'schedule.dropped': { schedule: string; firings: number };
}

export type AuditKind = keyof AuditFacts;
export type FactValue = string | number | boolean | null;

/** Fact names per kind in RFC 8785 order: the encoder writes them as listed and refuses any other. */
export const factNames: { readonly [K in AuditKind]: readonly (keyof AuditFacts[K] & string)[] } = {
  'run.started': ['agent', 'release', 'title'],
  'run.start-replaced': ['key', 'startsAtMs'],
  'run.placed': ['priority', 'queue', 'reason', 'startsAtMs', 'verb'],
  'dead-letter.settled': ['how', 'reason'],
  'queue.changed': ['limits', 'queue', 'reason', 'verb', 'version'],
  'run.cancel-requested': ['reason'],
  'run.killed': ['reason'],
  'run.extended': ['artifacts', 'origin', 'reason'],
  'run.rolled-back': ['actions', 'cannot', 'reason'],
  'run.undo-ended': ['cannot', 'left', 'undone'],
  'run.paused': ['reason'],
  'run.resumed': ['pausedBy'],
  'run.retried': ['fromLineage', 'toLineage'],
  'run.restarted': ['fromLineage', 'kept', 'path', 'reason', 'toLineage', 'verb'],
  'run.forked': ['edited', 'kept', 'origin', 'path', 'reason'],
  'signal.sent': ['key', 'name', 'taken'],
  'run.needs-attention': ['code', 'message'],
  'bulk.started': ['items', 'job', 'reason', 'verb'],
  'bulk.cancelled': ['applied', 'job', 'left'],
  'batch.started': ['items', 'job', 'linked', 'reason', 'sampled', 'verb'],
  'budget.set': ['agent', 'atLimit', 'budget', 'lane', 'limit', 'measure', 'per', 'version'],
  'budget.removed': ['budget', 'version'],
  'budget.stopped': ['asked', 'budget', 'key', 'limit', 'measure', 'outcome', 'reserved', 'unknown', 'used', 'what'],
  'call.settled': ['line', 'name', 'reason', 'reserved', 'used'],
  'budget.raised': ['budget', 'from', 'key', 'measure', 'reason', 'to'],
  'agent.paused': ['agent', 'reason'],
  'agent.resumed': ['agent', 'pausedBy'],
  'agent.quarantined': ['agent', 'reason', 'release'],
  'agent.quarantine-lifted': ['agent', 'quarantinedBy', 'reason', 'release'],
  'breaker.opened': ['agent', 'crashes', 'reason', 'release', 'retryAtMs'],
  'breaker.closed': ['agent', 'reason', 'release'],
  'agent.added': ['agent', 'builtIn', 'release', 'version'],
  'release.stored': ['agent', 'bytes', 'release'],
  'settings.changed': ['after', 'before', 'fields'],
  'secret.changed': ['name', 'verb'],
  'policy.verdict': ['envelope', 'policy', 'policyHash', 'policyVersion', 'rule', 'tier', 'tool'],
  'policy.put-in-force': ['decidedBy', 'policy', 'policyHash', 'policyVersion', 'proposedBy', 'replaces'],
  'approval.opened': ['envelope', 'expiresAtMs', 'tier', 'title', 'tool'],
  'approval.decided': [
    'auth',
    'decision',
    'envelope',
    'expiresAtMs',
    'meaning',
    'printedName',
    'reason',
    'selfInitiated',
    'version',
  ],
  'approval.superseded': ['envelope', 'next', 'nextApproval', 'tier', 'tool'],
  'approval.undone': ['envelope', 'reason', 'version'],
  'approval.refused-decision': ['code', 'decision', 'envelope', 'reason'],
  ...grantFactNames,
  ...dutyFactNames,
  ...conversationFactNames,
  'effect.intent': ['dispatch', 'envelope', 'key', 'tool'],
  'effect.receipt': ['key', 'outcome', 'summary', 'tool'],
  'effect.unknown': ['key', 'reason', 'tool'],
  'effect.refused': ['cause', 'field', 'reason', 'tool'],
  'effect.reconciled': ['reason', 'tool', 'verdict'],
  'effect.simulated': ['envelope', 'tool'],
  'effect.undo-asked': ['reason', 'tool', 'undoes'],
  'effect.compensated': ['outcome', 'summary', 'tool'],
  'stop.engaged': ['reason', 'scope', 'scopeId'],
  'stop.lifted': ['reason', 'scope', 'scopeId'],
  recovery: ['holds', 'intents', 'runs'],
  'workspace.opened': ['instance', 'version'],
  'workspace.closed': ['reason'],
  'workspace.place-changed': ['changed'],
  'workspace.place-settled': ['instance', 'reason', 'verdict'],
  'workspace.restored': ['backup', 'events', 'head', 'laterEvents', 'reason', 'setAside', 'takenAtMs'],
  'workspace.clock-jumped': ['aheadMs'],
  'workspace.clock-settled': ['aheadMs', 'reason', 'verdict'],
  'backup.made': ['bytes', 'events', 'files', 'missing', 'name'],
  'legal-hold.placed': ['reason'],
  'legal-hold.lifted': ['placedBy', 'reason'],
  'run.contents-removed': ['bytes', 'endedAtMs', 'files', 'keepDays', 'records'],
  'journal-batch': ['count', 'firstOrd', 'lastOrd', 'sha256'],
  'contract.failed': ['contract', 'contractVersion', 'first', 'problems', 'where'],
  'schedule.changed': ['agent', 'name', 'plan', 'schedule', 'verb', 'version'],
  'schedule.fired': ['cause', 'key', 'nominalAtMs', 'outcome', 'schedule'],
  'schedule.missed': ['fromMs', 'schedule', 'toMs'],
  'schedule.backfilled': ['firings', 'fromMs', 'schedule', 'started', 'toMs'],
  'schedule.dropped': ['firings', 'schedule'],
};

/** Every kind, as the audit list's filter offers them. */
export const auditKinds = Object.keys(factNames) as readonly AuditKind[];

export type { AuditActor, AuditOrigin, ChainedEvent, NewAuditEvent } from './audit-event.ts';
