import type { GenerateRequest, GenerateResult } from '../../../shared/domain/model-call.ts';
import type { Progress } from '../../../shared/domain/run.ts';
import type { Json } from '../../../shared/json.ts';
import type {
  Ctx,
  EffectOutcome,
  GenerateOptions,
  InheritedArtifact,
  ModelOptions,
  StepContext,
  StepOptions,
} from '../sdk/types.ts';
import type { HostProposal, HostQuestion, PeerAsk } from './protocol.ts';
import type { Strands } from './replay.ts';
import type { Deterministic } from './run-context.ts';
import type { Where } from './run-errors.ts';

/** When a wait ends by itself; its hash is what a replay compares. */
export type WaitUntil =
  | { readonly dueInMs: number | null; readonly key?: string }
  | { readonly dueInMs: number | null; readonly question: HostQuestion }
  | { readonly dueInMs: null; readonly dueAtMs: number; readonly key?: string };

/** What a ctx does through its session; one session per run and activation. */
export interface SessionPort {
  readonly runId: string;
  readonly source: Deterministic;
  readonly inherited: readonly InheritedArtifact[];
  step<T extends Json>(
    path: string,
    name: string,
    where: Where,
    body: (step: StepContext) => Promise<T> | T,
    options: ModelOptions,
    kind: 'step' | 'model',
  ): Promise<T>;
  generate(
    path: string,
    name: string,
    where: Where,
    request: GenerateRequest,
    options: GenerateOptions,
  ): Promise<GenerateResult>;
  /** Asks the console a question of its own. */
  query(path: string, tool: string, where: Where, args: Json, options: StepOptions): Promise<Json>;
  wait(path: string, kind: 'sleep' | 'signal', name: string, where: Where, until: WaitUntil): Promise<Json>;
  /** Keeps something for later runs of the agent. */
  remember(path: string, where: Where, text: string): Promise<Json>;
  /** Asks the engine for what touches another run. */
  peer(path: string, name: string, where: Where, ask: PeerAsk): Promise<Json>;
  /** A value of the journal, wherever it is kept. */
  readText(text: string): Promise<Json>;
  effect(path: string, where: Where, proposal: HostProposal): Promise<EffectOutcome>;
  artifact(
    path: string,
    where: Where,
    request: {
      name: string;
      role: 'report' | 'data' | 'quarantine';
      mediaType: string;
      text: string;
      items: number | null;
    },
  ): Promise<Json>;
  branchEnd(
    path: string,
    kind: 'all' | 'race',
    name: string,
    where: Where,
    end: { phase: 'done' | 'failed'; result: Json; abandons: readonly string[] },
  ): Promise<Json>;
  abandon(prefix: string): void;
  progress(progress: Progress): void;
  readonly strands: Strands;
  readonly file: Ctx['file'];
}
