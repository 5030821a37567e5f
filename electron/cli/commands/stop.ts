import type { StopScope } from '../../../shared/domain/workspace.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';

export const stop = command({
  name: 'stop',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'emergency stop: from now on no action is sent, until the stop is lifted',
  details: 'Runs go on thinking; what was granted and not sent waits for a decision again.',
  kind: 'changes',
  options: {
    agent: { type: 'string', value: 'ID', about: 'only actions of this agent' },
    tool: { type: 'string', value: 'ID', about: 'only actions through this tool' },
    class: {
      type: 'string',
      value: 'ID',
      about: 'only actions of this class: read, reversible, consequential, critical',
    },
    lift: { type: 'boolean', about: 'lift that stop' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log (required with --lift)' },
  },
  async run({ options, session }) {
    const scope = readScope(options);
    const reason = options.reason ?? '';
    const target = scope.kind === 'all' ? 'every action' : `actions of ${scope.kind} ${scope.id}`;
    if (!options.lift) {
      await (await session()).act('stop.engage', { scope, reason });
      return {
        exit: 0,
        value: { stopped: true, scope },
        text: `Stopped: ${target}. Nothing of it is sent until the stop is lifted.`,
      };
    }
    if (reason.trim() === '') throw new UsageError('Lifting a stop is a decision: say why with --reason TEXT.');
    await (await session()).act('stop.lift', { scope, reason });
    return {
      exit: 0,
      value: { stopped: false, scope },
      text: `Lifted: ${target} may be sent again once it is decided.`,
    };
  },
});

function readScope(stated: {
  readonly agent: string | undefined;
  readonly tool: string | undefined;
  readonly class: string | undefined;
}): StopScope {
  const scopes: StopScope[] = [];
  if (stated.agent !== undefined) scopes.push({ kind: 'agent', id: stated.agent });
  if (stated.tool !== undefined) scopes.push({ kind: 'tool', id: stated.tool });
  if (stated.class !== undefined) scopes.push({ kind: 'class', id: stated.class });
  const [scope, ...others] = scopes;
  if (others.length > 0) throw new UsageError('Name one of --agent, --tool and --class.');
  return scope ?? { kind: 'all' };
}
