import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { stopFound } from '../../../shared/domain/stop-scope.ts';
import type { StopScope } from '../../../shared/domain/workspace.ts';
import { toWireError } from '../../../shared/errors.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { stopFileIn, writeStopFile } from '../../runtime/supervision/stop-file.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command, type Outcome } from '../command.ts';

/** A stop has to hold within a second: after this long without an answer the file is there as well. */
const fileAfterMs = 500;
/** A runtime may still be starting. */
const givenUpAfterMs = 8_000;

type Engaged = MethodOutput<'stop.engage'>;

export const stop = command({
  name: 'stop',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'emergency stop: from now on no action is sent, until the stop is lifted',
  details: `Runs go on thinking; what was granted and not sent waits for a decision again.
Where the runtime does not take it at once, a file STOP is put into the workspace, which stops everything by itself:
no runtime, no window and no profile is needed for it. A stop is only ever lifted by a person with a reason, and not
while such a file is there.`,
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
  async run({ options, session, workspace }) {
    const scope = readScope(options);
    const reason = options.reason ?? '';
    const target = scope.kind === 'all' ? 'every action' : `actions of ${scope.kind} ${scope.id}`;
    if (!options.lift) {
      const engaged = session().then((open) => open.act('stop.engage', { scope, reason }));
      if (scope.kind === 'all') return stopAll(workspace, engaged, reason);
      return { exit: 0, value: { stopped: true, scope }, text: stoppedText(target, await engaged) };
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

/** Everything is stopped whatever answers: where the runtime is slow, away, or asks for a name, by the file. */
async function stopAll(workspace: string, engaged: Promise<Engaged>, reason: string): Promise<Outcome> {
  const said = engaged.then(
    (reply) => ({ ok: true, reply }) as const,
    (error: unknown) => ({ ok: false, error }) as const,
  );
  const atOnce = await Promise.race([said, wait(fileAfterMs, null, { ref: false })]);
  if (atOnce?.ok === true) return stopped(atOnce.reply);
  const wasThere = stopFileIn(workspace) !== null;
  const file = writeStopFile(workspace, reason === '' ? 'From the command line' : reason);
  const end = atOnce ?? (await Promise.race([said, wait(givenUpAfterMs, null, { ref: false })]));
  if (end?.ok === true) {
    if (!wasThere) rmSync(file, { force: true });
    return stopped(end.reply);
  }
  const why = end === null ? 'the runtime does not answer' : toWireError(end.error).message;
  return {
    exit: 0,
    value: { stopped: true, scope: { kind: 'all' }, file, why },
    text: `Stopped by the file ${file}: nothing is sent while it is there, and the stop stands until a person lifts it. It was not engaged by name: ${why}`,
    next: 'To let effects go on: remove the file, then `lanekeeper stop --lift --reason TEXT`.',
  };
}

function stopped(reply: Engaged): Outcome {
  const value = { stopped: true, scope: { kind: 'all' }, held: reply.held, inFlight: reply.inFlight };
  return { exit: 0, value, text: stoppedText('every action', reply) };
}

function stoppedText(target: string, found: Engaged): string {
  return `Stopped: ${target}. Nothing of it is sent until the stop is lifted. ${stopFound(found)}`.trim();
}

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
