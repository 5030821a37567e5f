import { v7 } from 'uuid';
import type { TierChange } from '../../../shared/domain/policy-outlook.ts';
import type { Simulation } from '../../../shared/domain/policy-simulation.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { policyFile } from '../input/policy-file.ts';
import { share } from '../output/words.ts';
import { simulationText } from '../views/policy-view.ts';

const pageSize = 1_000;

export const policySimulate = command({
  name: 'policy simulate',
  operands: 'FILE',
  takes: { least: 1, most: 1 },
  about: 'try a policy on everything that was judged: which decisions would change, and those rolled back later',
  details: 'Nothing is changed. With --json the whole report is given: every decision that would change, in order.',
  kind: 'reads',
  options: { since: { type: 'string', value: 'DATE', about: 'only what was proposed since then, such as 2026-11-01' } },
  async run({ operands, options, session, terminal, isJson }) {
    const sinceMs = options.since === undefined ? undefined : Date.parse(options.since);
    if (Number.isNaN(sinceMs)) throw new UsageError(`--since is no date such as 2026-11-01: "${options.since}".`);
    const text = policyFile(operands[0] ?? '');
    const open = await session();
    const simulationId = v7();
    const stop = open.onEphemeral('simulation', (now) => {
      if (now.simulationId === simulationId && now.status === 'running')
        terminal.showProgress(progressLine(now), 'simulation');
    });
    try {
      const simulation = await open.ask('policy.simulate', {
        simulationId,
        text,
        ...(sinceMs === undefined ? {} : { sinceMs }),
      });
      const changes: TierChange[] = [];
      for (let after: number | null = isJson ? 0 : null; after !== null;) {
        const page = await open.ask('policy.simulation', { simulationId, after, limit: pageSize });
        changes.push(...page.changes);
        after = page.next;
      }
      return { exit: 0, value: { simulation, changes }, text: simulationText(simulation) };
    } finally {
      stop();
    }
  },
});

function progressLine({ looked, total, changed }: Simulation): string {
  return `Looked at ${looked} of ${total} (${share(looked, total)}), ${changed} would change`;
}
