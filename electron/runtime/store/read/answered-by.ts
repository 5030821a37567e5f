import type { Db } from '../open.ts';

/** Agents that came with the product and do their language work by the engine in their own process, without a model. */
const onEmbeddedEngine: ReadonlySet<string> = new Set(['ticket-review']);
/** The last calls are read: which model answers changes between runs, hardly within one. */
const mostRead = 8;

export interface Asking {
  readonly runId: string;
  readonly agentId: string;
  readonly isBuiltIn: boolean;
  /** Model calls the run has made. */
  readonly modelCalls: number;
}

/** What answered the run behind an action: models as they name themselves, the embedded engine, or nothing. */
export function createAnsweredBy(db: Db): (asking: Asking) => string {
  const lastCalls = db.prepare(
    `SELECT name, result FROM journal_all WHERE run_id = ? AND kind = 'model' AND phase = 'done'
     ORDER BY ord DESC LIMIT ${mostRead}`,
  );
  return ({ runId, agentId, isBuiltIn, modelCalls }) => {
    if (modelCalls === 0) return answeredWords([], isBuiltIn && onEmbeddedEngine.has(agentId));
    return answeredWords(lastCalls.all(runId) as readonly ModelCall[], false);
  };
}

interface ModelCall {
  /** As the agent calls it. */
  readonly name: string;
  readonly result: string | null;
}

/** The same in words; a call whose result names no model is told by the agent's own name for it. */
export function answeredWords(calls: readonly ModelCall[], hasEngine: boolean): string {
  if (calls.length === 0) return hasEngine ? 'embedded language engine' : 'none was asked';
  const named = new Set(calls.flatMap(({ result }) => modelIn(result) ?? []));
  if (named.size > 0) return [...named].join(', ');
  const asked = [...new Set(calls.map(({ name }) => `“${name}”`))].join(', ');
  return `asked as ${asked}; which model answered was not recorded`;
}

function modelIn(result: string | null): string | null {
  try {
    const value = JSON.parse(result ?? 'null') as { model?: unknown; endpointId?: unknown } | null;
    if (typeof value?.model !== 'string' || value.model === '') return null;
    return typeof value.endpointId === 'string' ? `${value.model} at ${value.endpointId}` : value.model;
  } catch {
    return null;
  }
}
