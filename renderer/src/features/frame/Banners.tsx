import type { ReactElement } from 'react';
import { useConnection } from '../../stores/connection.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { standingHoldSchema, type Stop } from '../../../../shared/domain/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';
import { StandingHoldBanner } from './StandingHoldBanner.tsx';

/** What changes the meaning of everything below it stands above it. */
export function Banners(): ReactElement {
  const connection = useConnection((state) => state.connection);
  const status = useWorkspace((state) => state.status);
  const person = useActingPerson();
  const stop = status?.stops[0];
  const degraded = status?.degraded ?? null;
  const standing = standingHoldSchema.safeParse(degraded);
  return (
    <>
      <RuntimeBanner />
      {connection.state === 'reconnecting' && status !== null ? (
        <div className="banner calm" role="status">
          <Icon name="retry" />
          <span>
            <b className="b">Offline: the program behind this window is gone.</b> What is on screen is as of the last
            answer. If Lanekeeper was closed, start it again; this window reconnects by itself, and a decision made
            within half a minute of that is sent, once.
          </span>
        </div>
      ) : null}
      {standing.success ? <StandingHoldBanner key={standing.data.code} hold={standing.data} /> : null}
      {degraded === null || standing.success ? null : (
        <div className="banner" role="alert">
          <Icon name="stop" />
          <span>
            <b className="b">{degraded.message}</b> {degraded.hint}
          </span>
        </div>
      )}
      {stop === undefined ? null : (
        <div className="banner" role="alert">
          <Icon name="stop" />
          <span>
            <b className="b">Emergency stop: {stopWords(stop)}.</b> No new effect leaves. Engaged by {stop.by},{' '}
            <Ago at={stop.atMs} />
            {stop.reason === '' ? '' : `: ${stop.reason}`}
          </span>
          <span className="grow" />
          <Button isSmall onPress={() => showOverlay({ kind: 'stop' })}>
            Lift…
          </Button>
        </div>
      )}
      {status !== null && person === null ? (
        <div className="banner calm" role="status">
          <Icon name="person" />
          <span>Nobody is chosen to act in this window. Decisions need a name.</span>
          <span className="grow" />
          <Button isSmall onPress={() => showOverlay({ kind: 'person' })}>
            Choose a profile
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** Between the end of the runtime process and the first answer of the next one. */
function RuntimeBanner(): ReactElement | null {
  const word = useConnection((state) => state.shellWord);
  if (word === null) return null;
  if (word.state === 'stopped')
    return (
      <div className="banner" role="alert">
        <Icon name="stop" />
        <span>
          <b className="b">{word.message}</b> {word.hint}
        </span>
      </div>
    );
  return (
    <div className="banner calm" role="status">
      <Icon name="retry" />
      <span>
        <b className="b">
          {word.state === 'up' ? 'The runtime is back.' : 'The runtime ended and is being restarted.'}
        </b>{' '}
        {word.state === 'up'
          ? 'This page is being read again.'
          : 'Nothing is lost: everything acknowledged is kept, and runs go on where they were. This page comes back by itself.'}
      </span>
    </div>
  );
}

/** What a stop holds, in words. */
export function stopWords({ scope }: Pick<Stop, 'scope'>): string {
  if (scope.kind === 'all') return 'all effects are held';
  if (scope.kind === 'class') return `effects of class ${scope.id} are held`;
  return `effects of ${scope.kind} ${scope.id} are held`;
}
