import type { Person } from '../../../shared/domain/person.ts';
import type { WireError } from '../../../shared/errors.ts';
import { policyToolId } from '../../../shared/domain/policy-version.ts';
import { isOver, type GrantBound, type GrantTerms, type StandingGrant } from '../../../shared/domain/standing-grant.ts';
import { identityIn } from '../approvals/identity.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import type { Decide, Env, Loaded, Outcome } from '../engine/engine-port.ts';
import { decideGrant, hashOfGrant, type GrantEnv } from './decide-grant.ts';
import { movedEntry, movedGrant } from './grant-changes.ts';
import type { GrantCommand } from './grant-events.ts';
import type { StandingGrantState } from './grant-states.ts';
import { grantWorldOf, toolOf } from './grant-world.ts';
import { brokenBy } from './still-holds.ts';

type Decided = Decide<{ release: string }, StandingGrant>;
type LoadedRows = Loaded<{ release: string }>;

/** Keeps a draft: a new grant, the same draft with other terms, or the next version of a grant that is over or in force. */
export function saveGrant(
  input: { readonly grantId?: string | undefined; readonly terms: GrantTerms },
  by: Person,
): Decided {
  return (loaded, env) => {
    const { terms } = input;
    const wrong = unusable(terms, loaded);
    if (wrong !== null) return { ok: false, error: wrong };
    const newest = input.grantId === undefined ? null : (loaded.grants.versions(input.grantId)[0] ?? null);
    if (input.grantId !== undefined && newest === null) return noSuch(input.grantId);
    if (newest?.status === 'proposed')
      return refuse('wrong-state', 'Its next version waits for a decision.', 'Decline or revoke that one first.');
    if (newest?.status === 'draft') return step(newest, { kind: 'redraft', by, terms }, by, loaded, env);
    const draft = draftOf(
      { grantId: newest?.grantId ?? env.uuid(), version: (newest?.version ?? 0) + 1, terms },
      by,
      env,
    );
    return {
      ok: true,
      changes: [
        { put: 'standing-grant', state: draft, by },
        { put: 'audit', entry: movedEntry(draft, 'drafted', by) },
      ],
      reply: shown(draft),
    };
  };
}

/** From here on it waits for another person; nothing of it can be changed any more. */
export function proposeGrant(input: { readonly grantId: string; readonly hash: string }, by: Person): Decided {
  return (loaded, env) => {
    const newest = loaded.grants.versions(input.grantId)[0];
    if (newest === undefined) return noSuch(input.grantId);
    const bound = boundNow(newest.terms, loaded);
    if (bound === null)
      return refuse('not-found', `There is no agent ${newest.terms.agentId} with a tool ${newest.terms.toolId} here.`);
    return step(newest, { kind: 'propose', by, hash: input.hash, bound }, by, loaded, env);
  };
}

export interface AnswerGrant {
  readonly grantId: string;
  readonly hash: string;
  readonly reason: string;
}

/** The second pair of eyes. What it takes the place of ends in the same transaction. */
export function answerGrant(kind: 'approve' | 'decline', input: AnswerGrant, by: Person): Decided {
  return (loaded, env) => {
    const [newest, ...earlier] = loaded.grants.versions(input.grantId);
    if (newest === undefined) return noSuch(input.grantId);
    const answered = step(newest, { kind, by, hash: input.hash, reason: input.reason }, by, loaded, env);
    if (!answered.ok || kind === 'decline') return answered;
    const replaced = earlier
      .filter(({ status }) => status === 'active' || status === 'suspended')
      .flatMap((one) => {
        const reason = `Version ${newest.version} took its place.`;
        return movedGrant(one, [{ type: 'revoked', reason }], by, env.nowMs).changes;
      });
    return { ...answered, changes: [...replaced, ...answered.changes] };
  };
}

/** Narrowing takes one person: the version in force lets nothing through any more. */
export function suspendGrant(input: { readonly grantId: string; readonly reason: string }, by: Person): Decided {
  return (loaded, env) => {
    const versions = loaded.grants.versions(input.grantId);
    const one = versions.find(({ status }) => status === 'active') ?? versions[0];
    if (one === undefined) return noSuch(input.grantId);
    return step(one, { kind: 'suspend', by, cause: 'by-a-person', reason: input.reason }, by, loaded, env);
  };
}

/** Every version that is not over ends, and for good. */
export function revokeGrant(input: { readonly grantId: string; readonly reason: string }, by: Person): Decided {
  return (loaded, env) => {
    const versions = loaded.grants.versions(input.grantId);
    const newest = versions[0];
    if (newest === undefined) return noSuch(input.grantId);
    const open = versions.filter(({ status }) => !isOver(status));
    const ended = (open.length === 0 ? [newest] : open).map((one) =>
      step(one, { kind: 'revoke', by, reason: input.reason }, by, loaded, env),
    );
    const refused = ended.find((one) => !one.ok);
    if (refused !== undefined) return refused;
    const changes = ended.flatMap((one) => (one.ok ? one.changes : []));
    return ended[0]?.ok === true ? { ok: true, changes, reply: ended[0].reply } : noSuch(input.grantId);
  };
}

/** What is told of a version: not how its samples are chosen. */
export function shown({ sampleKey: _sampleKey, ...grant }: StandingGrantState): StandingGrant {
  return grant;
}

function step(
  state: StandingGrantState,
  command: GrantCommand,
  by: Person,
  loaded: LoadedRows,
  env: Env,
): Outcome<StandingGrant> {
  const decided = decideGrant(state, command, grantEnvOf(state, loaded, env));
  if (!decided.ok) {
    const { code, message, hint } = decided;
    return { ok: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  }
  const moved = movedGrant(state, decided.events, by, env.nowMs);
  return { ok: true, changes: moved.changes, reply: shown(moved.state) };
}

function grantEnvOf(state: StandingGrantState, loaded: LoadedRows, env: Env): GrantEnv {
  const { release } = loaded;
  const { decidedBy, proposedBy, terms } = state;
  const owner = { personId: terms.ownerId, printedName: '', role: '' };
  // As if it were in force already: whoever decides on it stands behind it as well.
  const asIfActive = { ...state, decidedBy: decidedBy ?? proposedBy ?? owner };
  const broken = state.bound === null ? null : brokenBy(asIfActive, grantWorldOf(terms, loaded, env));
  return {
    nowMs: env.nowMs,
    sampleKey: () => `${env.nonce()}${env.nonce()}`,
    releaseAuthor: release === null || release.builtIn ? null : release.addedBy,
    brokenBecause: broken?.reason ?? null,
    identityOf: identityIn({ people: loaded.people() }),
  };
}

function boundNow({ agentId, toolId }: GrantTerms, { grants, policy }: LoadedRows): GrantBound | null {
  const releaseHash = grants.releaseInForce(agentId);
  const tool = toolOf(toolId);
  if (releaseHash === null || tool === null) return null;
  return { releaseHash, tool, policy: { id: policy.policy.id, version: policy.policy.version, hash: policy.hash } };
}

function unusable(terms: GrantTerms, { grants, person }: LoadedRows): WireError | null {
  if (terms.toolId === policyToolId)
    return {
      code: 'refused',
      message: 'A change of the policy is always decided by people; no standing grant covers it.',
    };
  const owner = person(terms.ownerId);
  if (owner === null) return { code: 'not-found', message: `There is no profile "${terms.ownerId}" to own it.` };
  if (!canDecide(owner.role, 'gate').allowed)
    return {
      code: 'invalid-input',
      message: `${owner.printedName} decides on nothing as ${owner.role}, and cannot own it.`,
    };
  if (grants.releaseInForce(terms.agentId) === null)
    return { code: 'not-found', message: `There is no agent ${terms.agentId}.` };
  return toolOf(terms.toolId) === null ? { code: 'not-found', message: `There is no tool ${terms.toolId}.` } : null;
}

function draftOf(
  what: Pick<StandingGrantState, 'grantId' | 'version' | 'terms'>,
  by: Person,
  env: Env,
): StandingGrantState {
  return {
    ...what,
    status: 'draft',
    cause: null,
    statusReason: '',
    bound: null,
    hash: hashOfGrant({ ...what, bound: null }),
    proposedBy: null,
    proposedAtMs: null,
    decidedBy: null,
    decidedAtMs: null,
    sampleKey: '',
    createdBy: by.personId,
    createdAtMs: env.nowMs,
    changedAtMs: env.nowMs,
  };
}

function noSuch(grantId: string): Outcome<never> & { ok: false } {
  return refuse(
    'not-found',
    `There is no standing grant "${grantId}".`,
    'The list of standing grants shows those there are.',
  );
}

function refuse(code: WireError['code'], message: string, hint?: string): Outcome<never> & { ok: false } {
  return { ok: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}
