import type { Turn } from '../../../shared/domain/conversation.ts';
import { visibleText } from '../../../shared/visible-text.ts';
import type { ExitCode } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** A turn as it was left, and what of its answer has been shown while it came. */
export interface FollowedTurn {
  readonly turn: Turn;
  readonly streamed: string;
}

/** Follows a turn by its events, across restarts of the runtime, until it has ended or waits for a person. */
export function followTurn(
  session: Session,
  { conversationId, turnId }: Pick<Turn, 'conversationId' | 'turnId'>,
  { terminal, isQuiet }: { readonly terminal: Terminal; readonly isQuiet: boolean },
): Promise<FollowedTurn> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let isAsking = false;
    let isStale = false;
    let runId: string | null = null;
    let streamed = '';
    let lanes = 1;
    const stopFollowing = session.follow(['conversation.changed'], conversationId, {
      onEvents(events) {
        const isMine = events.some(
          (event) => event.topic === 'conversation.changed' && event.payload.turnIds.includes(turnId),
        );
        if (isMine) look();
      },
      onFresh: look,
    });
    const stopDeltas = session.onEphemeral('turn', (delta) => {
      if (isOver || isQuiet || delta.runId !== runId || delta.text === '') return;
      if (terminal.stream(visibleText(delta.text))) streamed += delta.text;
    });

    /** One question at a time: what comes meanwhile is asked about once more. */
    function look(): void {
      if (isAsking) return void (isStale = true);
      isAsking = true;
      isStale = false;
      session
        .ask('turn.show', { turnId })
        .then(see, (error: unknown) => end(() => reject(error)))
        .finally(() => {
          isAsking = false;
          if (isStale && !isOver) look();
        });
    }

    function see(turn: Turn): void {
      if (isOver) return;
      runId = turn.runId;
      if (turn.endedAtMs !== null || waitsForPerson(turn)) return end(() => resolve({ turn, streamed }));
      if (isQuiet) return;
      if (turn.lanes.length > lanes) terminal.say('It goes on in the background; its answer comes here.');
      lanes = Math.max(lanes, turn.lanes.length);
      if (streamed === '')
        terminal.showProgress(turn.isQueued ? 'It waits for the turn before it.' : doing(turn), turn.status);
    }

    function end(then: () => void): void {
      isOver = true;
      stopFollowing();
      stopDeltas();
      then();
    }
  });
}

/** Nothing but a person moves it on. */
export function waitsForPerson(turn: Turn): boolean {
  if (turn.status === 'waiting-approval') return true;
  const isAsked = turn.questions.some(
    ({ answer, isOver, runId }) => answer === null && !isOver && runId === turn.runId,
  );
  return turn.status === 'waiting-signal' && isAsked;
}

export function exitAfterTurn(turn: Turn): ExitCode {
  if (waitsForPerson(turn)) return 3;
  return turn.status === 'succeeded' ? 0 : 1;
}

function doing(turn: Turn): string {
  return turn.doing === null ? `The turn is ${turn.status}.` : plain(turn.doing);
}
