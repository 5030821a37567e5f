import type { WayOn } from '../../../shared/domain/safe-fail.ts';
import { localTime, plain } from '../output/words.ts';

/** The runbook of a run that stands still, as lines of facts. */
export function wayOnFacts(runId: string, wayOn: WayOn | null): [string, string][] {
  if (wayOn === null) return [];
  const { path, kept, runbook, lastGood, input } = wayOn;
  const lines: [string, string][] = [['Kept', kept.replace(/^Kept: /, '')]];
  if (path === 'last-known-good')
    lines.push([
      'Last good',
      lastGood === null
        ? 'none of its last runs left one'
        : `${plain(lastGood.name)} of run ${lastGood.runId}, ${localTime(lastGood.atMs)}`,
    ]);
  if (input !== null)
    lines.push(['Reduced', `lanekeeper runs extend ${runId} --input FILE, with ${JSON.stringify(input)} in the file`]);
  lines.push(['Runbook', plain(runbook)]);
  return lines;
}
