import { defaultPolicy, defaultRaises } from '../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../electron/runtime/policies/parse.ts';
import type { ApprovalState, EffectBundle, EffectState } from '../../electron/runtime/engine/states.ts';
import type { HostProposal } from '../../electron/runtime/hosts/protocol.ts';
import type { EditedItem, EditPreview } from '../../shared/domain/edit.ts';
import type { Tier } from '../../shared/domain/effect.ts';
import { profileOf, type Person } from '../../shared/domain/person.ts';
import type { PolicyRule } from '../../shared/domain/policy.ts';
import { openEngineDesk, type EngineDesk, type EngineDeskOptions } from './engine-desk.ts';
import { ben } from './prepared-workspace.ts';
import { startSample } from './sample-runs.ts';

export const cyd: Person = { personId: 'cyd', printedName: 'Cyd M.', role: 'reviewer' };
export const dee: Person = { personId: 'dee', printedName: 'Dee N.', role: 'reviewer' };
export const ole: Person = { personId: 'ole', printedName: 'Ole P.', role: 'operator' };

/** A run that Ada started, in its host, and people who may edit what it asks for. */
export interface EditDesk {
  readonly desk: EngineDesk;
  readonly runId: string;
  propose(given?: Partial<HostProposal>, path?: string): Promise<EffectState>;
  effects(): EffectState[];
  bundle(effectId?: string): EffectBundle;
  approve(by: Person, effectId?: string): Promise<string>;
  preview(params: object, how?: EditHow): Promise<EditPreview>;
  /** Asks for the preview, and then for exactly that. */
  edit(params: object, how?: EditHow): Promise<EditedItem>;
  /** The outcome the agent was told at a path; null: none yet. */
  told(path?: string): { readonly outcome: string } | null;
}

export interface EditHow {
  readonly by?: Person;
  readonly tool?: string;
  readonly target?: string;
  readonly effectId?: string;
  readonly approve?: boolean;
  readonly reason?: string;
  /** As another person still sees it. */
  readonly seen?: Pick<ApprovalState, 'approvalId' | 'envelopeHash' | 'version'>;
  /** Of an earlier preview. */
  readonly token?: string;
  readonly commandId?: string;
}

const words = { sentence: 'As the test says.' };

/** Replies ask two people, other tools what is given; one person by default. */
export function rulesOf(tiers: Readonly<Record<string, Tier>>): PolicyRule[] {
  return [
    ...Object.entries(tiers).map(([tool, outcome]) => ({ id: tool, when: { tool: [tool] }, outcome, ...words })),
    { id: 'others', when: {}, outcome: 'gate' as const, ...words, holdSeconds: 1 },
  ];
}

export async function putPolicy(desk: EngineDesk, rules: readonly PolicyRule[], version: number): Promise<void> {
  // Of what the default policy raises, only what untrusted input does is meant here.
  const policy = { ...defaultPolicy, version, rules: [...rules], raises: [...defaultRaises] };
  await desk.made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs }],
    reply: null,
  }));
}

export async function openEditDesk(
  rules: readonly PolicyRule[] = rulesOf({ 'reply.send': 'gate-two' }),
  /** `runId`: the run of a desk that was left in the same folder. */
  { runId: left, ...options }: EngineDeskOptions & { readonly runId?: string } = {},
): Promise<EditDesk> {
  const desk = await openEngineDesk(options);
  const { engine } = desk.made;
  const { stores } = engine;
  const runId = left ?? (await begin());
  if (left === undefined) desk.activations.enqueue(runId);
  else await desk.recover();
  await desk.settle();

  async function begin(): Promise<string> {
    await putPolicy(desk, rules, 2);
    await engine.transact({}, (_state, env) => ({
      ok: true,
      changes: [cyd, dee, ole].map((person) => ({ put: 'person' as const, state: profileOf(person), atMs: env.nowMs })),
      reply: null,
    }));
    return (await startSample(engine)).runId;
  }

  const effects = (): EffectState[] => stores.effects.ofRun(runId);
  const bundle = (effectId = effects().at(-1)?.effectId): EffectBundle => {
    const found = stores.effects.bundle(effectId ?? '');
    if (found === null) throw new Error('there is no such effect');
    return found;
  };
  const seenOf = (effectId?: string) => {
    const { approval } = bundle(effectId);
    if (approval === null) throw new Error('nothing asks');
    const { approvalId, envelopeHash, version } = approval;
    return { approvalId, envelopeHash, version };
  };
  const draftOf = (params: object, { seen, effectId, tool, target }: EditHow) => ({
    item: seen ?? seenOf(effectId),
    tool,
    target,
    params: JSON.stringify(params),
  });
  const preview: EditDesk['preview'] = (params, how = {}) =>
    desk.broker.previewEdit(draftOf(params, how), how.by ?? ben);
  return {
    desk,
    runId,
    effects,
    bundle,
    preview,
    async propose(given = {}, path = '0') {
      const activation = desk.activations.live(runId)?.activation ?? 1;
      const proposal: HostProposal = {
        tool: 'record.update',
        target: 'r-1',
        params: { recordId: 'r-1', set: { status: 'closed' } },
        evidence: [],
        claim: '',
        tainted: [],
        ...given,
      };
      desk.fromHost({ kind: 'propose', runId, activation, path, argsHash: 'h', proposal });
      await desk.pass(1);
      await desk.settle();
      return bundle().effect;
    },
    async approve(by, effectId) {
      const [told] = await desk.broker.approve([seenOf(effectId)], { person: by, repeatable: undefined }, 'checked');
      await desk.settle();
      return told?.outcome === 'decided' ? told.status : (told?.reason ?? '');
    },
    async edit(params, how = {}) {
      const by = how.by ?? ben;
      const token = how.token ?? (await preview(params, how)).verdict?.token ?? 'none';
      const repeatable =
        how.commandId === undefined ? undefined : { commandId: how.commandId, method: 'approval.edit', asked: 1 };
      const wish = { preview: token, approve: how.approve ?? true };
      const item = await desk.broker.edit(draftOf(params, how), wish, how.reason ?? 'the date was wrong', {
        person: by,
        repeatable,
      });
      await desk.settle();
      return item;
    },
    told(path = '0') {
      const run = stores.runs.load(runId);
      const rows = stores.journal.lineage(runId, run?.lineageId ?? '');
      const row = rows.findLast((one) => one.path === path && one.phase === 'done');
      return row?.result === undefined || row.result === null ? null : (JSON.parse(row.result) as { outcome: string });
    },
  };
}
