import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, deciding, type Handler } from '../engine/acting.ts';
import type { Broker } from '../effects/broker-port.ts';

/** What moves items among people without deciding on them. */
export function dutyHandlers({
  broker,
}: {
  readonly broker: Pick<Broker, 'perform'>;
}): Readonly<Record<string, Handler>> {
  return {
    'approval.escalate': async ({ items, to, reason }: MethodArguments<'approval.escalate'>, call) => ({
      results: await broker.perform(items, deciding(call), (seen) => ({
        kind: 'escalate',
        by: acting(call),
        to,
        reason,
        ...seen,
      })),
    }),
    'approval.snooze': async ({ items, untilMs, event }: MethodArguments<'approval.snooze'>, call) => ({
      results: await broker.perform(items, deciding(call), (seen) => ({
        kind: 'snooze',
        by: acting(call),
        untilMs,
        event,
        ...seen,
      })),
    }),
    'approval.delegate': async ({ items, ...handed }: MethodArguments<'approval.delegate'>, call) => ({
      results: await broker.perform(items, deciding(call), (seen) => ({
        kind: 'delegate',
        by: acting(call),
        ...handed,
        ...seen,
      })),
    }),
    'approval.withdraw': async ({ items, reason }: MethodArguments<'approval.withdraw'>, call) => ({
      results: await broker.perform(items, deciding(call), (seen) => ({
        kind: 'take-back',
        by: acting(call),
        reason,
        ...seen,
      })),
    }),
  };
}
