import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

/**
 * A short text beside a control, on hover and on keyboard focus. The child must be a React Aria control, or be wrapped
 * in React Aria's `Focusable`.
 */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={100}>
      {children}
      <AriaTooltip
        offset={6}
        className="edge max-w-64 animate-[fade_100ms] rounded-sm bg-ink px-2 py-1 text-canvas text-xs shadow-pop"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
