import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { openBatches, useBatch } from '../../stores/batch.ts';
import { useInbox } from '../../stores/inbox.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { batchTitle } from './batch-words.ts';

/** A batch that is under way, also one that another window began; beside what was decided, the way to all of them. */
export function BatchNote(): ReactElement | null {
  const jobs = useBatch((state) => state.jobs);
  const tab = useInbox((state) => state.tab);
  useEffect(openBatches, []);
  const running = jobs.find(({ status }) => status === 'running');
  if (running === undefined && (tab !== 'decided' || jobs.length === 0)) return null;
  return (
    <div className="note" role="status">
      <span className="cut grow">{running === undefined ? 'Decided in batches, too' : batchTitle(running)}</span>
      <Button
        isSmall
        kind="quiet"
        onPress={() =>
          showOverlay(running === undefined ? { kind: 'batches' } : { kind: 'batch', jobId: running.jobId })
        }
      >
        {running === undefined ? 'Batches' : 'Show'}
      </Button>
    </div>
  );
}
