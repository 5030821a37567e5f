import type { Intent } from './cue.ts';
import { approvalsIntents } from './intents-approvals.ts';
import { consoleIntents } from './intents-console.ts';
import { reportsIntents } from './intents-reports.ts';
import { runsIntents } from './intents-runs.ts';

/** Every intent with its cues. The order settles nothing: confidence does. */
export const intents: readonly Intent[] = [...runsIntents, ...reportsIntents, ...approvalsIntents, ...consoleIntents];
