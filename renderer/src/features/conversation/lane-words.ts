import type { Turn } from '../../../../shared/domain/conversation.ts';
import { duration } from '../../format/time.ts';

/** Why a turn is in its lane, in a few words; the whole list stands under "Why". */
export function laneWords({ lanes, latencyBudgetMs }: Pick<Turn, 'lanes' | 'latencyBudgetMs'>): string {
  const last = lanes.at(-1);
  if (last === undefined) return '';
  if (last.by === 'person') return 'you chose it';
  if (last.by === 'budget') return `moved on after ${duration(latencyBudgetMs)}`;
  return last.reasons
    .filter(({ speaksFor }) => speaksFor === last.lane)
    .slice(0, 2)
    .map(({ fact, value }) => `${fact} ${value}`)
    .join(', ');
}
