import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { AgentSummary } from '../../../../shared/domain/agent.ts';
import { shortHash } from '../../format/hash.ts';
import { duration } from '../../format/time.ts';
import { count, counted } from '../../format/number.ts';
import { readAgents, useAgents } from '../../stores/agents.ts';
import { go, hrefOf } from '../../stores/route.ts';
import { resetBreaker } from '../../stores/release-holds.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { resumeAgent } from '../../stores/run-verbs.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import pick from '../../ui/Pick.module.css';
import { Ago } from '../../ui/Time.tsx';
import { ReleaseHoldLine } from './ReleaseHoldLine.tsx';
import { AddAgent } from './AddAgent.tsx';
import s from './Agents.module.css';
import { StartForm } from './StartForm.tsx';
import { TodaysUse } from './TodaysUse.tsx';

/** What can be run: the agents of this workspace, one of them open. */
export function AgentsPage({
  agentId,
  isStarting,
}: {
  readonly agentId: string | null;
  readonly isStarting: boolean;
}): ReactElement {
  const { agents, isLoading, failure } = useAgents();
  useEffect(() => void readAgents(), []);
  const open = agents.find((agent) => agent.agentId === agentId) ?? (agentId === null ? agents[0] : undefined);
  return (
    <div className={`panes ${s['panes']}`}>
      <section className={`pane ${s['list']}`} aria-label="Agents">
        <div className="head">
          <h1>Agents</h1>
          <span className="d">{agents.length === 0 ? '' : count(agents.length)}</span>
        </div>
        <nav className="scroll" aria-label="Agents of this workspace">
          {agents.map((agent) => (
            <a
              key={agent.agentId}
              className={pick['item']}
              href={hrefOf({ page: 'agents', agentId: agent.agentId, isStarting: false })}
              aria-current={agent === open ? 'page' : undefined}
            >
              <span className="b">{agent.title}</span>
              <span className="d small">{counted(agent.runs, 'run')}</span>
              <span className="d small cut">
                {agent.agentId} {agent.version}
              </span>
              <span className="d small">{agent.builtIn ? 'built in' : 'added'}</span>
            </a>
          ))}
          {failure !== null ? <Failure error={failure} onRetry={() => void readAgents()} /> : null}
          {isLoading ? <Empty kind="loading" title="Reading agents" /> : null}
        </nav>
        <AddAgent />
      </section>
      <section className="pane grow" aria-label={open?.title ?? 'Agent'}>
        {open !== undefined ? (
          <Agent agent={open} isStarting={isStarting} />
        ) : isLoading ? null : (
          <Empty
            kind="nothing-yet"
            icon="agents"
            title={agentId === null ? 'No agent is here' : 'This agent is not in this workspace'}
          >
            Add the folder of an agent on the left.
          </Empty>
        )}
      </section>
    </div>
  );
}

function Agent({ agent, isStarting }: { readonly agent: AgentSummary; readonly isStarting: boolean }): ReactElement {
  const place = { page: 'agents', agentId: agent.agentId } as const;
  return (
    <>
      <div className="head">
        <h2>{agent.title}</h2>
        <span className="d mono">{agent.version}</span>
        <span className="grow" />
        {isStarting ? (
          <Button isSmall kind="quiet" onPress={() => go({ ...place, isStarting: false })}>
            About this agent
          </Button>
        ) : null}
      </div>
      {isStarting ? <StartForm key={agent.agentId} agent={agent} /> : <About agent={agent} />}
    </>
  );
}

function About({ agent }: { readonly agent: AgentSummary }): ReactElement {
  return (
    <div className={`scroll ${s['about']}`} tabIndex={0} role="group" aria-label="About this agent">
      <p className={s['lede']}>{agent.description}</p>
      <Paused agent={agent} />
      {agent.releaseHold === null ? null : <ReleaseHoldLine hold={agent.releaseHold} />}
      <div className="row">
        <Button kind="primary" onPress={() => go({ page: 'agents', agentId: agent.agentId, isStarting: true })}>
          {agent.takesFile ? `Give ${agent.title} a file` : `Start ${agent.title}`}
        </Button>
        {agent.pause === null ? (
          <Button
            icon="clock"
            onPress={() => showOverlay({ kind: 'pause-agent', agentId: agent.agentId, title: agent.title })}
          >
            Pause the agent
          </Button>
        ) : (
          <Button icon="right" onPress={() => void resumeAgent(agent.agentId)}>
            Resume the agent
          </Button>
        )}
        <HoldButtons agent={agent} />
      </div>
      <section>
        <h3 className="label">Stops for a decision at</h3>
        {agent.tools.length === 0 ? (
          <p className="d">Nothing: it uses no tool that changes anything.</p>
        ) : (
          <ul className={s['tools']}>
            {agent.tools.map((tool) => (
              <li key={tool}>
                <span className="mono">{tool}</span>
                <span className="d">{toolWords[tool] ?? 'what this tool does, the policy decides who is asked'}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <TodaysUse agentId={agent.agentId} />
      <section>
        <h3 className="label">Release</h3>
        <dl className="facts">
          <dt>Hash</dt>
          <dd className="mono" title={agent.releaseHash}>
            {shortHash(agent.releaseHash)}
          </dd>
          <dt>Added</dt>
          <dd>
            by {agent.addedBy}, <Ago at={agent.addedAtMs} />
          </dd>
          <dt>Runs in</dt>
          <dd>{agent.isolation === 'thread' ? 'a thread of the runtime process' : 'a process of its own'}</dd>
          <dt>A host may use</dt>
          <dd>
            {agent.limits.heapMb} MiB of memory, {duration(agent.limits.unresponsiveMs)} without an answer; a new one
            after {counted(agent.limits.runsPerHost, 'run')}
          </dd>
          <dt>Input</dt>
          <dd>
            <span className="mono">
              {agent.input.id}@{agent.input.version}
            </span>{' '}
            <span className="d mono">{shortHash(agent.input.hash)}</span>
          </dd>
          <dt>Output</dt>
          <dd>
            <span className="mono">
              {agent.output.id}@{agent.output.version}
            </span>{' '}
            <span className="d mono">{shortHash(agent.output.hash)}</span>
          </dd>
          <dt>Runs</dt>
          <dd>
            <a href={hrefOf({ page: 'runs', query: `agent:${agent.agentId}` })}>{counted(agent.runs, 'run')}</a>
          </dd>
        </dl>
      </section>
      <details>
        <summary>Input contract</summary>
        <pre className="code" style={{ marginTop: 8 }}>
          {JSON.stringify(agent.input.schema, null, 2)}
        </pre>
      </details>
    </div>
  );
}

function HoldButtons({ agent }: { readonly agent: AgentSummary }): ReactElement {
  const { agentId, title, releaseHold } = agent;
  const isQuarantined = releaseHold?.kind === 'quarantined';
  return (
    <>
      {releaseHold === null || isQuarantined ? null : (
        <Button icon="right" onPress={() => void resetBreaker(agentId)}>
          Start its hosts again now
        </Button>
      )}
      <Button
        icon={isQuarantined ? 'right' : 'stop'}
        onPress={() => showOverlay({ kind: 'quarantine', agentId, title, isLifting: isQuarantined })}
      >
        {isQuarantined ? 'Lift the quarantine' : 'Quarantine the release'}
      </Button>
    </>
  );
}

function Paused({ agent }: { readonly agent: AgentSummary }): ReactElement | null {
  if (agent.pause === null) return null;
  const { by, reason, atMs } = agent.pause;
  return (
    <p role="status">
      <b className="b">{by} paused this agent</b> <Ago at={atMs} />
      {reason === '' ? '' : `: ${reason}`}. None of its runs goes on and nothing of theirs is sent until it is resumed.
    </p>
  );
}

const toolWords: Readonly<Record<string, string>> = {
  'reply.send': 'a reply leaves for a customer',
  'record.update': 'a record changes',
  'report.publish': 'a report becomes readable to others',
  'http.send': 'a server outside is asked to change something',
  'credit.issue': 'a customer is credited money',
};
