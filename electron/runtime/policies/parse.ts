import type { PolicyProblem } from '../../../shared/domain/policy-outlook.ts';
import { policySchema, type Policy } from '../../../shared/domain/policy.ts';
import type { Sha256 } from '../../../shared/ids.ts';
import { canonicalHash } from '../json/canonical.ts';
import { readJson } from '../../../shared/read-json.ts';

/** A grant lives 15 minutes at most, so a hold must end well before. */
export const maxHoldSeconds = 780;

export type PolicyReading =
  | { readonly ok: true; readonly policy: Policy; readonly hash: Sha256 }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads a policy file. Every problem is listed with its line; nothing is guessed and no default is filled in. */
export function parsePolicy(text: string): PolicyReading {
  const reading = readJson(text);
  if (!reading.ok) return { ok: false, problems: reading.problems };
  const parsed = policySchema.safeParse(reading.value);
  const found = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.flatMap((issue) => {
        const path = issue.path.map(String);
        return issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ path: [...path, key], reason: `"${key}" is not a field of a policy` }))
          : [{ path, reason: issue.message }];
      });
  if (parsed.success && found.length === 0) {
    return { ok: true, policy: parsed.data, hash: policyHash(parsed.data) };
  }
  const problems = found.map((problem) => {
    const path = problem.path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return { line: reading.lineOf(path), path, reason: problem.reason };
  });
  return { ok: false, problems: problems.toSorted((one, other) => one.line - other.line) };
}

/** A policy is never changed under a version that was in force. */
export function versionTaken(text: string, id: string, version: number): PolicyProblem {
  const reading = readJson(text);
  const line = reading.ok ? reading.lineOf('/version') : 1;
  return { line, path: '/version', reason: `policy ${id} version ${version} was in force already; take a higher one` };
}

/** SHA-256 of the policy's RFC 8785 bytes: what envelopes and grants are bound to. */
export function policyHash(policy: Policy): Sha256 {
  return canonicalHash(policy);
}

interface FoundProblem {
  readonly path: readonly string[];
  readonly reason: string;
}

function contradictions(policy: Policy): readonly FoundProblem[] {
  const problems: FoundProblem[] = [];
  const seen = new Map<string, string>();
  const named: readonly (readonly [string, readonly { readonly id: string }[]])[] = [
    ['rules', policy.rules],
    ['raises', policy.raises ?? []],
  ];
  for (const [list, items] of named) {
    for (const [index, item] of items.entries()) {
      const earlier = seen.get(item.id);
      if (earlier === undefined) seen.set(item.id, `${list}/${index}`);
      else
        problems.push({ path: [list, `${index}`, 'id'], reason: `the id "${item.id}" is already that of ${earlier}` });
    }
  }
  let catchAll: string | null = null;
  for (const [index, rule] of policy.rules.entries()) {
    const place = ['rules', `${index}`];
    if (catchAll !== null)
      problems.push({ path: place, reason: `can never match: "${catchAll}" before it matches everything` });
    else if (Object.keys(rule.when).length === 0) catchAll = rule.id;
    if ((rule.holdSeconds ?? 0) > maxHoldSeconds) {
      const reason = `a hold may last ${maxHoldSeconds} s at most, because a grant lives 15 minutes`;
      problems.push({ path: [...place, 'holdSeconds'], reason });
    }
    const { approvers } = rule;
    if (approvers !== undefined && (approvers.roles?.length ?? 0) > approvers.count) {
      const reason = `names ${approvers.roles?.length} roles for ${approvers.count} people; each person has one role`;
      problems.push({ path: [...place, 'approvers', 'roles'], reason });
    }
  }
  return problems;
}
