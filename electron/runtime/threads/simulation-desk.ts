import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  simulationReportSchema,
  type Simulation,
  type SimulationReport,
} from '../../../shared/domain/policy-simulation.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import { parsePolicy } from '../policies/parse.ts';
import { emptyReport, withPage, type SimulatedPage } from '../policies/simulate.ts';
import type { Clock } from '../ports.ts';
import type { ReadLine } from './read-line.ts';

/** Reports kept in a workspace; the oldest go when a newer one is there. */
const mostKept = 20;

export interface SimulationDeskOptions {
  /** A reader that screens do not wait for. */
  readonly heavy: Pick<ReadLine, 'ask'>;
  /** Where reports are kept, a file each; made with the first. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: (now: Simulation) => void;
}

type Answers = { readonly [M in MethodName]?: (input: MethodArguments<M>) => Promise<unknown> };

/**
 * Tries a policy on everything that was judged, chunk by chunk, so that the reader answers others in between. A report
 * is a file of the workspace, and can be made again at any time; one that is under way ends with the runtime.
 */
export function createSimulationDesk({ heavy, folder, clock, progress }: SimulationDeskOptions): Answers {
  const underWay = new Map<string, SimulationReport>();
  const cancelled = new Set<string>();

  async function simulate({ simulationId, text, sinceMs }: MethodArguments<'policy.simulate'>): Promise<Simulation> {
    const reading = parsePolicy(text);
    if (!reading.ok) {
      const [first] = reading.problems;
      throw new LanekeeperError(
        'invalid-input',
        `The policy cannot be read. Line ${first?.line}: ${first?.path} ${first?.reason}.`,
        {
          hint: 'Nothing was simulated. Mend it and try again.',
        },
      );
    }
    if (underWay.has(simulationId)) throw new LanekeeperError('wrong-state', 'This simulation is under way already.');
    const { id: policyId, version } = reading.policy;
    const total = (await heavy.ask('policy.judgedCount', { sinceMs })) as number;
    let report = emptyReport({
      simulationId,
      atMs: clock.now(),
      policyId,
      version,
      hash: reading.hash,
      status: 'running',
      total,
    });
    underWay.set(simulationId, report);
    try {
      for (let after: string | null = ''; after !== null && !cancelled.has(simulationId);) {
        const page = (await heavy.ask('policy.simulatePage', {
          policy: reading.policy,
          after,
          sinceMs,
        })) as SimulatedPage;
        report = withPage(report, page);
        underWay.set(simulationId, report);
        progress(report.simulation);
        after = page.next;
      }
      const status = cancelled.has(simulationId) ? 'cancelled' : 'done';
      report = { ...report, simulation: { ...report.simulation, status } };
      await keep(report);
      progress(report.simulation);
      return report.simulation;
    } finally {
      underWay.delete(simulationId);
      cancelled.delete(simulationId);
    }
  }

  async function keep(report: SimulationReport): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = fileOf(report.simulation.simulationId);
    await writeFile(`${file}.tmp`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.tmp`, file);
    const kept = await listed();
    for (const { simulationId } of kept.slice(mostKept)) await rm(fileOf(simulationId), { force: true });
  }

  async function listed(): Promise<Simulation[]> {
    if (!existsSync(folder)) return [];
    const names = (await readdir(folder)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
    const reports = await Promise.all(names.map((name) => read(name.slice(0, -'.json'.length))));
    return reports
      .flatMap((report) => (report === null ? [] : [report.simulation]))
      .toSorted((one, other) => other.atMs - one.atMs);
  }

  /** Null: there is none, or what is there is no report. */
  async function read(simulationId: string): Promise<SimulationReport | null> {
    const text = await readFile(fileOf(simulationId), 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const parsed = simulationReportSchema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  function fileOf(simulationId: string): string {
    return join(folder, `${simulationId}.json`);
  }

  return {
    'policy.simulate': simulate,
    'policy.simulations': async () => ({
      simulations: [...[...underWay.values()].map(({ simulation }) => simulation), ...(await listed())],
    }),
    async 'policy.simulation'({ simulationId, after, limit }): Promise<MethodOutput<'policy.simulation'>> {
      const report = underWay.get(simulationId) ?? (await read(simulationId));
      if (report === null)
        throw new LanekeeperError('not-found', `There is no report of a simulation ${simulationId}.`, {
          hint: `The newest ${mostKept} are kept; make it again.`,
        });
      const changes = report.changes.slice(after, after + limit);
      return {
        simulation: report.simulation,
        changes,
        next: after + changes.length < report.changes.length ? after + changes.length : null,
      };
    },
    async 'policy.cancelSimulation'({ simulationId }) {
      if (!underWay.has(simulationId))
        throw new LanekeeperError('wrong-state', 'This simulation is not under way any more.');
      cancelled.add(simulationId);
      return { ok: true };
    },
  };
}
