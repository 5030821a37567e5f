import { create } from 'zustand';
import type { TierChange } from '../../../shared/domain/policy-outlook.ts';
import type { Simulation, SimulationReport } from '../../../shared/domain/policy-simulation.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { newCommandId } from '../ids.ts';

interface SimulationState {
  readonly simulation: Simulation | null;
  readonly changes: readonly TierChange[];
  readonly next: number | null;
  readonly isRunning: boolean;
  readonly failure: unknown;
}

const nothing: SimulationState = { simulation: null, changes: [], next: null, isRunning: false, failure: null };
export const useSimulation = create<SimulationState>()(() => nothing);

/** The one that is under way; what another window tries is not this one's business. */
let current: string | null = null;

export async function simulateDraft(text: string): Promise<void> {
  const simulationId = newCommandId();
  current = simulationId;
  useSimulation.setState({ ...nothing, isRunning: true });
  try {
    await call('policy.simulate', { simulationId, text });
    const { simulation, changes, next } = await call('policy.simulation', { simulationId });
    if (current === simulationId) useSimulation.setState({ simulation, changes, next, isRunning: false });
  } catch (failure) {
    if (current === simulationId) useSimulation.setState({ isRunning: false, failure });
  }
}

/** Progress, as the runtime tells it. */
export function noteSimulation(simulation: Simulation): void {
  if (simulation.simulationId === current && useSimulation.getState().isRunning) useSimulation.setState({ simulation });
}

export async function cancelSimulation(): Promise<void> {
  if (current === null) return;
  try {
    await call('policy.cancelSimulation', { simulationId: current });
  } catch {
    // It has ended meanwhile: its report says so.
  }
}

export async function moreChanges(): Promise<void> {
  const { simulation, changes, next } = useSimulation.getState();
  if (simulation === null || next === null) return;
  try {
    const page = await call('policy.simulation', { simulationId: simulation.simulationId, after: next });
    useSimulation.setState({ changes: [...changes, ...page.changes], next: page.next });
  } catch (failure) {
    useSimulation.setState({ failure });
  }
}

/** The whole report as a file, every change in it. */
export async function exportSimulation(simulationId: string): Promise<void> {
  try {
    const changes: TierChange[] = [];
    let simulation: Simulation | null = null;
    for (let after: number | null = 0; after !== null;) {
      const page: MethodOutput<'policy.simulation'> = await call('policy.simulation', {
        simulationId,
        after,
        limit: 1_000,
      });
      simulation = page.simulation;
      changes.push(...page.changes);
      after = page.next;
    }
    if (simulation !== null) saveFile(`policy-simulation-${simulationId}.json`, { simulation, changes });
  } catch (failure) {
    useSimulation.setState({ failure });
  }
}

function saveFile(name: string, report: SimulationReport): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
