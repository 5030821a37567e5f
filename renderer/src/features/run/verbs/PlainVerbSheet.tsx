import type { ReactElement } from 'react';
import { endOrPause, pauseAgent } from '../../../stores/run-verbs.ts';
import type { PlainVerb } from '../../../stores/run-verbs.ts';
import { ReasonSheet } from './ReasonSheet.tsx';

/** Asks before a run is killed or paused. */
export function PlainVerbSheet(props: {
  readonly verb: PlainVerb;
  readonly runId: string;
  readonly title: string;
}): ReactElement {
  const { verb, runId, title } = props;
  const onGo = (reason: string): Promise<void> => endOrPause(verb, runId, reason);
  if (verb === 'kill')
    return (
      <ReasonSheet title="Kill this run?" subject={title} go="Kill the run" stay="Let it run" isDanger onGo={onGo}>
        It ends at once, wherever its step is; a step that does not let go takes its agent host with it, and the other
        runs of that host go on from their last checkpoint. Nothing is undone: what was done stays done. Actions that
        wait for a decision are withdrawn. Finished steps and artifacts are kept.
      </ReasonSheet>
    );
  return (
    <ReasonSheet title="Pause this run?" subject={title} go="Pause the run" stay="Let it run" onGo={onGo}>
      Its agent does nothing more and nothing of it is sent until it is resumed. It then goes on from its last
      checkpoint; what a step is in the middle of now is done again. Decisions can still be made meanwhile.
    </ReasonSheet>
  );
}

/** Asks before all runs of an agent are held. */
export function PauseAgentSheet({
  agentId,
  title,
}: {
  readonly agentId: string;
  readonly title: string;
}): ReactElement {
  return (
    <ReasonSheet
      title="Pause this agent?"
      subject={title}
      go="Pause the agent"
      stay="Let it work"
      onGo={(reason) => pauseAgent(agentId, reason)}
    >
      None of its runs goes on and nothing of theirs is sent until the agent is resumed. Runs at work go back to the
      queue at their last checkpoint. New runs can be started; they wait.
    </ReasonSheet>
  );
}
