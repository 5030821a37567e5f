import type { FakeState } from '../fake-runtime/state.ts';

/** Every place of the console, with what has to stand there before it is looked at. */
export function routesOf(state: FakeState): readonly { name: string; hash: string; ready: string }[] {
  const runs = [...state.runs.values()];
  const review = runs.find((run) => run.title === 'Review of 40 complaints')?.runId ?? '';
  const failed = runs.find((run) => run.status === 'failed')?.runId ?? '';
  const standing = runs.find(({ pause }) => pause?.budget !== undefined)?.runId ?? '';
  const live = runs.find((run) => run.status === 'running')?.runId ?? '';
  const two = [...state.approvals.values()].find((item) => item.tier === 'gate-two')?.approvalId ?? '';
  const record = [...state.approvals.values()].find((item) => item.toolId === 'record.update')?.approvalId ?? '';
  const seq = state.audit.at(-3)?.seq ?? 1;
  return [
    { name: 'inbox', hash: '#/inbox', ready: '#card h2' },
    { name: 'inbox-record', hash: `#/inbox/${record}`, ready: '#card h2' },
    { name: 'inbox-two', hash: `#/inbox/${two}`, ready: '#card h2' },
    { name: 'runs', hash: '#/runs', ready: '[role=grid]' },
    { name: 'run-timeline', hash: `#/runs/${review}/timeline`, ready: '[data-keys=timeline]' },
    { name: 'run-report', hash: `#/runs/${review}/report`, ready: 'article h1' },
    { name: 'run-journal', hash: `#/runs/${review}/journal`, ready: '[aria-label=Journal] button' },
    { name: 'run-effects', hash: `#/runs/${review}/effects`, ready: '[role=table] [role=row] a' },
    { name: 'run-budget', hash: `#/runs/${standing}/cost`, ready: 'table[aria-label=Budgets]' },
    { name: 'run-cost', hash: `#/runs/${review}/cost`, ready: 'table' },
    { name: 'run-artifacts', hash: `#/runs/${review}/artifacts`, ready: 'table' },
    { name: 'run-input', hash: `#/runs/${review}/input`, ready: 'pre' },
    { name: 'run-live', hash: `#/runs/${live}`, ready: '[role=progressbar]' },
    { name: 'run-failed', hash: `#/runs/${failed}`, ready: '[role=tabpanel]' },
    { name: 'queues', hash: '#/queues', ready: 'nav[aria-label="Queues of this workspace"] a' },
    { name: 'dead-letters', hash: '#/dead-letters', ready: 'article h2' },
    { name: 'agents', hash: '#/agents', ready: 'nav[aria-label="Agents of this workspace"] a' },
    { name: 'agents-start', hash: '#/agents/ticket-review/start', ready: 'form fieldset' },
    { name: 'assistant-new', hash: '#/assistant', ready: 'textarea' },
    { name: 'assistant-open', hash: '#/assistant/talk-debt', ready: 'article h2' },
    { name: 'lanes', hash: '#/lanes', ready: 'table' },
    { name: 'settings-lanes', hash: '#/settings/lanes', ready: 'form' },
    { name: 'audit', hash: `#/audit/${seq}`, ready: '[role=grid]' },
    { name: 'settings-people', hash: '#/settings/people', ready: 'form' },
    { name: 'settings-appearance', hash: '#/settings/appearance', ready: 'fieldset' },
    { name: 'settings-delivery', hash: '#/settings/delivery', ready: 'form' },
    { name: 'settings-policy', hash: '#/settings/policy', ready: 'ol' },
    { name: 'settings-budgets', hash: '#/settings/budgets', ready: '#budget-zone' },
    { name: 'settings-checks', hash: '#/settings/checks', ready: 'ul' },
    { name: 'settings-limits', hash: '#/settings/limits', ready: 'ul' },
  ];
}
