/** The shared shapes an agent author meets, re-exported so that the SDK is one import. */
export type { Evidence } from '../../../shared/domain/approval.ts';
export type { ConsoleAnswer, ConsoleQueryName } from '../../../shared/domain/console-query.ts';
export type { Inspection, Manifest, ManifestDocument } from '../../../shared/domain/agent.ts';
export type { ChildLife, Progress, RunError } from '../../../shared/domain/run.ts';
export type {
  DataLabel,
  GenerateInput,
  GenerateRequest,
  GenerateResult,
  ModelItem,
  ModelSource,
  ToolOffer,
} from '../../../shared/domain/model-call.ts';
export type { Json, JsonObject } from '../../../shared/json.ts';
