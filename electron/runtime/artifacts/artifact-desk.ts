import type { Activations, ActivationsOptions } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { recordArtifact } from './record-artifact.ts';

/** Records what a run has made, and tells it. */
export function createArtifactDesk({
  engine,
  stores,
  activations,
}: {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: () => Pick<Activations, 'recorded' | 'refused'>;
}): ActivationsOptions['onArtifact'] {
  return (run, message) => {
    // Looked up inside the transaction: two branches may give the same name at once.
    const version = (): number => stores.workspace.nextArtifactVersion(run.runId, message.artifact.name);
    engine.transact({ run: run.runId }, recordArtifact(run.activation, message, message.artifact, version)).then(
      (row) => activations().recorded(run, row),
      (error: unknown) => activations().refused(run, error),
    );
  };
}
