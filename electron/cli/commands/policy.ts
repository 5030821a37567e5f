import { policyDiff } from '../../../shared/domain/policy-diff.ts';
import { policyJsonSchema } from '../../../shared/domain/policy-schema.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { counted } from '../output/words.ts';
import { policyFile, problemLines } from '../input/policy-file.ts';
import { decidersWords, diffText, movesText, policyText, versionTable } from '../views/policy-view.ts';

const none = { operands: '', takes: { least: 0, most: 0 } } as const;
const oneFile = { operands: 'FILE', takes: { least: 1, most: 1 } } as const;

export const policyShow = command({
  name: 'policy show',
  operands: '[ID@VERSION]',
  takes: { least: 0, most: 1 },
  about: 'show the policy in force, or one that was, rule by rule; --json gives the document itself',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    const [named] = operands;
    if (named === undefined) {
      const { policy, inForce } = await open.ask('policy.show', {});
      return { exit: 0, value: policy, text: policyText(policy, inForce) };
    }
    const { policy, shown } = await open.ask('policy.version', versionIn(named));
    return { exit: 0, value: policy, text: policyText(policy, shown) };
  },
});

export const policyCheck = command({
  ...oneFile,
  name: 'policy check',
  about: 'check a policy: what is wrong with it and where, what it changes, and what it would do to what waits now',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const path = operands[0] ?? '';
    const checked = await (await session()).ask('policy.check', { text: policyFile(path) });
    const { problems, diff, pending } = checked;
    if (problems.length > 0)
      return {
        exit: 1,
        value: checked,
        text: problemLines(path, problems),
        next: 'The policy in force stays as it is.',
      };
    const waiting =
      pending === null || pending.looked === 0
        ? 'Nothing waits for a decision.'
        : `${pending.changed} of ${counted(pending.looked, 'item')} that wait would be at another tier.`;
    const unknown =
      pending === null || pending.unknown === 0 ? [] : [`Of ${pending.unknown} not enough facts were kept to say.`];
    const moves = pending === null || pending.changed === 0 ? [] : [movesText(pending.moves)];
    return {
      exit: 0,
      value: checked,
      text: ['It can be read.', diffText(diff), waiting, ...moves, ...unknown].join('\n'),
      next: `Next: lanekeeper policy simulate ${path}`,
    };
  },
});

export const policySchemaPrint = command({
  ...none,
  name: 'policy schema',
  about: 'print the JSON Schema of a policy, for an editor',
  kind: 'reads',
  options: {},
  run() {
    const value = policyJsonSchema();
    return Promise.resolve({ exit: 0, value, text: JSON.stringify(value, null, 2) });
  },
});

export const policyVersions = command({
  ...none,
  name: 'policy versions',
  about: 'list every policy that was in force: since when, who proposed and who approved it',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const open = await session();
    const versions = [];
    for (let before: string | null | undefined; before !== null;) {
      const page = await open.ask('policy.versions', { limit: 200, ...(before === undefined ? {} : { before }) });
      versions.push(...page.versions);
      before = page.next;
    }
    return { exit: 0, value: versions, text: versionTable(versions, terminal) };
  },
});

export const policyDiffShow = command({
  name: 'policy diff',
  operands: 'ID@VERSION [ID@VERSION]',
  takes: { least: 1, most: 2 },
  about: 'show what a version changed in the one before it, or what differs between two',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    const [one = '', other] = operands;
    const first = await open.ask('policy.version', versionIn(one));
    const diff =
      other === undefined
        ? first.diff
        : policyDiff(first.policy, (await open.ask('policy.version', versionIn(other))).policy);
    return { exit: 0, value: diff, text: diffText(diff) };
  },
});

export const policyPropose = command({
  ...oneFile,
  name: 'policy propose',
  about: 'propose a policy; it is in force once enough people besides you have approved it',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for those who decide (needed)' } },
  async run({ operands, options, session }) {
    const path = operands[0] ?? '';
    const { reason } = options;
    if (reason === undefined || reason.trim() === '')
      throw new UsageError('Say why with --reason: it stands on the card of those who decide.');
    const open = await session();
    const proposed = await open.act('policy.propose', { text: policyFile(path), reason });
    return {
      exit: 3,
      value: proposed,
      text: `Proposed by run ${proposed.runId}. ${decidersWords(proposed.deciders, await open.person())}`,
      next: 'Next: lanekeeper approvals list',
    };
  },
});

function versionIn(text: string): { readonly policyId: string; readonly version: number } {
  const found = /^(.+)@(\d{1,9})$/.exec(text);
  if (found === null) throw new UsageError(`"${text}" is no version of a policy, such as default@2.`);
  return { policyId: found[1] ?? '', version: Number(found[2]) };
}
