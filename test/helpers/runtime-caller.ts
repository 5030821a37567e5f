import type { MethodInput, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import type { TopicName } from '../../shared/ipc/topics.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { RuntimeClient } from '../../electron/runtime/transports/runtime-client.ts';

const everyTopic: readonly TopicName[] = [
  'run.changed',
  'approval.changed',
  'effect.changed',
  'artifact.added',
  'journal.appended',
  'workspace.changed',
  'bulk.changed',
];

export interface CallAs {
  readonly as?: string;
  readonly commandId?: string;
}

/** A runtime as somebody who speaks to it has it, whatever started it. */
export interface RuntimeCaller {
  /** Calls as Ada, with a fresh command id, unless told otherwise. */
  call<M extends MethodName>(method: M, input: MethodInput<M>, how?: CallAs): Promise<MethodOutput<M>>;
  /** Looks now and after every event, until there is something to see. */
  until<T>(look: () => Promise<T | undefined>): Promise<T>;
}

export function callerOf(client: RuntimeClient): RuntimeCaller {
  const watchers = new Set<() => void>();
  const wake = (): void => {
    for (const watcher of watchers) watcher();
  };
  client.subscribe(everyTopic, {}, wake);
  client.onClose(wake);
  return {
    call: (method, input, how = {}) =>
      client.call(method, input, { as: how.as ?? 'ada', commandId: how.commandId ?? systemIds.uuid() }),
    async until(look) {
      let isDirty = true;
      let wakeUp: () => void = () => {};
      const watcher = (): void => {
        isDirty = true;
        wakeUp();
      };
      watchers.add(watcher);
      try {
        for (;;) {
          isDirty = false;
          const found = await look();
          if (found !== undefined) return found;
          if (!isDirty) await new Promise<void>((resolve) => (wakeUp = resolve));
        }
      } finally {
        watchers.delete(watcher);
      }
    },
  };
}
