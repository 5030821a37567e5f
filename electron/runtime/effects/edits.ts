import type { EditedItem, EditPreview } from '../../../shared/domain/edit.ts';
import { followedTarget } from '../../../shared/domain/action-changes.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { stoppedWhat } from '../../../shared/domain/stop-scope.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { readJson } from '../../../shared/read-json.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { EffectState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { toolRegistry } from '../tools/registry.ts';
import type { EffectKeys } from './advance.ts';
import type { BrokerOptions, SeenItem } from './broker-port.ts';
import type { Deciding } from './decisions.ts';
import { editEffect, previewEdit, type EditWish } from './edit-effect.ts';
import { foreignText } from './foreign-text.ts';
import { stopOverLook } from './stopped-look.ts';
import type { ToolLine } from './tool-line.ts';
import type { EditRequest } from './weigh-edit.ts';

/** What a person sends: the item as they saw it, and the action as they want it. */
export interface EditDraft {
  readonly item: SeenItem;
  /** Left out: the tool, and the target, it has. */
  readonly tool?: string | undefined;
  readonly target?: string | undefined;
  /** JSON text, as it was written: what a parser would quietly change is refused. */
  readonly params: string;
}

export interface Edits {
  preview(draft: EditDraft, by: Person): Promise<EditPreview>;
  edit(draft: EditDraft, wish: EditWish, reason: string, by: Deciding): Promise<EditedItem>;
}

export interface EditsOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly tools: ToolLine;
  readonly secretsFor: BrokerOptions['secretsFor'];
  /** Something of it is due at this time; null = nothing is. */
  readonly onOpened: (dueAtMs: number | null) => void;
  readonly fileStop: BrokerOptions['fileStop'];
}

/** Edits of waiting actions: the tool looks at what was written, then policy and store decide in one transaction. */
export function createEdits({ engine, stores, tools, secretsFor, onOpened, fileStop }: EditsOptions): Edits {
  /** Reads what was written and has the tool read the state it would start from. */
  async function examined(draft: EditDraft, reason: string, by: Person): Promise<[EditRequest, EffectKeys]> {
    const { effect, agentId } = found(draft.item.approvalId);
    const { tool: asked, target, params } = JSON.parse(effect.envelope) as Envelope;
    const written = readParams(draft.params);
    const before = { tool: asked.id, target, params };
    const action = {
      tool: draft.tool ?? asked.id,
      target: draft.target ?? followedTarget(before, written),
      params: written,
    };
    const stop = stopOverLook({ stores, fileStop }, { agentId, toolId: action.tool, params: action.params });
    if (stop !== null)
      throw new LanekeeperError(
        'refused',
        `${stop.by} stopped ${stoppedWhat(stop.scope)}, so what ${action.target} holds now is not looked at. Nothing was changed.`,
        { hint: 'Lift the emergency stop, then edit it; rejecting is possible now.' },
      );
    const readAtMs = engine.now();
    const facts = toolRegistry.get(action.tool) ?? null;
    const settings = stores.workspace.settings();
    const said =
      facts === null
        ? { problems: [], preparation: { ok: true as const, preconditions: {}, diff: [] } }
        : await tools.ask('examined', {
            kind: 'examine',
            toolId: action.tool,
            target: action.target,
            params: action.params,
            context: {
              settings,
              secrets: await secretsFor([{ toolId: action.tool, params: written }]),
              nowMs: readAtMs,
            },
          });
    const { problems } = said;
    const preparation = foreignText(stores, effect.runId, action.params) ?? said.preparation;
    const firstTime = stores.counters.read(`done:${agentId}:${action.tool}`) === 0;
    const { envelopeHash, version } = draft.item;
    const seen = { envelopeHash, version };
    const release = stores.runs.load(effect.runId)?.releaseHash ?? '';
    return [
      { seen, by, reason, action, tool: facts, problems, preparation, readAtMs, firstTime },
      { effect: effect.effectId, run: effect.runId, release },
    ];
  }

  function found(approvalId: string): { effect: EffectState; agentId: string } {
    const bundle = stores.effects.bundleOfApproval(approvalId);
    if (bundle === null || bundle.approval === null)
      throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
    return { effect: bundle.effect, agentId: bundle.approval.agentId };
  }

  return {
    async preview(draft, by) {
      const [request, keys] = await examined(draft, '', by);
      return engine.transact(keys, previewEdit(request), { front: true });
    },
    async edit(draft, wish, reason, { person, repeatable }) {
      const [request, keys] = await examined(draft, reason, person);
      const decide = editEffect(request, wish);
      let dueAtMs: number | null = null;
      const item = await engine.transact(
        keys,
        (loaded, env) => {
          const outcome = decide(loaded, env);
          if (!outcome.ok) return outcome;
          const { effect, approval } = outcome.reply.settled;
          const isUnderWay = effect.status === 'holding' || effect.status === 'granted';
          dueAtMs = isUnderWay ? (effect.holdUntilMs ?? env.nowMs) : (approval?.expiresAtMs ?? null);
          return { ...outcome, reply: outcome.reply.item };
        },
        { front: true, ...(repeatable === undefined ? {} : { command: repeatable }) },
      );
      onOpened(dueAtMs);
      return item;
    },
  };
}

function readParams(text: string): JsonObject {
  const reading = readJson(text);
  if (!reading.ok) {
    const problems = reading.problems.map(
      ({ line, path, reason }) => `Line ${line}${path === '' ? '' : ` (${path})`}: ${reason}.`,
    );
    throw new LanekeeperError(
      'invalid-input',
      `The parameters cannot be read as they are written. ${problems.join(' ')}`,
      {
        hint: 'The item waits as it was. Correct the text, and send it again.',
      },
    );
  }
  const { value } = reading;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new LanekeeperError('invalid-input', 'The parameters have to be a JSON object. The item waits as it was.');
}
