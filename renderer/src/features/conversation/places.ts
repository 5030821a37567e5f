import type { ModelSource } from '../../../../shared/domain/model-call.ts';
import { hrefOf } from '../../stores/route.ts';

/** Where a source is looked at in this console; null: it has no page here. */
export function placeOf(source: Pick<ModelSource, 'kind' | 'id' | 'runId'>): string | null {
  switch (source.kind) {
    case 'run':
      return hrefOf({ page: 'run', runId: source.id, tab: null });
    case 'approval':
      return hrefOf({ page: 'inbox', approvalId: source.id });
    case 'agent':
      return hrefOf({ page: 'agents', agentId: source.id, isStarting: false });
    case 'audit':
      return hrefOf({ page: 'audit', seq: /^\d+$/.test(source.id) ? Number(source.id) : null });
    case 'artifact':
      return hrefOf({ page: 'run', runId: source.runId ?? source.id, tab: 'report' });
    case 'file':
    case 'tool':
    case 'memory':
      return source.runId === undefined ? null : hrefOf({ page: 'run', runId: source.runId, tab: null });
  }
}
