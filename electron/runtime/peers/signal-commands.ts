import type { Person } from '../../../shared/domain/person.ts';
import { fromWireError, LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { sha256 } from '../json/canonical.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Change, Decide, Engine } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { JournalRow, ReleaseState, RunState } from '../engine/states.ts';
import { crashPoint } from '../faults/crash-point.ts';
import type { Stores } from '../store/stores.ts';
import { by } from '../verbs/by.ts';
import type { ContractLine } from './contract-line.ts';
import { deliver, type DeliverWorld } from './deliver.ts';

export interface SignalWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Pick<Activations, 'during' | 'resume' | 'live'>;
  readonly contracts: Pick<ContractLine, 'ask'>;
}

/** What a person sends to a run. It is kept, or has ended a wait, in one transaction: a crash leaves no half of it. */
export function createSignalCommands(world: SignalWorld): Readonly<Record<string, Handler>> {
  const { engine, stores, activations, contracts } = world;
  return {
    'signal.send': async (input: MethodArguments<'signal.send'>, call): Promise<{ taken: boolean }> => {
      const person = acting(call);
      const { runId, name } = input;
      const run = stores.runs.load(runId);
      if (run === null)
        throw new LanekeeperError('not-found', `There is no run ${runId}.`, {
          hint: 'The list of runs shows those there are.',
        });
      const refusal = await refusedBy(
        stores.workspace.release(run.releaseHash),
        name,
        readJson(input.payload),
        contracts,
      );
      if (refusal !== null) throw refusal;
      const ended: { row: JournalRow | null; state: RunState | null } = { row: null, state: null };
      const decide = sendSignal(input, person, deliverWorld(world, runId, input), (row, state) =>
        Object.assign(ended, { row, state }),
      );
      return activations.during(runId, async () => {
        const sent = await engine.transact({ run: runId }, decide, call.options);
        crashPoint('signal.after-sent');
        if (ended.row !== null) activations.resume(runId, ended.state, [ended.row]);
        return sent;
      });
    },
  };
}

/** Why a release does not take this signal; null when it does. */
export async function refusedBy(
  release: ReleaseState | null,
  name: string,
  payload: string,
  contracts: Pick<ContractLine, 'ask'>,
): Promise<LanekeeperError | null> {
  const declared = release?.manifest.signals ?? {};
  const contract = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (release === null || contract === undefined) {
    const names = Object.keys(declared);
    return new LanekeeperError(
      'refused',
      `${release?.manifest.title ?? 'The agent'} takes no signal "${name}". Nothing was sent.`,
      { hint: names.length === 0 ? 'Its manifest declares none.' : `It takes: ${names.join(', ')}.` },
    );
  }
  const { releaseHash } = release;
  const { version, schema } = contract;
  const answer = await contracts.ask({
    releaseHash,
    name,
    version,
    schema: schema as never,
    where: 'payload',
    value: payload,
  });
  return answer.ok ? null : fromWireError(answer.error);
}

/** What delivering to a run looks up inside its transaction. */
export function deliverWorld(
  { stores, activations }: Pick<SignalWorld, 'stores' | 'activations'>,
  runId: string,
  { name, key }: { readonly name: string; readonly key: string },
): DeliverWorld {
  return {
    waited() {
      const wait = stores.signals.waitFor(runId, name, key);
      return wait === null ? null : stores.journal.last(runId, wait.lineageId, wait.path);
    },
    keptCount: () => stores.signals.keptCount(runId),
    isInHost: () => activations.live(runId) !== undefined,
  };
}

function sendSignal(
  { name, key, payload }: MethodArguments<'signal.send'>,
  person: Person,
  world: DeliverWorld,
  delivered: (row: JournalRow | null, state: RunState) => void,
): Decide<{ run: string }, { taken: boolean }> {
  return ({ run }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const done = deliver(run, { signalId: env.uuid(), name, key, payload: readJson(payload) }, world, env);
    if (!done.ok) return done;
    delivered(done.row, done.state);
    const taken = done.row !== null;
    const sent: Change = {
      put: 'audit',
      entry: {
        ...by(person),
        kind: 'signal.sent',
        run: run.runId,
        payloads: { payload: sha256(payload) },
        facts: { name, key, taken },
      },
    };
    return { ok: true, changes: [...done.changes, sent], reply: { taken } };
  };
}

/** The payload as JSON writes it, whatever blanks a person put between. */
function readJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new LanekeeperError(
      'invalid-input',
      `What the signal carries is not JSON: ${(error as Error).message}. Nothing was sent.`,
      { hint: 'Text stands in double quotes, and nothing may follow the last value.' },
    );
  }
}
