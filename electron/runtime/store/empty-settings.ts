import { defaultRouting } from '../../../shared/domain/routing.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';

/** Of a workspace where nobody has set anything; also what a setting of a later version begins as. */
export const emptySettings: Settings = {
  publishFolder: null,
  smtp: null,
  outboxFrom: null,
  egress: [],
  modelEndpoints: [],
  modelChains: [],
  timeZone: null,
  unstatedTokens: 20_000,
  unstatedMoney: 500_000,
  latencyBudgetMs: 10_000,
  routing: defaultRouting,
  keepRunsDays: null,
  escalation: null,
  reminders: [0.5, 0.9],
  rejectReasons: [
    'Wrong or unsupported facts',
    'Wrong recipient or target',
    'Tone or wording',
    'Not needed any more',
    'Needs more evidence',
  ],
};
