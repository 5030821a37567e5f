import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { shortHash } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { duration } from '../../format/time.ts';
import { useConversation } from '../../stores/conversation.ts';
import { closeOverlay, showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import s from './Turn.module.css';

const parts = [
  ['queuedMs', 'waited for a place'],
  ['modelMs', 'model'],
  ['toolMs', 'tools'],
  ['personMs', 'people'],
  ['ownMs', 'our own work'],
] as const;

/** For one answer: which facts, which tools, which model and release, lane and why, cost, and where the time went. */
export function ExplainSheet({ turnId }: { readonly turnId: string }): ReactElement | null {
  const turn = useConversation(({ turns }) => turns.find((one) => one.turnId === turnId));
  if (turn === undefined) return null;
  return (
    <Sheet title="Why this answer" size="large" onClose={closeOverlay} actions={<Close />}>
      <div className={s['why']}>
        <Lane turn={turn} />
        <section>
          <h3 className="label">Facts and tools</h3>
          <p>
            {turn.answer === null || turn.answer.sources.length === 0
              ? 'No fact is cited.'
              : turn.answer.sources.map(({ label }, at) => `[${at + 1}] ${label}`).join(' · ')}
          </p>
          <p className="d">
            {turn.calls.length === 0
              ? 'No tool was used.'
              : turn.calls.map(({ tool, status }) => `${tool} (${status})`).join(' · ')}
          </p>
        </section>
        <Models turn={turn} />
        <section>
          <h3 className="label">Where the time went</h3>
          <table className="table">
            <tbody>
              {parts.map(([key, word]) => (
                <tr key={key}>
                  <td>{word}</td>
                  <td className="r">{duration(turn.latency[key])}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="d small">Latency budget of a live turn: {duration(turn.latencyBudgetMs)}.</p>
        </section>
        <section>
          <h3 className="label">Checks</h3>
          {(turn.answer?.verdicts.length ?? 0) === 0 ? (
            <p className="d">Nothing was checked yet.</p>
          ) : (
            <ul>
              {turn.answer?.verdicts.map(({ rule, verdict, message }) => (
                <li key={rule}>
                  <span className="mono">{rule}</span> {verdict}
                  {message === '' ? '' : `: ${message}`}
                </li>
              ))}
            </ul>
          )}
        </section>
        <p className="d small">
          Release{' '}
          <span className="mono" title={turn.releaseHash ?? ''}>
            {turn.releaseHash === null ? 'none yet' : shortHash(turn.releaseHash)}
          </span>
        </p>
      </div>
    </Sheet>
  );
}

function Lane({ turn }: { readonly turn: Turn }): ReactElement {
  return (
    <section>
      <h3 className="label">Lane</h3>
      {turn.lanes.map((choice) => (
        <div key={choice.atMs}>
          <p>
            <b className="b">{choice.lane}</b>{' '}
            {choice.by === 'person'
              ? 'because a person chose it'
              : choice.by === 'budget'
                ? `because the turn outgrew ${duration(turn.latencyBudgetMs)}`
                : 'by the rule'}
          </p>
          {choice.reasons.length === 0 ? null : (
            <table className="table">
              <thead>
                <tr>
                  <th>Fact</th>
                  <th>Value</th>
                  <th>Speaks for</th>
                </tr>
              </thead>
              <tbody>
                {choice.reasons.map(({ fact, value, speaksFor }) => (
                  <tr key={fact}>
                    <td>{fact}</td>
                    <td>{value}</td>
                    <td>{speaksFor}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
    </section>
  );
}

function Models({ turn }: { readonly turn: Turn }): ReactElement {
  return (
    <section>
      <h3 className="label">Model calls</h3>
      {turn.models.length === 0 ? (
        <p className="d">None yet.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>Answered by</th>
              <th>How</th>
              <th className="r">Tokens in (cached), out</th>
              <th className="r">Cost</th>
              <th className="r">First token, whole</th>
            </tr>
          </thead>
          <tbody>
            {turn.models.map((one) => (
              <tr key={one.path}>
                <td>
                  {one.model} <span className="d">{one.endpointId}</span>
                  {one.passedOver.map(({ endpointId, reason }) => (
                    <p key={endpointId} className="d small">
                      after {endpointId}: {reason}
                    </p>
                  ))}
                  {one.sentSha256 === null ? null : (
                    <Button
                      isSmall
                      kind="quiet"
                      onPress={() => showOverlay({ kind: 'turn-context', turnId: turn.turnId, path: one.path })}
                    >
                      What was sent
                    </Button>
                  )}
                  {one.isKept ? <p className="wait small">The provider keeps the text for a while.</p> : null}
                </td>
                <td>
                  {one.status}
                  {one.reason === null ? '' : `: ${one.reason}`}
                </td>
                <td className="r">
                  {count(one.usage.inputTokens)} ({count(one.usage.cachedTokens)}), {count(one.usage.outputTokens)}
                </td>
                <td className="r">{one.money ?? 'no price'}</td>
                <td className="r nw">
                  {one.firstTokenMs === null ? '' : `${duration(one.firstTokenMs)}, `}
                  {duration(one.tookMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="d small">
        Whole turn: {count(turn.cost.tokens)} tokens
        {turn.cost.money.length === 0 ? '' : `, ${turn.cost.money.join(', ')}`}
      </p>
    </section>
  );
}

function Close(): ReactElement {
  return (
    <Button kind="quiet" onPress={closeOverlay}>
      Close
    </Button>
  );
}
