/** The two wide buttons at the ends of the side bar: workspace above, account below. */
export const switcherClass =
  'edge flex min-h-11 w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-sunken data-[pressed]:bg-pressed';
