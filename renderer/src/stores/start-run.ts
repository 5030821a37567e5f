import { create } from 'zustand';
import type { FileRef, Inspection } from '../../../shared/domain/agent.ts';
import type { SchedulePlan } from '../../../shared/domain/schedule.ts';
import type { MethodArguments, MethodInput } from '../../../shared/ipc/methods.ts';
import type { Ms } from '../../../shared/ids.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';
import { go } from './route.ts';
import { createSchedule } from './schedules.ts';
import { transferPace } from './transfer-pace.ts';
import { uploadFile } from './uploads.ts';

/** Where the file of a start form is. */
export type FileState =
  | { readonly state: 'none' }
  | {
      readonly state: 'sending';
      readonly name: string;
      readonly bytes: number;
      readonly sent: number;
      /** Null while nobody can tell. */
      readonly leftMs: Ms | null;
    }
  | { readonly state: 'inspecting'; readonly file: FileRef }
  | { readonly state: 'ready'; readonly file: FileRef; readonly inspection: Inspection }
  | { readonly state: 'failed'; readonly name: string; readonly error: unknown };

interface StartState {
  readonly agentId: string | null;
  readonly file: FileState;
  readonly isStarting: boolean;
  readonly failure: unknown;
}

export const useStart = create<StartState>()(() => ({
  agentId: null,
  file: { state: 'none' },
  isStarting: false,
  failure: null,
}));

let sending: AbortController | null = null;

/** Opens an empty start form for an agent. */
export function openStart(agentId: string): void {
  if (useStart.getState().agentId === agentId) return;
  sending?.abort();
  useStart.setState({ agentId, file: { state: 'none' }, isStarting: false, failure: null });
}

/** Sends a file, then lets the agent look at it and propose how to read it. */
export async function giveFile(agentId: string, file: File): Promise<void> {
  sending?.abort();
  const mine = new AbortController();
  sending = mine;
  const set = (state: FileState): void => {
    if (!mine.signal.aborted) useStart.setState({ file: state, failure: null });
  };
  const pace = transferPace(file.size, performance.now());
  const say = (sent: number, leftMs: Ms | null): void =>
    set({ state: 'sending', name: file.name, bytes: file.size, sent, leftMs });
  say(0, null);
  try {
    const kept = await uploadFile(file, (sent) => say(sent, pace.take(sent, performance.now())), mine.signal);
    set({ state: 'inspecting', file: kept });
    const inspection = await call('agent.inspect', { agentId, file: kept });
    set({ state: 'ready', file: kept, inspection });
    announce(`${file.name} was read`);
  } catch (error) {
    set({ state: 'failed', name: file.name, error });
    // Pieces still under way have nothing more to say: their progress would stand over the failure.
    mine.abort();
  }
}

/** Lets go of the file. */
export function dropFile(): void {
  sending?.abort();
  sending = null;
  useStart.setState({ file: { state: 'none' } });
}

/** Makes a schedule of what the form holds, and opens its page. */
export async function scheduleRuns(
  agent: { readonly agentId: string; readonly title: string },
  input: Record<string, unknown>,
  name: string,
  { trigger, overlap, catchUp, terms }: Pick<SchedulePlan, 'trigger' | 'overlap' | 'catchUp' | 'terms'>,
): Promise<void> {
  const { file } = useStart.getState();
  useStart.setState({ isStarting: true, failure: null });
  try {
    await createSchedule({
      name: name.trim() === '' ? agent.title : name.trim().slice(0, 120),
      agentId: agent.agentId,
      input,
      ...(file.state === 'ready' ? { file: file.file } : {}),
      trigger,
      overlap,
      catchUp,
      terms,
    });
    useStart.setState({ agentId: null, file: { state: 'none' }, isStarting: false });
  } catch (failure) {
    useStart.setState({ failure, isStarting: false });
  }
}

const joinedWords = {
  dedup: 'Nothing new was started: this run holds the key',
  debounce: 'This run had not started; it takes your input instead',
} as const;

/** Starts the run, or finds the one that holds its key, and opens its page. */
export type Terms = Pick<
  MethodInput<'run.start'>,
  'queue' | 'priority' | 'delayMs' | 'queueKey' | 'dedupKey' | 'debounceMs' | 'debounceMaxMs' | 'deadlineInMs'
>;

export async function startRun(
  agentId: string,
  input: Record<string, unknown>,
  {
    title,
    sandbox,
    budgets,
    terms,
  }: Pick<MethodArguments<'run.start'>, 'budgets' | 'sandbox'> & { readonly title: string; readonly terms: Terms },
): Promise<void> {
  const { file } = useStart.getState();
  useStart.setState({ isStarting: true, failure: null });
  try {
    const run = await call('run.start', {
      agentId,
      input,
      sandbox,
      budgets,
      ...terms,
      ...(file.state === 'ready' ? { file: file.file } : {}),
      ...(title.trim() === '' ? {} : { title: title.trim() }),
    });
    useStart.setState({ agentId: null, file: { state: 'none' }, isStarting: false });
    if (run.joined !== undefined) announce(joinedWords[run.joined]);
    go({ page: 'run', runId: run.runId, tab: null });
  } catch (failure) {
    useStart.setState({ failure, isStarting: false });
  }
}
