import type { DiffRow } from '../../../shared/domain/approval.ts';
import type { EffectClass } from '../../../shared/domain/effect.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Money } from '../../../shared/domain/money.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';

/** What the runtime and every thread may know of a tool without being able to run it. */
export interface ToolFacts {
  readonly id: string;
  readonly version: string;
  /** JSON Schema 2020-12 of `params`. */
  readonly schema: JsonObject;
  readonly effectClass: EffectClass;
  /** It reaches outside this workspace: approval is followed by a hold window (A17). */
  readonly external: boolean;
  /** Whether this action itself leaves this machine; as `external` where absent. A draft kept in the outbox is held like any reply, and does not. */
  readonly leavesMachine?: boolean;
  /** It sends its precondition along with the write, so nothing can change in between (A6). */
  readonly conditionalWrite: boolean;
  readonly idempotency: { readonly kind: 'none' } | { readonly kind: 'keyed'; readonly validForMs: number };
  readonly canProbe: boolean;
  readonly canCompensate: boolean;
  /** Of the data every action of it handles: `personal`, `secret` and the like; none where absent. */
  readonly dataLabels?: readonly string[];
  /** Pure. Which of these facts differ under the operator's settings; absent when none ever does. */
  underSettings?(settings: Settings, params: JsonObject): Partial<SettingsDependentFacts>;
  /** Pure. Names of the secrets one call needs; it is given no other. */
  secretNames?(settings: Settings, params: JsonObject): readonly string[];
  /** Pure. Whether `prepare` sends anything out of this machine for an action of these parameters; absent: never. */
  looksOutside?(params: JsonObject): boolean;
  /** Pure. What an action with these parameters may be said to be aimed at; absent where `prepare` compares the two. */
  targets?(params: JsonObject): readonly string[];
  /** Pure. What the card and the button say. */
  describe(target: string, params: JsonObject): ToolDescription;
}

/** The facts that may depend on how the operator configured the tool. */
export type SettingsDependentFacts = Pick<
  ToolFacts,
  'idempotency' | 'canCompensate' | 'canProbe' | 'leavesMachine' | 'effectClass'
>;

export interface ToolDescription {
  /** `Send`, `Update`, `Publish`. */
  readonly verb: string;
  /** Verb + target + count. */
  readonly title: string;
  readonly systems: readonly string[];
  readonly records: number;
  readonly people: number;
  /** What it moves or promises; null where it moves none. */
  readonly money: Money | null;
}

/**
 * The state an action starts from. `preconditions` goes into the envelope; any difference at execution is `stale`.
 * `conditionalWrite`: whether this one is sent along with the write, where that hangs on what was read.
 */
export type Preparation =
  | {
      readonly ok: true;
      readonly preconditions: JsonObject;
      readonly diff: readonly DiffRow[];
      readonly conditionalWrite?: boolean;
    }
  /** `code`: stable, for the agent that asked. */
  | { readonly ok: false; readonly reason: string; readonly code?: string };

export type ToolOutcome =
  | { readonly outcome: 'done'; readonly summary: string; readonly detail: JsonObject }
  | { readonly outcome: 'not-applied'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string };

export type ProbeVerdict =
  | { readonly verdict: 'applied'; readonly summary: string; readonly detail: JsonObject }
  | { readonly verdict: 'not-applied' }
  | { readonly verdict: 'cannot-tell'; readonly reason: string };

/** Handed to the tool thread with each call, and kept no longer than it. */
export interface ToolContext {
  readonly settings: Settings;
  /** Values of the secrets this call may use, by reference name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly nowMs: number;
  /** An earlier dispatch of this key may have arrived: what is refused now may have been done then. */
  readonly isRepeat?: boolean;
  /** When it was sent first, for who is asked what became of it. */
  readonly sentAtMs?: number;
}

/** A tool as the tool thread runs it. `execute` is told its idempotency key; see approvals.md, tool contract. */
export interface Tool extends ToolFacts {
  prepare(target: string, params: JsonObject, context: ToolContext): Promise<Preparation>;
  execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome>;
  probe?(envelope: Envelope, key: string, context: ToolContext): Promise<ProbeVerdict>;
  compensate?(envelope: Envelope, key: string, receipt: JsonObject, context: ToolContext): Promise<ToolOutcome>;
}

/** Where the tools keep their files; only the tool thread opens them. */
export interface ToolPlaces {
  readonly outboxFolder: string;
  readonly recordsDb: string;
  /** Content-addressed files: `<folder>/<first two hex>/<sha256>`. */
  readonly artifactFolder: string;
}
