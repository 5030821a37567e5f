import type { CapabilityCard } from '../../../shared/domain/model-endpoint.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Settings, Stop, StopScope } from '../../../shared/domain/workspace.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { dutyHandlers } from '../approvals/duty-handlers.ts';
import { budgetHandlers } from '../budgets/budget-handlers.ts';
import type { StartLimit } from '../budgets/own-limits.ts';
import type { FileRef } from '../../../shared/domain/agent.ts';
import type { ScheduleCommands } from '../schedules/schedule-commands.ts';
import { scheduleHandlers } from '../schedules/schedule-handlers.ts';
import { forTurn } from '../conversations/for-turn.ts';
import { conversationHandlers, type Conversations } from '../conversations/conversations.ts';
import type { Broker } from '../effects/broker-port.ts';
import type { ContractLine } from '../peers/contract-line.ts';
import { createSignalCommands } from '../peers/signal-commands.ts';
import { personHandlers } from '../people/person-handlers.ts';
import type { Ids } from '../ports.ts';
import { createReleaseCommands } from '../releases/release-commands.ts';
import type { ReadyRun } from '../store/run-store.ts';
import type { Stores } from '../store/stores.ts';
import type { Activations } from './activation-port.ts';
import type { AuditEntry } from './audit-entry.ts';
import { changeSecret, changeSettings, leaveToTest, type SecretChange } from './change-settings.ts';
import type { Engine, TransactOptions } from './engine-port.ts';
import type { EngineCall } from './engine-protocol.ts';
import { grantHandlers } from '../grants/grant-handlers.ts';
import { createQueueCommands } from '../queues/queue-commands.ts';
import { createPersonCommands } from './person-commands.ts';
import { registerRelease } from './register-release.ts';
import { refuse } from './run-decisions.ts';
import { queueOf, startRun, type StartTerms } from './start-run.ts';
import type { StopFile } from './stop-file.ts';
import { refuseEmptyScope } from './stopped-scope.ts';
import { batchHandlers } from '../batch/batch-handlers.ts';
import type { BulkDesk } from '../bulk/bulk-desk.ts';
import { createRunCommands } from '../verbs/run-commands.ts';
import { acting, deciding, type Handler } from './acting.ts';
import type { StandingHolds } from './standing-holds.ts';
import { storageCommands } from './storage-commands.ts';
import type { ReleaseState } from './states.ts';

export interface CommandWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Activations;
  readonly broker: Broker;
  readonly holds: StandingHolds;
  readonly schedules: ScheduleCommands;
  readonly bulk: BulkDesk;
  readonly stopFile: Pick<StopFile, 'refuseLift'>;
  readonly contracts: Pick<ContractLine, 'ask'>;
  readonly ids: Ids;
  readonly conversations: Conversations;
}

interface KeptCard {
  readonly endpointId: string;
  readonly card: CapabilityCard;
}

type BeginPlace = Omit<ReadyRun, 'runId' | 'createdAtMs'>;

/** Everything a person, or the runtime itself, may ask the engine to change. Each lands in one transaction per item. */
export function createCommands(world: CommandWorld): (call: EngineCall) => Promise<unknown> {
  const { engine, stores, activations, broker } = world;
  const runVerbs = createRunCommands(world);

  const handlers: Readonly<Record<string, Handler>> = {
    ...createPersonCommands(world),
    ...personHandlers(world),
    'settings.change': (input: Partial<Settings>, call) =>
      engine.transact({}, changeSettings(input, acting(call)), call.options),
    'secret.change': (input: SecretChange, call) =>
      engine.transact({}, changeSecret(input, acting(call)), call.options),
    'model.leaveToTest': (_input, call) => engine.transact({}, leaveToTest(acting(call)), {}),
    'model.keepCard': ({ endpointId, card }: KeptCard, call) =>
      engine.transact(
        {},
        () => ({ ok: true, changes: [{ put: 'model-card', endpointId, card }], reply: { ok: true } }),
        call.options,
      ),
    'agent.register': async (input: { release: ReleaseState; bytes: number }, call) => {
      const addedBy = input.release.builtIn ? input.release.addedBy : acting(call).personId;
      const inForce = (agentId: string): string | undefined => stores.workspace.agent(agentId)?.releaseHash;
      return engine.transact(
        { release: input.release.releaseHash },
        registerRelease({ ...input, addedBy }, inForce),
        call.options,
      );
    },
    'run.start': async (
      input: {
        agentId: string;
        title: string;
        input: string;
        file: FileRef | null;
        sample: boolean;
        sandbox: boolean;
        deadlineInMs?: number;
        budgets?: readonly StartLimit[];
        forTurn?: string;
      } & StartTerms,
      call,
    ) => {
      const by = acting(call);
      const runId = world.ids.uuid();
      const agent = stores.workspace.agent(input.agentId);
      const releaseHash = agent?.releaseHash ?? '';
      const { dedupKey } = input;
      return activations.begin({ runId, ...placeOf(input, agent) }, (isClaimed) =>
        engine.transact(
          { agent: input.agentId },
          forTurn(
            input.forTurn,
            stores,
            startRun({
              ...input,
              runId,
              ...(dedupKey === undefined ? {} : { holder: () => stores.runs.holderOf(input.agentId, dedupKey) }),
              ...(isClaimed ? { claimFor: releaseHash } : {}),
              actor: { kind: 'person', id: by.personId },
              role: by.role,
            }),
          ),
          call.options,
        ),
      );
    },
    ...runVerbs,
    ...conversationHandlers({ ...world, cancel: runVerbs['run.cancel'] as Handler }),
    ...createQueueCommands(world),
    ...createReleaseCommands(world),
    ...world.bulk.handlers,
    ...batchHandlers(world),
    ...createSignalCommands(world),
    ...budgetHandlers(world),
    ...grantHandlers(world),
    ...dutyHandlers(world),
    'approval.approve': async (input: MethodArguments<'approval.approve'>, call) => ({
      results: await broker.approve(input.items, deciding(call), input.reason),
    }),
    'approval.reject': async (input: MethodArguments<'approval.reject'>, call) => ({
      results: await broker.reject(input.items, deciding(call), input.reason),
    }),
    'approval.respond': async (input: MethodArguments<'approval.respond'>, call) => ({
      results: await broker.respond(input.items, deciding(call), input.answer),
    }),
    'approval.previewEdit': async (input: MethodArguments<'approval.previewEdit'>, call) =>
      broker.previewEdit(input, acting(call)),
    'approval.edit': async ({ preview, approve, reason, ...draft }: MethodArguments<'approval.edit'>, call) =>
      broker.edit(draft, { preview, approve }, reason, deciding(call)),
    'approval.undo': async (input: MethodArguments<'approval.undo'>, call) => ({
      results: await broker.undo(input.approvalIds, deciding(call)),
    }),
    'effect.reconcile': async ({ effectId, ...finding }: MethodArguments<'effect.reconcile'>, call) =>
      broker.reconcile(effectId, finding, deciding(call)),
    'stop.engage': async (input: MethodArguments<'stop.engage'>, call) => {
      const by = acting(call);
      refuseEmptyScope(input.scope, stores);
      await engine.transact(
        {},
        (_state, env) => {
          const stop: Stop = { scope: input.scope, by: by.printedName, reason: input.reason, atMs: env.nowMs };
          return {
            ok: true,
            changes: [
              { put: 'stop', stop },
              { put: 'audit', entry: stopEntry('stop.engaged', by, input) },
            ],
            reply: null,
          };
        },
        call.options,
      );
      const { held, inFlight } = await broker.recall(
        input.scope,
        `${by.printedName} engaged the emergency stop; it asks again.`,
      );
      return { ok: true, held, inFlight };
    },
    'stop.lift': async (input: MethodArguments<'stop.lift'>, call) => {
      const by = acting(call);
      if (input.scope.kind === 'all') world.stopFile.refuseLift();
      await engine.transact(
        {},
        (state) => {
          if (
            !state.stops.some(
              (stop) => stop.scope.kind === input.scope.kind && scopeId(stop.scope) === scopeId(input.scope),
            )
          )
            return refuse('wrong-state', 'No such stop is engaged.');
          return {
            ok: true,
            changes: [
              { put: 'stop-gone', scope: input.scope },
              { put: 'audit', entry: stopEntry('stop.lifted', by, input) },
            ],
            reply: null,
          };
        },
        call.options,
      );
      broker.rearm();
      return { ok: true };
    },
    'workspace.settlePlace': (input: MethodArguments<'workspace.settlePlace'>, call) =>
      world.holds.settlePlace(input, deciding(call)),
    'workspace.settleClock': (input: MethodArguments<'workspace.settleClock'>, call) =>
      world.holds.settleClock(input, deciding(call)),
    ...storageCommands(world),
    ...scheduleHandlers(world.schedules),
    'engine.load': async () => ({ lanes: activations.load(), ...(await world.holds.show()) }),
  };

  /** As far as it is known before the transaction, which looks again. */
  function placeOf(terms: StartTerms & { readonly agentId: string }, agent: ReleaseState | null): BeginPlace {
    const name = queueOf(terms.queue, agent);
    return {
      queue: name,
      lane: stores.queues.load(name)?.lane ?? 'background',
      agentId: terms.agentId,
      releaseHash: agent?.releaseHash ?? '',
      priority: terms.priority ?? 0,
      queueKey: terms.queueKey ?? null,
      notBeforeMs: (terms.delayMs ?? terms.debounceMs) === undefined ? null : engine.now(),
      admittedAtMs: null,
    };
  }

  return async (call) => {
    const handler = handlers[call.method];
    if (handler === undefined) throw new LanekeeperError('unsupported', `The engine knows no method ${call.method}.`);
    const person = call.as === null ? null : stores.workspace.person(call.as);
    if (call.as !== null && person === null && call.method !== 'person.create')
      throw new LanekeeperError('no-person', `There is no profile "${call.as}".`, {
        hint: 'Create it in Settings, or with `lanekeeper people add`.',
      });
    const options: TransactOptions = {
      front: true,
      ...(call.command === null ? {} : { command: call.command }),
    };
    return handler(call.input as never, { person, options, method: call.method });
  };
}

function stopEntry(
  kind: 'stop.engaged' | 'stop.lifted',
  by: Person,
  { scope, reason }: MethodArguments<'stop.lift'>,
): AuditEntry {
  const facts = { scope: scope.kind, scopeId: scopeId(scope), reason };
  return { kind, actor: { kind: 'person', id: by.personId }, role: by.role, facts };
}

function scopeId(scope: StopScope): string {
  return scope.kind === 'all' ? '' : scope.id;
}
