/** Branded identifiers: a run id can never be passed where an approval id is asked for. */
declare const brand: unique symbol;
export type Brand<Name extends string> = string & { readonly [brand]: Name };

export type RunId = Brand<'RunId'>;
export type LineageId = Brand<'LineageId'>;
export type EngineId = Brand<'EngineId'>;
export type EffectId = Brand<'EffectId'>;
export type ApprovalId = Brand<'ApprovalId'>;
export type GrantId = Brand<'GrantId'>;
export type DecisionId = Brand<'DecisionId'>;
export type ArtifactId = Brand<'ArtifactId'>;
export type PersonId = Brand<'PersonId'>;
export type AgentId = Brand<'AgentId'>;
export type ToolId = Brand<'ToolId'>;
export type CommandId = Brand<'CommandId'>;
/** Lower-case hex SHA-256. */
export type Sha256 = Brand<'Sha256'>;
/** Journal key inside one run and lineage, for example `2/all:theme-7/0`. */
export type EntryPath = Brand<'EntryPath'>;

/** Milliseconds since the Unix epoch, trusted time. */
export type AtMs = number;
/** A span in milliseconds. */
export type Ms = number;
export type Bytes = number;

/** A run named from anywhere: which engine holds it, and its id there. */
export interface RunRef {
  readonly engineId: EngineId;
  readonly runId: RunId;
}

/** Names a value of an id type where it enters the program (a parsed message, a database row). */
export function asId<T extends Brand<string>>(value: string): T {
  return value as T;
}
