import { memo, useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import Markdown from 'react-markdown';
import type { Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import s from './MarkdownText.module.css';

const isOwnAddress = /^(#|blob:)/;

const components: Components = {
  // A picture from elsewhere would tell its server that the report was opened; its words stay.
  img: ({ alt }) => <span className="d">[picture{alt === undefined || alt === '' ? '' : `: ${alt}`}]</span>,
  a: ({ href, children }) =>
    href !== undefined && isOwnAddress.test(href) ? (
      <a href={href}>{children}</a>
    ) : (
      <span title={href}>
        {children} <span className="d mono">{href}</span>
      </span>
    ),
  table: ({ children }) => (
    <div className={s['tablebox']} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
};

/** Markdown without raw HTML, pictures or outside links; a long text is drawn a part per frame. */
export function MarkdownText({ text }: { readonly text: string }): ReactElement {
  const parts = useMemo(() => partsOf(text), [text]);
  const [drawn, setDrawn] = useState(1);
  useEffect(() => {
    if (drawn >= parts.length) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + 1));
    return () => cancelAnimationFrame(frame);
  }, [drawn, parts.length]);
  return (
    <div className={s['md']}>
      {parts.slice(0, drawn).map((part, index) => (
        <Part key={index} text={part} />
      ))}
    </div>
  );
}

const Part = memo(function Part({ text }: { readonly text: string }): ReactElement {
  return (
    <div className={s['part']}>
      <Markdown skipHtml remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components}>
        {text}
      </Markdown>
    </div>
  );
});

const remarkPlugins = [remarkGfm];
const rehypePlugins = [rehypeSanitize];

/** Cuts before headings, never inside a fenced block. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let lines: string[] = [];
  let isFenced = false;
  for (const line of text.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    if (!isFenced && /^#{1,3} /.test(line) && lines.length > 0) {
      parts.push(lines.join('\n'));
      lines = [];
    }
    lines.push(line);
  }
  parts.push(lines.join('\n'));
  return parts;
}
