import { useEffect, useState, type ReactElement } from 'react';
import { readAgents, useAgents } from '../../stores/agents.ts';
import { draftFromDecisions } from '../../stores/grants.ts';
import { Button } from '../../ui/Button.tsx';

/** A draft begins with the decisions on one agent's use of one tool. */
export function DraftStart(): ReactElement {
  const agents = useAgents((state) => state.agents);
  useEffect(() => void readAgents(), []);
  const [agentId, setAgentId] = useState('');
  const [toolId, setToolId] = useState('');
  const agent = agents.find((one) => one.agentId === agentId) ?? agents[0];
  const tools = agent?.tools ?? [];
  const tool = tools.includes(toolId) ? toolId : (tools[0] ?? '');
  return (
    <form
      style={{ display: 'grid', gap: 14, maxWidth: 420 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (agent !== undefined && tool !== '') void draftFromDecisions({ agentId: agent.agentId, toolId: tool }, 30);
      }}
    >
      <h2 className="b">Draft from past decisions</h2>
      <p className="d">
        The narrowest terms that cover what people approved of one agent’s use of one tool in 30 days.
      </p>
      <div className="field">
        <label htmlFor="grant-agent">Agent</label>
        <select
          id="grant-agent"
          className="input"
          value={agent?.agentId ?? ''}
          onChange={({ target }) => setAgentId(target.value)}
        >
          {agents.map((one) => (
            <option key={one.agentId} value={one.agentId}>
              {one.title}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="grant-tool">Tool</label>
        <select id="grant-tool" className="input" value={tool} onChange={({ target }) => setToolId(target.value)}>
          {tools.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
      <div>
        <Button kind="primary" type="submit" whyNot={tool === '' ? 'This agent uses no tool.' : undefined}>
          Draft it
        </Button>
      </div>
    </form>
  );
}
