import { create } from 'zustand';
import type { AssistantAction, AssistantAnswer } from '../../../shared/domain/assistant.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { runtimeNow } from '../clock.ts';
import { recall, remember } from './local-memory.ts';
import { announce } from './notices.ts';
import { refreshWorkspace } from './workspace.ts';

export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly askedAtMs: number;
  readonly answer: AssistantAnswer | null;
  readonly failure: unknown;
  /** What became of the proposed action. */
  readonly action: 'offered' | 'doing' | 'done' | 'declined';
  readonly result: { readonly runId: string; readonly label: string } | null;
  readonly actionFailure: unknown;
}

export type About = NonNullable<MethodInput<'assistant.ask'>['about']>;

interface AssistantState {
  readonly turns: readonly Turn[];
  readonly isDocked: boolean;
  readonly draft: string;
}

export const useAssistant = create<AssistantState>()(() => ({
  turns: [],
  isDocked: recall('assistant-docked') === 'yes',
  draft: '',
}));

let lastId = 0;

/** Asks; the question stands at once, the answer follows. */
export async function ask(question: string, about: About | null): Promise<void> {
  const text = question.trim();
  if (text === '') return;
  lastId += 1;
  const id = lastId;
  const turn: Turn = {
    id,
    question: text,
    askedAtMs: runtimeNow(),
    answer: null,
    failure: null,
    action: 'offered',
    result: null,
    actionFailure: null,
  };
  useAssistant.setState(({ turns }) => ({ turns: [...turns, turn], draft: '' }));
  try {
    const answer = await call('assistant.ask', { question: text, ...(about === null ? {} : { about }) });
    change(id, { answer });
    announce('The assistant answered');
  } catch (failure) {
    change(id, { failure });
  }
}

/** Does what the assistant proposed; only ever from the person's own press. */
export async function confirmAction(id: number, action: AssistantAction): Promise<void> {
  change(id, { action: 'doing', actionFailure: null });
  try {
    const run = await perform(action);
    change(id, { action: 'done', result: { runId: run.runId, label: run.title } });
    await refreshWorkspace();
  } catch (actionFailure) {
    change(id, { action: 'offered', actionFailure });
  }
}

/** Leaves a proposed action undone. */
export function declineAction(id: number): void {
  change(id, { action: 'declined' });
}

/** Keeps what is being typed, so that docking the panel loses nothing. */
export function setDraft(draft: string): void {
  useAssistant.setState({ draft });
}

/** Docks the assistant beside the page, or puts it away. */
export function toggleDock(): void {
  const isDocked = !useAssistant.getState().isDocked;
  remember('assistant-docked', isDocked ? 'yes' : 'no');
  useAssistant.setState({ isDocked });
}

function perform(action: AssistantAction): ReturnType<typeof startRun> {
  if (action.method === 'run.cancel') return call('run.cancel', action.input as MethodInput<'run.cancel'>);
  if (action.method === 'run.retry') return call('run.retry', action.input as MethodInput<'run.retry'>);
  return startRun(action.input as MethodInput<'run.start'>);
}

function startRun(input: MethodInput<'run.start'>): ReturnType<typeof call<'run.start'>> {
  return call('run.start', input);
}

function change(id: number, part: Partial<Turn>): void {
  useAssistant.setState(({ turns }) => ({
    turns: turns.map((turn) => (turn.id === id ? { ...turn, ...part } : turn)),
  }));
}
