import type { AuditFacts, AuditKind, FactValue } from './kinds.ts';

export interface AuditActor {
  readonly kind: 'person' | 'agent' | 'system';
  readonly id: string;
}

/** Where and by whom a fact came to be; everything the engine knows and the chain does not. */
export interface AuditOrigin {
  readonly actor: AuditActor;
  /** The person's role at that moment; null for agents and the system. */
  readonly role?: string | null;
  readonly run?: string | null;
  /** The step's entry path. */
  readonly step?: string | null;
  readonly approval?: string | null;
  readonly effect?: string | null;
  /** Ids of what brought it about: a command id, an earlier decision, a message. */
  readonly causes?: readonly string[];
  /** Name -> lower-case hex SHA-256 of what is too large or too private to stand here. */
  readonly payloads?: Readonly<Record<string, string>>;
  /** Wall clock, UTC ms. */
  readonly wallMs: number;
  /** Monotonic clock of this boot, ms, with at most three decimals. */
  readonly monotonicMs: number;
  readonly bootId: string;
}

/** An event before it is chained. `facts` are checked against the kind by the type system and by the encoder. */
export type NewAuditEvent = {
  [K in AuditKind]: AuditOrigin & { readonly kind: K; readonly facts: Readonly<AuditFacts[K]> };
}[AuditKind];

/** An event as it stands in the log: the parsed form of its bytes. */
export interface ChainedEvent {
  readonly actor: AuditActor;
  readonly approval: string | null;
  readonly bootId: string;
  readonly causes: readonly string[];
  readonly chainId: string;
  readonly effect: string | null;
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly kind: string;
  readonly monotonicMs: number;
  readonly payloads: Readonly<Record<string, string>>;
  readonly previous: string;
  readonly role: string | null;
  readonly run: string | null;
  readonly seq: number;
  readonly step: string | null;
  /** Format of the event itself. */
  readonly v: 1;
  readonly wallMs: number;
}
