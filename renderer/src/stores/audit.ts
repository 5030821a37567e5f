import { create } from 'zustand';
import type { AuditEvent, AuditVerdict } from '../../../shared/domain/audit.ts';
import { call, subscribe } from '../bridge.ts';
import { runtimeNow } from '../clock.ts';

interface AuditState {
  readonly kind: string;
  readonly events: readonly AuditEvent[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly failure: unknown;
  /** Events were appended since the list was read. */
  readonly isOld: boolean;
  readonly verdict: { readonly value: AuditVerdict; readonly atMs: number; readonly tookMs: number } | null;
  readonly isVerifying: boolean;
  readonly verifyFailure: unknown;
}

export const useAudit = create<AuditState>()(() => ({
  kind: '',
  events: [],
  total: 0,
  hasMore: false,
  isLoading: true,
  failure: null,
  isOld: false,
  verdict: null,
  isVerifying: false,
  verifyFailure: null,
}));

const pageRows = 200;
/** Events shown above one that a link names. */
const newerShown = 20;

/** Opens the log and notes, until the returned function is called, when there is more of it. */
export function openAudit(): () => void {
  void readAudit();
  const note = (): void => useAudit.setState({ isOld: true });
  return subscribe({ topics: ['approval.changed', 'run.changed', 'workspace.changed'], onEvents: note, onGap: note });
}

/** Reads the newest events, of one kind or of all. */
export async function readAudit(kind: string = useAudit.getState().kind): Promise<void> {
  useAudit.setState({ kind, isLoading: true, failure: null, isOld: false });
  try {
    const { events, total } = await call('audit.list', { ...kindOf(kind), limit: pageRows });
    if (useAudit.getState().kind !== kind) return;
    useAudit.setState({ events, total, hasMore: events.length === pageRows, isLoading: false });
  } catch (failure) {
    useAudit.setState({ failure, isLoading: false });
  }
}

/** Reads the part of the log around one event, when a link names one that is not in the list. */
export async function reachAudit(seq: number): Promise<void> {
  const { events, isLoading } = useAudit.getState();
  const newest = events[0]?.seq ?? 0;
  if (isLoading || seq < 1 || seq > newest || events.some((event) => event.seq === seq)) return;
  useAudit.setState({ kind: '', isLoading: true, failure: null });
  try {
    const page = await call('audit.list', { before: seq + newerShown, limit: pageRows });
    useAudit.setState({
      events: page.events,
      total: page.total,
      hasMore: page.events.length === pageRows,
      isLoading: false,
      isOld: true,
    });
  } catch (failure) {
    useAudit.setState({ failure, isLoading: false });
  }
}

/** Reads older events. */
export async function readOlderAudit(): Promise<void> {
  const { events, hasMore, isLoading, kind } = useAudit.getState();
  const last = events.at(-1);
  if (!hasMore || isLoading || last === undefined) return;
  useAudit.setState({ isLoading: true });
  try {
    const page = await call('audit.list', { ...kindOf(kind), before: last.seq, limit: pageRows });
    if (useAudit.getState().kind !== kind) return;
    useAudit.setState((state) => ({
      events: [...state.events, ...page.events],
      total: page.total,
      hasMore: page.events.length === pageRows,
      isLoading: false,
    }));
  } catch (failure) {
    useAudit.setState({ failure, isLoading: false });
  }
}

/** Recomputes the whole chain. */
export async function verifyAudit(): Promise<void> {
  if (useAudit.getState().isVerifying) return;
  useAudit.setState({ isVerifying: true, verifyFailure: null });
  const from = performance.now();
  try {
    const value = await call('audit.verify', {});
    useAudit.setState({ verdict: { value, atMs: runtimeNow(), tookMs: performance.now() - from }, isVerifying: false });
  } catch (verifyFailure) {
    useAudit.setState({ verifyFailure, isVerifying: false });
  }
}

function kindOf(kind: string): { kind?: string } {
  return kind === '' ? {} : { kind };
}
