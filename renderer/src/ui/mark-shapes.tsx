import type { ReactElement } from 'react';

/** State shapes on a 12 px grid; each status family has its own. */
export const markShapes = {
  running: (
    <>
      <path d="M2.500 1.300v9.400L10.800 6z" fill="currentColor" />
    </>
  ),
  'waiting-approval': (
    <>
      <path d="M6 .4 11.600 6 6 11.600.4 6z" fill="currentColor" />
    </>
  ),
  succeeded: (
    <>
      <path
        d="m1.600 6.600 3 3 5.800-7"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.900"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  stale: (
    <>
      <path
        d="M1.500 4.500h6v6h-6zM4.500 2.800V1.500h6v6H9.200"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.400"
        strokeLinejoin="round"
      />
    </>
  ),
  queued: (
    <>
      <circle cx="6" cy="6" r="4.250" fill="none" stroke="currentColor" strokeWidth="1.500" />
    </>
  ),
  'waiting-signal': (
    <>
      <path d="M6 1.500 10.500 6 6 10.500 1.500 6z" fill="none" stroke="currentColor" strokeWidth="1.500" />
    </>
  ),
  failed: (
    <>
      <path
        d="m2.200 2.200 7.600 7.600M9.800 2.200 2.200 9.800"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  ),
  compensated: (
    <>
      <path
        d="M4.300 1.500 1.500 4.300l2.800 2.800M1.800 4.300h5.400a3 3 0 0 1 0 6H5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.600"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  unknown: (
    <>
      <path d="M6 .5 11 3.300v5.400L6 11.500 1 8.700V3.300z" fill="none" stroke="currentColor" strokeWidth="1.400" />
      <path
        d="M4.700 4.900c0-1.800 2.700-1.700 2.700 0 0 1-1.300 1-1.300 2M6.100 8.500v.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.200"
        strokeLinecap="round"
      />
    </>
  ),
  dot: (
    <>
      <circle cx="6" cy="6" r="3" fill="currentColor" />
    </>
  ),
  paused: (
    <>
      <path d="M2.500 1.500h2.500v9H2.500zM7 1.500h2.500v9H7z" fill="currentColor" />
    </>
  ),
  'needs-attention': (
    <>
      <path d="M6 .6 11.800 11H.2z" fill="currentColor" />
      <path d="M6 4.200v3.200M6 9.200v.2" stroke="var(--surface)" strokeWidth="1.400" strokeLinecap="round" />
    </>
  ),
  holding: (
    <>
      <path
        d="M2.500 1h7M2.500 11h7M3.300 1c0 3 2.700 3.500 2.700 5s-2.700 2-2.700 5M8.700 1c0 3-2.700 3.500-2.700 5s2.700 2 2.700 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.300"
        strokeLinecap="round"
      />
    </>
  ),
  retrying: (
    <>
      <path
        d="M10.200 6A4.200 4.200 0 1 1 8.800 2.900M10.400.8v2.800H7.600"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.600"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  sleeping: (
    <>
      <path d="M10.600 7.600A5 5 0 1 1 5 1.200a4 4 0 0 0 5.600 6.400z" fill="currentColor" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="6" cy="6" r="4.500" fill="none" stroke="currentColor" strokeWidth="1.500" />
      <path d="m3 9 6-6" stroke="currentColor" strokeWidth="1.500" />
    </>
  ),
  compensating: (
    <>
      <path
        d="M4.300 1.500 1.500 4.300l2.800 2.800M1.800 4.300h5.400a3 3 0 0 1 0 6H5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.600"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeDasharray="2.600 1.600"
      />
    </>
  ),
  granted: (
    <>
      <circle cx="6" cy="6" r="4.500" fill="none" stroke="currentColor" strokeWidth="1.400" />
      <circle cx="6" cy="6" r="1.800" fill="currentColor" />
    </>
  ),
} as const satisfies Record<string, ReactElement>;
