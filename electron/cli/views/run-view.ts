import type { Amounts } from '../../../shared/domain/amounts.ts';
import type { BudgetStand } from '../../../shared/domain/budget.ts';
import { approvalStatuses } from '../../../shared/domain/approval.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { ApprovalFilter } from '../../../shared/ipc/approval-list-methods.ts';
import type { MethodInput, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { Session } from '../connection/session.ts';

/** Rows of one page; a page has to fit into one message. */
const pageRows = 500;

/** A run as scripts read it. These fields are stable. */
export interface RunView {
  readonly id: string;
  readonly agent: string;
  readonly status: RunSummary['status'];
  readonly steps: readonly { readonly name: string; readonly attempt: number; readonly status: string }[];
  readonly effects: readonly EffectView[];
  readonly approvals: readonly string[];
  readonly artifacts: readonly { readonly name: string; readonly path: string; readonly sha256: string }[];
  readonly quarantined: number;
  readonly parent: string | null;
  readonly continuedAs: string | null;
  readonly children: readonly {
    readonly id: string;
    readonly parent: string;
    readonly life: string;
    readonly status: string;
  }[];
  readonly waits: readonly { readonly kind: string; readonly name: string; readonly key: string | null }[];
  /** What it has used, by measure; money in millionths of the currency’s main unit, work in ms. */
  readonly used: Amounts;
  /** The same with all runs it started and went on as; null: there are none. */
  readonly usedByFamily: Amounts | null;
  readonly budgets: readonly BudgetStand[];
}

export interface EffectView {
  readonly id: string;
  readonly tool: string;
  readonly status: EffectSummary['status'];
  readonly envelopeHash: string;
}

/** Everything there is about one run: all its effects and approvals, whatever their number. */
export interface WholeRun {
  readonly shown: MethodOutput<'run.show'>;
  readonly effects: readonly EffectSummary[];
  readonly approvals: readonly ApprovalSummary[];
  readonly budgets: MethodOutput<'budget.ofRun'>;
}

/** Reads a run with every page of its effects and approvals. */
export async function readRun(session: Session, runId: string): Promise<WholeRun> {
  const shown = await session.ask('run.show', { runId });
  const effects = [...shown.effects];
  for (let after = shown.effectsNext ?? null; after !== null;) {
    const page = await session.ask('run.show', { runId, effectsAfter: after });
    effects.push(...page.effects);
    after = page.effectsNext ?? null;
  }
  const approvals = await listApprovals(session, { runId, status: [...approvalStatuses] });
  return { shown, effects, approvals, budgets: await session.ask('budget.ofRun', { runId }) };
}

/** Every page of a list of approvals. */
export async function listApprovals(
  session: Session,
  filter: ApprovalFilter & Pick<MethodInput<'approval.list'>, 'order'>,
): Promise<ApprovalSummary[]> {
  const all: ApprovalSummary[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = await session.ask('approval.list', {
      ...filter,
      limit: pageRows,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...page.approvals);
    after = page.next;
  }
  return all;
}

export function runView({ shown, effects, approvals, budgets }: WholeRun): RunView {
  return {
    id: shown.run.runId,
    agent: shown.run.agentId,
    status: shown.run.status,
    steps: shown.steps.map(({ name, attempt, status }) => ({ name, attempt, status })),
    effects: effects.map(effectView),
    approvals: approvals.map(({ approvalId }) => approvalId),
    artifacts: shown.artifacts.map(({ name, path, sha256 }) => ({ name, path, sha256 })),
    quarantined: shown.run.quarantined,
    parent: shown.run.parent?.runId ?? null,
    continuedAs: shown.run.continuedAs,
    children: shown.children.list.map(({ runId, parentId, life, status }) => ({
      id: runId,
      parent: parentId,
      life,
      status,
    })),
    waits: shown.waits.map(({ kind, name, key }) => ({ kind, name, key: key === '' ? null : key })),
    used: budgets.used,
    usedByFamily: budgets.family?.used ?? null,
    budgets: budgets.stands,
  };
}

export function effectView(effect: EffectSummary): EffectView {
  return { id: effect.effectId, tool: effect.toolId, status: effect.status, envelopeHash: effect.envelopeHash };
}
