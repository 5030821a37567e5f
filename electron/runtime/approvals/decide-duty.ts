import type { EffectBundle } from '../engine/states.ts';
import { delegate } from './delegate.ts';
import type { DutyCommand } from './duty-commands.ts';
import { due } from './due.ts';
import { escalate } from './escalate.ts';
import type { Decided, DecisionEnv } from './events.ts';
import { snooze } from './snooze.ts';
import { takeBackAsked } from './take-back-asked.ts';
import { unexpected } from './unexpected.ts';

/** Everything that moves an item among people without deciding on it; pure, as `decideApproval` is. */
export function decideDuty(bundle: EffectBundle, command: DutyCommand, env: DecisionEnv): Decided {
  switch (command.kind) {
    case 'escalate':
      return escalate(bundle, command, env);
    case 'snooze':
      return snooze(bundle, command, env);
    case 'delegate':
      return delegate(bundle, command, env);
    case 'take-back':
      return takeBackAsked(bundle, command, env);
    case 'due':
      return due(bundle, env);
    default:
      return unexpected(command);
  }
}
