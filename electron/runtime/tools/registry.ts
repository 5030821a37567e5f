import type { Settings } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { ToolFacts } from './contract.ts';
import { creditIssueFacts } from './credit-issue/facts.ts';
import { httpSendFacts } from './http-send/facts.ts';
import { policyChangeFacts } from './policy-change/facts.ts';
import { recordUpdateFacts } from './record-update/facts.ts';
import { replySendFacts } from './reply-send/facts.ts';
import { reportPublishFacts } from './report-publish/facts.ts';

/** Every tool this version knows, by id. Pure: any thread may import it, none can run a tool with it. */
export const toolRegistry: ReadonlyMap<string, ToolFacts> = new Map(
  [replySendFacts, recordUpdateFacts, reportPublishFacts, creditIssueFacts, httpSendFacts, policyChangeFacts].map(
    (facts) => [facts.id, facts],
  ),
);

/** A tool's facts as they are under the operator's settings, for one set of parameters. */
export function toolFactsUnder(facts: ToolFacts, settings: Settings, params: JsonObject): ToolFacts {
  return { ...facts, ...facts.underSettings?.(settings, params) };
}
