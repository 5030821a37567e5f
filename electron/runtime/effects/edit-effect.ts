import type { EditedItem, EditPreview } from '../../../shared/domain/edit.ts';
import { changesBetween } from '../../../shared/domain/action-changes.ts';
import { decideApproval } from '../approvals/decide.ts';
import type { ApprovalEvent } from '../approvals/events.ts';
import { evolveAll } from '../approvals/evolve.ts';
import type { Change, Decide, Loaded } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import type { EffectBundle } from '../engine/states.ts';
import { followUse } from '../grants/follow-use.ts';
import { linkedAction } from '../engine/summaries.ts';
import { bundleChanges, runEventsOf } from './effect-changes.ts';
import { openingOf } from './open-effect.ts';
import { refusedDecision } from './refused-decision.ts';
import type { EffectKeys } from './advance.ts';
import { weighEdit, type EditRefusal, type EditRequest, type WeighedEdit } from './weigh-edit.ts';

export interface Edited {
  readonly item: EditedItem;
  readonly settled: EffectBundle;
}

/** What a person wants done with their edit. */
export interface EditWish {
  /** The token of the preview they saw: where anything it showed has changed since, nothing is done. */
  readonly preview: string;
  /** Their own approval goes with it, where one is needed and theirs counts. */
  readonly approve: boolean;
}

/**
 * Puts an edited action in the place of a waiting one: the old item ends, the new one opens and, if that is wished, is
 * approved by the one who edited it, all in one transaction or not at all.
 */
export function editEffect(request: EditRequest, { preview, approve }: EditWish): Decide<EffectKeys, Edited> {
  return (loaded, env) => {
    const weighed = weighEdit(request, loaded, env);
    const refusal = weighed.ok ? movedSince(weighed, preview) : weighed;
    if (!weighed.ok || refusal !== null) return refusedEdit(refusal ?? (weighed as EditRefusal), request, loaded);
    const { before, run, opened, verdict } = weighed;
    const { by, reason } = request;
    const actor = { kind: 'person' as const, id: by.personId };
    const next = opened.effect;
    const replaced = decideApproval(before, { kind: 'edit', by, reason, next, ...request.seen }, weighed.env);
    if (!replaced.ok) return refusedEdit(replaced, request, loaded);
    const after = evolveAll(before, replaced.events, env.nowMs);
    const opening = openingOf(opened, verdict, run, env, actor);
    if (!opening.ok) return opening;

    const isToBeApproved = approve && opened.approval !== null;
    const approved = isToBeApproved ? approvedAtOnce(opening.settled, weighed, request, env.nowMs) : null;
    if (approved !== null && !approved.ok) return refusedEdit(approved, request, loaded);
    const settled = approved?.settled ?? opening.settled;
    const changes: Change[] = [
      ...bundleChanges(before, after, replaced.events, actor, by.role),
      ...followUse(before, after, replaced.events, loaded.grants, env.nowMs),
      ...opening.changes,
      ...(approved === null ? [] : bundleChanges(opening.settled, settled, approved.events, actor, by.role)),
      putRun(run, [
        ...runEventsOf(before, after),
        { kind: 'effect-opened', waitsForDecision: opened.approval !== null },
        ...runEventsOf(opening.settled, settled),
      ]),
    ];
    const item = { approvalId: before.approval?.approvalId ?? '', next: linkedAction(settled.effect) };
    return { ok: true, changes, reply: { item, settled } };
  };
}

/** What `editEffect` would do, with no change. */
export function previewEdit(request: EditRequest): Decide<EffectKeys, EditPreview> {
  return (loaded, env) => {
    const weighed = weighEdit(request, loaded, env);
    const { problems } = request;
    const changes = loaded.effect === null ? [] : changesSince(loaded.effect, request);
    if (!weighed.ok) {
      const refused = weighed.hint === undefined ? weighed.message : `${weighed.message} ${weighed.hint}`;
      return {
        ok: true,
        changes: [],
        reply: { problems: [...problems], refused, code: weighed.code, changes, verdict: null },
      };
    }
    const { opened, verdict, token } = weighed;
    const { tier, title, verb, facts, holdMs } = opened.effect;
    const approved = opened.approval === null ? null : approvedAtOnce(opened, weighed, request, env.nowMs);
    const whyNotApprove = approved === null || approved.ok ? null : approved.message;
    const { uninspectable, diff } = facts;
    return {
      ok: true,
      changes: [],
      reply: {
        problems: [],
        refused: null,
        code: null,
        changes,
        verdict: {
          tier,
          sentence: verdict.sentence,
          matched: [...verdict.matched],
          title,
          verb,
          approvers: opened.approval?.approvers.count ?? 0,
          holdMs,
          diff: [...diff],
          uninspectable: [...uninspectable],
          whyNotApprove,
          token,
        },
      },
    };
  };
}

function changesSince({ effect }: EffectBundle, { action }: EditRequest): EditPreview['changes'] {
  const { tool, target, params } = JSON.parse(effect.envelope) as {
    tool: { id: string };
    target: string;
    params: Record<string, unknown>;
  };
  return changesBetween({ tool: tool.id, target, params }, action);
}

/** Nobody approves what differs from what they were shown. */
function movedSince({ token, opened }: WeighedEdit, preview: string): EditRefusal | null {
  if (preview === token) return null;
  const message = `What it starts from, or how the policy judges it (${opened.effect.tier} now), changed since it was shown. Nothing was changed; the item waits as it was.`;
  return { ok: false, code: 'stale', message, hint: 'Look at the preview again, and decide on that.' };
}

type ApprovedAtOnce =
  | EditRefusal
  | { readonly ok: true; readonly settled: EffectBundle; readonly events: readonly ApprovalEvent[] };

function approvedAtOnce(
  opened: EffectBundle,
  weighed: WeighedEdit,
  request: EditRequest,
  nowMs: number,
): ApprovedAtOnce {
  const { by, reason } = request;
  const seen = { envelopeHash: opened.effect.envelopeHash, version: opened.approval?.version ?? 0 };
  const decided = decideApproval(opened, { kind: 'approve', by, reason, ...seen }, weighed.nextEnv);
  return decided.ok ? { ok: true, settled: evolveAll(opened, decided.events, nowMs), events: decided.events } : decided;
}

function refusedEdit(
  { code, message, hint }: Omit<EditRefusal, 'ok'>,
  { by }: EditRequest,
  { effect }: Loaded<EffectKeys>,
) {
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  // What could not be decided by anybody is no decision that was refused.
  if (effect === null || code === 'invalid-input') return { ok: false as const, error };
  return { ok: false as const, error, audit: [refusedDecision(effect, by, 'edit', error)] };
}
