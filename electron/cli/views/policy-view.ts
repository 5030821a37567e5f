import { conditionWords } from '../../../shared/domain/condition-words.ts';
import type { DiffRow } from '../../../shared/domain/diff-row.ts';
import type { Policy, PolicyRule } from '../../../shared/domain/policy.ts';
import type { TierMove } from '../../../shared/domain/policy-outlook.ts';
import type { Simulation } from '../../../shared/domain/policy-simulation.ts';
import type { PolicyDeciders, PolicyVersion } from '../../../shared/domain/policy-version.ts';
import { facts, table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** A policy as sentences. */
export function policyText(policy: Policy, { hash, fromMs, change }: PolicyVersion): string {
  const origin =
    change === null
      ? 'came with the product'
      : `proposed by ${change.proposedBy}, approved by ${change.decidedBy.map(({ printedName }) => printedName).join(' and ')}: ${change.reason}`;
  const head = facts([
    ['Policy', plain(`${policy.title} (${policy.id} version ${policy.version})`)],
    ['In force since', localTime(fromMs)],
    ['Origin', plain(origin)],
    ['Hash', hash],
  ]);
  const rules = policy.rules.map(
    (rule) => `  ${rule.outcome.padEnd(9)} ${plain(rule.id)}: ${plain(rule.sentence)} When ${whenWords(rule)}.`,
  );
  const raises = (policy.raises ?? []).map(
    (raise) => `  to ${raise.atMost.padEnd(9)} ${plain(raise.id)}: ${plain(raise.sentence)} When ${whenWords(raise)}.`,
  );
  return [
    head,
    '',
    'The first rule that matches decides:',
    ...rules,
    ...(raises.length === 0 ? [] : ['', 'Raised by one tier, at most:', ...raises]),
  ].join('\n');
}

function whenWords({ when }: Pick<PolicyRule, 'when'>): string {
  const parts = conditionWords(when);
  return parts.length === 0 ? 'anything' : plain(parts.join(' and '));
}

export function versionTable(versions: readonly PolicyVersion[], terminal: Terminal): string {
  const rows = versions.map(({ policyId, version, fromMs, untilMs, change, title }) => [
    plain(`${policyId}@${version}`),
    localTime(fromMs),
    untilMs === null ? 'in force' : localTime(untilMs),
    change === null ? 'with the product' : plain(change.proposedBy),
    change === null ? '' : plain(change.decidedBy.map(({ personId }) => personId).join(', ')),
    plain(change?.reason ?? title),
  ]);
  const columns = [
    { title: 'VERSION' },
    { title: 'FROM' },
    { title: 'UNTIL' },
    { title: 'PROPOSED' },
    { title: 'APPROVED' },
    { title: 'WHY', isFlexible: true as const },
  ];
  return table(columns, rows, terminal);
}

export function diffText(diff: readonly DiffRow[]): string {
  if (diff.length === 0) return 'Nothing differs.';
  return diff
    .map(({ field, before, after }) =>
      [
        field,
        ...(before === null ? [] : [`  - ${plain(before)}`]),
        ...(after === null ? [] : [`  + ${plain(after)}`]),
      ].join('\n'),
    )
    .join('\n');
}

export function movesText(moves: readonly TierMove[]): string {
  return moves.map(({ from, to, count }) => `  ${String(count).padStart(7)}  ${from} to ${to}`).join('\n');
}

export function simulationText(simulation: Simulation): string {
  const { looked, total, unknown, changed, moves, rules, rolledBack, status } = simulation;
  const changing = moves.filter(({ from, to }) => from !== to);
  const lines = [
    `${status === 'cancelled' ? 'Cancelled after' : 'Looked at'} ${counted(looked, 'decision')} of ${total}: ${changed} would change.`,
    ...(unknown === 0 ? [] : [`Of ${unknown} not enough facts were kept to say.`]),
    ...(changing.length === 0 ? [] : [movesText(changing)]),
    ...rules.map(
      ({ fromRule, toRule, from, to, count }) =>
        `  ${String(count).padStart(7)}  ${plain(fromRule)} (${from}) would be ${plain(toRule)} (${to})`,
    ),
    `Of those rolled back later: ${rolledBack.count}, of which ${rolledBack.changed} would have gone another way.`,
    ...(rolledBack.moves.length === 0 ? [] : [movesText(rolledBack.moves)]),
  ];
  return lines.join('\n');
}

/** What has to happen before a proposal is in force, and what is missing for it. */
export function decidersWords({ needed, people }: PolicyDeciders, proposer: string): string {
  const others = people.filter((personId) => personId !== proposer);
  const asked = `${needed === 1 ? 'One person' : `${needed} people`} besides you ${needed === 1 ? 'has' : 'have'} to approve it in the inbox`;
  if (others.length >= needed) return `${asked}.`;
  return `${asked}, and ${others.length === 0 ? 'nobody here' : `only ${others.join(', ')}`} can. Add people: lanekeeper people add ID --role reviewer`;
}
