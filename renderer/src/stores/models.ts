import { create } from 'zustand';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { announce } from './notices.ts';

interface ModelsState {
  readonly listed: MethodOutput<'model.list'> | null;
  readonly failure: unknown;
  /** The endpoint that is being tested. */
  readonly testing: string | null;
  readonly testFailure: { readonly endpointId: string; readonly error: unknown } | null;
}

export const useModels = create<ModelsState>()(() => ({
  listed: null,
  failure: null,
  testing: null,
  testFailure: null,
}));

/** Reads the endpoints, and follows them until the returned function is called. */
export function watchModels(): () => void {
  let isOpen = true;
  async function read(): Promise<void> {
    try {
      const listed = await call('model.list', {});
      if (isOpen) useModels.setState({ listed, failure: null });
    } catch (failure) {
      if (isOpen) useModels.setState({ failure });
    }
  }
  const stop = subscribe({
    topics: ['workspace.changed'],
    onEvents(events) {
      const isOurs = events.some(
        ({ topic, payload }) => topic === 'workspace.changed' && ['models', 'settings'].includes(payload.reason),
      );
      if (isOurs) void read();
    },
    onGap: () => void read(),
  });
  void read();
  return () => {
    isOpen = false;
    stop();
  };
}

/** Asks an endpoint what it can do; what it found is in the list. */
export async function testEndpoint(endpointId: string, model: string): Promise<void> {
  useModels.setState({ testing: endpointId, testFailure: null });
  try {
    const card = await call('model.test', { endpointId, model });
    const able = card.checks.filter(({ isOk }) => isOk).length;
    announce(`Tested: ${able} of ${card.checks.length} checks passed`);
    useModels.setState(({ listed }) => ({
      testing: null,
      listed: listed && {
        ...listed,
        endpoints: listed.endpoints.map((one) => (one.endpoint.endpointId === endpointId ? { ...one, card } : one)),
      },
    }));
  } catch (error) {
    useModels.setState({ testing: null, testFailure: { endpointId, error } });
  }
}
