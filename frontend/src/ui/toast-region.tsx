import { useLingui } from '@lingui/react/macro';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from 'react-aria-components/Button';
// React Aria still marks its toast as unstable; this is the only file that touches it.
import {
  UNSTABLE_ToastRegion as Region,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContentArea,
  UNSTABLE_ToastQueue as ToastQueue,
} from 'react-aria-components/Toast';
import { buttonClass } from './button-class';
import { receiveToasts, type ToastContent } from './toast';

const queue = new ToastQueue<ToastContent>({ maxVisibleToasts: 3 });
const plainMs = 5_000;
const withActionMs = 10_000;

export default function ToastRegion() {
  useEffect(() => receiveToasts((toast) => queue.add(toast, { timeout: toast.action ? withActionMs : plainMs })), []);
  return (
    <Region
      queue={queue}
      className="fixed right-4 bottom-4 z-50 flex w-88 max-w-[calc(100vw-2rem)] flex-col gap-2 rounded-lg outline-none max-sm:right-0 max-sm:left-0 max-sm:mx-auto"
    >
      {({ toast }) => <Card toast={toast} />}
    </Region>
  );
}

function Card({ toast }: { toast: React.ComponentProps<typeof Toast<ToastContent>>['toast'] }) {
  const { t } = useLingui();
  const { title, description, tone = 'ok', action } = toast.content;
  const Icon = tone === 'ok' ? CircleCheck : CircleAlert;
  return (
    <Toast
      toast={toast}
      className="edge flex animate-[rise_180ms_var(--ease-out)] items-start gap-3 rounded-lg bg-raised p-3 shadow-pop"
    >
      <Icon
        aria-hidden="true"
        className={`mt-0.5 size-4 shrink-0 ${tone === 'ok' ? 'text-ok-ink' : 'text-danger-ink'}`}
      />
      <ToastContentArea className="flex min-w-0 flex-1 flex-col [overflow-wrap:anywhere]">
        <Text slot="title" className="font-medium">
          {title}
        </Text>
        {description && (
          <Text slot="description" className="text-muted text-sm">
            {description}
          </Text>
        )}
      </ToastContentArea>
      {action && (
        <Button
          onPress={() => {
            action.onPress();
            queue.close(toast.key);
          }}
          className={buttonClass('secondary', 'sm')}
        >
          {action.label}
        </Button>
      )}
      <Button
        slot="close"
        aria-label={t`Dismiss`}
        className="grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken"
      >
        <X aria-hidden="true" className="size-3.5" />
      </Button>
    </Toast>
  );
}
