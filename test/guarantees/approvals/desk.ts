import { onTestFinished } from 'vitest';
import type { ApprovalCommand } from '../../../electron/runtime/approvals/events.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../../electron/runtime/policies/parse.ts';
import { setAbsence } from '../../../electron/runtime/people/absence.ts';
import { linkPerson } from '../../../electron/runtime/people/link-person.ts';
import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { profileOf, type Absence, type Person } from '../../../shared/domain/person.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';

export const cyd: Person = { personId: 'cyd', printedName: 'Cyd M.', role: 'reviewer' };
export const dee: Person = { personId: 'dee', printedName: 'Dee N.', role: 'admin' };
export const eli: Person = { personId: 'eli', printedName: 'Eli O.', role: 'operator' };
export const fay: Person = { personId: 'fay', printedName: 'Fay P.', role: 'auditor' };

export const hourMs = 3_600_000;

/** A desk on a real database with a clock in hand, and one action of a run Ada started that waits for a decision. */
export interface ApprovalDesk {
  readonly desk: EngineDesk;
  readonly runId: string;
  item(): EffectBundle;
  /** What became of a verb on the item as it stands, or as it was seen before. */
  act(command: Unseen, seen?: EffectBundle): Promise<string>;
  approve(by: Person, seen?: EffectBundle): Promise<string>;
  link(personId: string, to: string | null, by?: Person): Promise<string>;
  away(personId: string, absence: Absence | null, by: Person): Promise<string>;
  auditKinds(): string[];
}

type Unseen = ApprovalCommand extends infer C
  ? C extends ApprovalCommand
    ? Omit<C, 'envelopeHash' | 'version'>
    : never
  : never;

export async function openApprovalDesk(
  rule: Partial<Policy['rules'][number]> = {},
  settings: Partial<Settings> = {},
): Promise<ApprovalDesk> {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const { engine } = desk.made;
  const rules = [
    { id: 'asks', when: {}, outcome: 'gate' as const, sentence: 'People decide.', holdSeconds: 8, ...rule },
  ];
  const policy = { ...defaultPolicy, version: 2, rules };
  await engine.transact({}, (loaded, env) => ({
    ok: true,
    changes: [
      { put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs },
      { put: 'settings', settings: { ...loaded.settings, ...settings } },
      ...[cyd, dee, eli, fay].map((one) => ({ put: 'person' as const, state: profileOf(one), atMs: env.nowMs })),
    ],
    reply: null,
  }));
  const { runId } = await startSample(engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, 'r-1'));
  await desk.pass(1);

  const item = (): EffectBundle => {
    const { stores } = engine;
    const bundle = stores.effects.bundle(stores.effects.ofRun(runId).at(-1)?.effectId ?? '');
    if (bundle === null) throw new Error('nothing asks');
    return bundle;
  };
  const told = async (asked: Promise<readonly DecisionOutcome[]>): Promise<string> => {
    const [one] = await asked;
    await desk.settle();
    return one?.outcome === 'decided' ? one.status : (one?.reason ?? '');
  };
  const seenOf = ({ approval }: EffectBundle) => {
    if (approval === null) throw new Error('nothing asks');
    const { approvalId, envelopeHash, version } = approval;
    return [{ approvalId, envelopeHash, version }];
  };
  const byOf = (command: Unseen): Person => ('by' in command && command.by !== null ? command.by : dee);
  return {
    desk,
    runId,
    item,
    act: (command, seen = item()) =>
      told(
        desk.broker.perform(seenOf(seen), { person: byOf(command), repeatable: undefined }, (as) => ({
          ...command,
          ...as,
        })),
      ),
    approve: (by, seen = item()) => told(desk.broker.approve(seenOf(seen), { person: by, repeatable: undefined }, '')),
    link: (personId, to, by = dee) =>
      engine.transact({}, linkPerson({ personId, to, reason: '' }, by)).then(
        ({ identity }) => identity,
        (error: Error) => error.message,
      ),
    away: (personId, absence, by) =>
      engine.transact({}, setAbsence({ personId, absence }, by)).then(
        () => 'set',
        (error: Error) => error.message,
      ),
    auditKinds: () =>
      desk.made.db
        .prepare("SELECT kind FROM audit WHERE kind <> 'journal-batch' ORDER BY seq")
        .pluck()
        .all() as string[],
  };
}
